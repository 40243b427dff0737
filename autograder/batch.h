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
  std::vector<Grade> grades;                // of all submissions that have a result, by name
  int submissions = 0;                      // in the folder
  std::vector<std::string> others = {};     // what else is there, neither folder nor zip
  std::vector<std::string> unmatched = {};  // names of BatchOptions.times that are none of a submission
  std::vector<std::string> untimed = {};    // submissions that are none of the names in BatchOptions.times
  int graded = 0, taken = 0;                // by this run; from earlier ones
  double seconds = 0;
};
// `done` is called after each, from one thread at a time, with how many of this run are ready and how many
// there are. One submission never stops the others: what goes wrong with it stands in its result.
BatchResult grade_batch(const BatchOptions& options, const std::function<void(int, int)>& done);

// Throws Error where this is in the folder of submissions: the next run would grade it too.
void must_lie_beside(const std::string& path, const std::string& folder);

}  // namespace tt::autograder
