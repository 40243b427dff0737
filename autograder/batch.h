#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "autograder/grade.h"

namespace tt::autograder {

// A class: every folder and every .zip that lies in one folder. In `out` each has results/NAME.json from the
// moment it is graded, written whole or not at all, so that a run that was killed is taken up where it was.
struct BatchOptions {
  std::string folder, out;
  GradeOptions grade = {};                         // of each; work and kept are in out
  bool fresh_seed = true;                          // draws one, and keeps it in out; otherwise grade.seed
  std::map<std::string, std::int64_t> times = {};  // when each was handed in, by name, with .zip or without
  int jobs = 1;                                    // at once
  bool resume = false;        // takes results that are there; otherwise out must have none
  int slice = 0, slices = 1;  // of the submissions, every so many: for several machines with one `out`
};

struct BatchResult {
  std::vector<Grade> grades;             // of all submissions that have a result, by name
  int submissions = 0;                   // in the folder
  std::vector<std::string> others = {};  // what else is there, neither folder nor zip
  std::vector<std::string> absent = {};  // names of BatchOptions.times that are none of a submission
  int graded = 0, taken = 0;             // by this run; from earlier ones
  double seconds = 0;
};
// `done` is called after each, from one thread at a time, with how many of this run are ready and how many
// there are. One submission never stops the others: what goes wrong with it stands in its result.
BatchResult grade_batch(const BatchOptions& options, const std::function<void(int, int)>& done);

// All whole results in a batch's folder, by name. Throws Error when it has none.
std::vector<Grade> read_results(const std::string& out);
// class.csv beside them. Of several slices that end at once, whichever writes last has seen the results of all.
void write_class_csv(const std::string& out);

// Throws Error where this is in the folder of submissions: the next run would grade it too.
void must_lie_beside(const std::string& path, const std::string& folder);

// What a submission's files are called, without an extension: its name, but no longer than a file's can be.
std::string result_name(const std::string& submission);

// That nobody can know beforehand.
std::uint64_t fresh_seed();

}  // namespace tt::autograder
