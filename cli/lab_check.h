#pragma once
#include <string>

#include "autograder/judge.h"

namespace tt::cli {

struct LabCheck {
  int part = 0;           // 0: all
  bool mine = false;      // with the student's own files of the labs that are finished
  bool sanitize = false;  // with address and undefined-behaviour sanitizers
};
// Checks a student's files of a lab against the reference. A check of all parts is recorded in checks_of.
// Throws ValueError for a part that does not exist.
autograder::LabReport check_lab(const autograder::Lab& lab, const LabCheck& how);

// The file that records when the student checked, and the points.
std::string checks_of(const autograder::Lab& lab);

}  // namespace tt::cli
