#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "autograder/ask.h"

namespace tt::autograder {

enum class State { passed, wrong, not_written, crashed, too_slow, out_of_memory, failed, does_not_compile };
const char* text_of(State state);      // "not written yet"
State state_of(const Answer& answer);  // passed: there is an answer

struct Measured {
  std::string promise;
  double bound = 0, measured = 0;
  bool kept() const { return measured <= bound; }  // false for NaN
};

struct CaseResult {
  std::string name;
  int part = 1;
  State state = State::passed;
  std::vector<std::string> lines = {};  // what a student should read about it
  std::string printed = {};             // by the student's process
  std::vector<Measured> promises = {};
  double seconds = 0;
  double speed = 0;  // of a speed case that is right: how many times as fast as the plain way
};

struct LabReport {
  std::uint64_t seed = 0;
  std::string compile_errors = {};  // empty: it compiles
  std::string warnings = {};        // the compiler's first ones
  std::vector<CaseResult> cases = {};
  double compile_seconds = 0, link_seconds = 0, run_seconds = 0;

  bool looked_at(int part) const;
  double points_of(const Lab& lab, int part) const;  // the share of the part's cases that passed
  double points(const Lab& lab) const;
  double possible(const Lab& lab) const;  // of the parts that were looked at
  double speed() const;  // the geometric mean over the speed cases, 0 without one: for a leaderboard
};

struct JudgeOptions {
  std::string build_dir, work;    // work: a folder for this student alone
  std::string program = "probe";  // its name there
  std::uint64_t seed = 1;
  int only_part = 0;  // 0: all
  bool name_mistakes = true;
  bool trusted = false;   // the files are ours: their processes are not sandboxed
  bool sanitize = false;  // the files, with address and undefined-behaviour sanitizers; nothing is timed
  bool speed = true;      // speed cases too
  unsigned at_once = 1;   // cases that run side by side; speed cases run alone
  bool quick = false;     // speed is measured no longer than the verdict needs
  std::string kept = {};  // a folder that keeps the reference's answers for later runs; empty: none
};

// Checks these files against the reference. Every case of the probe that the options ask for is in the report
// exactly once.
LabReport check(const Lab& lab, const std::map<std::string, std::string>& files, const JudgeOptions& options);

}  // namespace tt::autograder
