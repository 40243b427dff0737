#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "autograder/grade.h"

namespace tt::autograder {

// A class: every folder and every .zip in one folder. As soon as a submission is graded, `out` has its
// results/NAME.json, written whole or not at all, so a run that was killed resumes where it stopped.
struct BatchOptions {
  std::string folder, out;
  GradeOptions grade = {};                         // for each; work and kept are in out
  bool fresh_seed = true;                          // draws a seed and keeps it in out; otherwise grade.seed
  std::map<std::string, std::int64_t> times = {};  // when each was handed in, by name, with .zip or without
  int jobs = 1;                                    // at once
  bool resume = false;        // keeps the results that are there; otherwise out must have none
  int slice = 0, slices = 1;  // grades every slices-th submission: for several machines with one `out`
};

struct BatchResult {
  std::vector<Grade> grades;                // of all submissions that have a result, by name
  int submissions = 0;                      // in the folder
  std::vector<std::string> others = {};     // what else is there, neither folder nor zip
  std::vector<std::string> unmatched = {};  // names in BatchOptions.times that no submission has
  std::vector<std::string> untimed = {};    // submissions that BatchOptions.times does not name
  int graded = 0, taken = 0;                // by this run; from earlier ones
  double seconds = 0;
};
// `done` is called after each submission, from one thread at a time, with how many of this run are done and
// how many there are. A submission never stops the others: what goes wrong with it is in its result.
BatchResult grade_batch(const BatchOptions& options, const std::function<void(int, int)>& done);

// Throws Error if the path lies in the folder of submissions: the next run would grade it too.
void must_lie_beside(const std::string& path, const std::string& folder);

}  // namespace tt::autograder
