#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "autograder/class_config.h"
#include "autograder/judge.h"
#include "autograder/submission.h"

namespace tt::autograder {

struct GradedCase : CaseResult {
  bool hidden = false;  // by class.toml
};

struct GradedLab {
  std::string lab, title;
  bool submitted = false, extra_credit = false;
  double points = 0, of = 0;  // what counts: with the reference's files for the other labs
  double late_factor = 1;     // points were multiplied by it
  std::int64_t due = 0;       // seconds since 1970; 0: never
  double own_points =
      -1;               // with the student's own files for the other labs; shown, not counted; -1: not done
  double speed = 0;     // for a leaderboard, in a lab with speed cases
  double minutes = -1;  // to solve it, by the student's own record; -1: it does not say
  std::string compile_errors = {};       // empty: it compiles
  std::vector<std::string> absent = {};  // files of the lab that were not handed in, though others were
  std::vector<Part> parts = {};          // with the points that they are worth here
  std::vector<GradedCase> cases = {};    // every one of the lab's, exactly once
  double seconds = 0;
};

// What one submission is worth, and why.
struct Grade {
  static constexpr int version = 1;
  std::string submission, refused;  // refused: why nothing could be read
  std::uint64_t seed = 0;
  std::int64_t submitted = 0;  // seconds since 1970; 0: not known
  std::vector<std::string> ignored = {}, sandbox_missing = {};
  std::vector<GradedLab> labs = {};
  bool complete = false;   // every lab has been graded
  std::string error = {};  // of the grader itself
  double seconds = 0;

  double points() const;
  double of() const;  // without extra credit
};

struct GradeOptions {
  std::string build_dir, work = {};  // work: a folder for this submission alone, empty at the start
  std::string kept = {};             // for the reference's answers, shared by all submissions with this seed
  std::uint64_t seed = 1;
  std::int64_t submitted = 0;
  std::vector<Lab> labs;  // those to grade
  ClassConfig config = {};
  bool own = true;  // also with the student's own files together
};

// A seed that nobody can know in advance.
std::uint64_t fresh_seed();

// Grades the labs that were handed in. `done` is called before each with what is known so far; labs still to
// come have no points in it. Throws only for what is wrong with the course, not with the submission.
template <class Done>
Grade grade(const Submission& submission, const GradeOptions& options, const Done& done);
Grade begin_grade(const Submission& submission, const GradeOptions& options);
// Replaces the empty entry of options.labs[i].
void grade_lab(const Submission& submission, const GradeOptions& options, std::size_t i, Grade& grade);

template <class Done>
Grade grade(const Submission& submission, const GradeOptions& options, const Done& done) {
  Grade all = begin_grade(submission, options);
  for (std::size_t i = 0; i < options.labs.size(); ++i) {
    done(all);
    grade_lab(submission, options, i, all);
  }
  all.complete = true;
  return all;
}

}  // namespace tt::autograder
