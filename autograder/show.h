#pragma once
#include <optional>

#include "autograder/judge.h"
#include "autograder/svg.h"

namespace tt::autograder {

// One of a lab's pictures (autograder/probe/probe.h) and what became of the student's answer to it.
struct Shown {
  Drawing drawing;                      // the reference's curves alone where the student's are missing
  State state = State::passed;          // passed even where single values differ: the drawing shows them
  std::vector<std::string> lines = {};  // what a student should read about it
  std::string printed = {};             // by the student's process
};

struct ShowReport {
  std::string compile_errors = {};  // empty: it compiles
  std::vector<Shown> pictures = {};
};

// The lab's pictures, drawn by these files over the reference's. Nothing is judged.
ShowReport show(const Lab& lab, const std::map<std::string, std::string>& files, const JudgeOptions& options);

// A new picture.svg for the handout, with the reference's curves alone, where the one in the lab's folder
// looks different; nothing where it does not, or the lab has none.
std::optional<std::string> new_picture(const Lab& lab, const std::string& build_dir);

}  // namespace tt::autograder
