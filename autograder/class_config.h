#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "autograder/lab.h"

namespace tt::autograder {

// How a course counts a lab.
struct LabPolicy {
  std::optional<double> points = {};     // what a full score is worth; by default the lab's own points
  std::optional<std::int64_t> due = {};  // seconds since 1970
  bool extra_credit = false;             // its points come on top of what can be reached
  std::vector<std::string> hidden = {};  // cases that students do not see before the grades are out
};

// class.toml, in which everything is optional: see docs/grading-a-class.md.
struct ClassConfig {
  std::string title = "class";
  std::optional<std::uint64_t> seed = {};  // secret; otherwise a fresh one for every run
  double grace_minutes = 0;
  double percent_per_day = 0;  // off the points, for each day begun after due and grace
  int most_days = 7;           // later than that, nothing counts
  std::map<std::string, LabPolicy> labs = {};
  std::string text = {};  // the file's

  const LabPolicy& policy(const Lab& lab) const;
  double points(const Lab& lab) const { return policy(lab).points.value_or(lab.points()); }
  // The share of its points that a submission of that time keeps, 0 to 1; 1 where nothing is due or submitted
  // is 0, not known.
  double late_factor(const Lab& lab, std::int64_t submitted) const;
};

// Throws Error with the file, the line and what is wrong, such as labs and cases that do not exist.
ClassConfig load_class(const std::string& file, const std::vector<Lab>& labs);

}  // namespace tt::autograder
