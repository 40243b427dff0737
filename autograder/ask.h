#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "autograder/lab.h"
#include "autograder/probe/values.h"
#include "autograder/process.h"

namespace tt::autograder {

// One answer of a probe's process to one question.
struct Answer {
  Outcome outcome;
  std::optional<probe::Values> values = {};      // none: no record, or not exactly one
  std::map<std::string, std::string> said = {};  // by name, the text of each error that is an answer
};

// The values and the text of the error that ended the case: many mistakes end in one, not all in the same.
probe::Values with_error(const Answer& answer);

// How a probe is run: sandboxed like a student's, or trusted like ours.
struct Probe {
  std::string program;
  bool trusted = false, sanitized = false, timed = false;
};

// The arguments and the input are those of autograder/probe/main.cpp.
Answer ask(const Probe& probe, const std::vector<std::string>& arguments, const std::string& input,
           const Lab& lab);

// As sent through pipes: the number of bytes, then the bytes.
std::string with_length(const std::string& bytes);

}  // namespace tt::autograder
