#include "autograder/judge.h"

#include <fmt/format.h>
#include <signal.h>

#include <cmath>

#include "autograder/compare.h"
#include "autograder/crash.h"
#include "autograder/probe/probe.h"
#include "autograder/punch.h"
#include "autograder/reference.h"
#include "autograder/side_by_side.h"
#include "autograder/speed.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

using probe::Values;

namespace {

constexpr int not_written_exit = 71, failed_exit = 70;
constexpr double memory_share = 1.1, memory_more = 2e6;  // of what the reference holds

}  // namespace

State state_of(const Answer& answer) {
  const Outcome& o = answer.outcome;
  if (o.kind == Outcome::too_slow) return State::too_slow;
  if (o.kind == Outcome::signalled) return State::crashed;
  if (o.kind == Outcome::too_much_output) return State::failed;
  if (o.code == not_written_exit) return State::not_written;
  if (o.code == failed_exit && o.printed.find("bad_alloc") != std::string::npos) return State::out_of_memory;
  if (sanitizers_report(o.printed) != std::string::npos) return State::crashed;
  return o.ok() && answer.values ? State::passed : State::failed;
}

namespace {

std::string why_no_answer(const Outcome& o) {
  if (o.kind == Outcome::too_much_output) return "it printed or answered too much";
  if (o.ok()) return "the process ended normally, but gave no answer, or more than one";
  if (o.code == failed_exit) return "it ended with an error that the contract does not name";
  return fmt::format("the process exited with status {}", o.code);
}

class Judge {
 public:
  Judge(const Lab& lab, const LabBuild& build, const JudgeOptions& options)
      : lab_(lab),
        build_(build),
        options_(options),
        reference_(lab, build, options.build_dir, options.kept) {}

  // Where there is no program, because it does not compile, every case says so.
  std::vector<CaseResult> judge(const std::string& program) {
    const Values list = reference_.list();
    std::vector<CaseResult> results;
    std::vector<Asked> asked;
    for (int number = 0; list.find(std::to_string(number) + " name"); ++number) {
      const std::string n = std::to_string(number);
      CaseResult result{.name = list.text(n + " name"), .part = list.integer(n + " part")};
      if (result.part < 1 || result.part > static_cast<int>(lab_.parts.size()))
        throw Error(fmt::format("{}: the case \"{}\" is for part {}, which lab.toml does not have", lab_.name,
                                result.name, result.part));
      if (options_.only_part != 0 && result.part != options_.only_part) continue;
      if (!options_.speed && list.number(n + " faster") > 0) continue;
      if (program.empty()) result.state = State::does_not_compile;
      results.push_back(std::move(result));
      asked.push_back({number, list.number(n + " tolerance"), list.number(n + " faster")});
    }
    if (program.empty()) return results;
    const auto judge_those = [&](bool of_speed, unsigned at_once) {
      side_by_side(
          results.size(),
          [&](std::size_t i) {
            if ((asked[i].faster > 0) == of_speed) judge_case(program, asked[i], results[i]);
          },
          at_once);
    };
    judge_those(false, options_.at_once);
    judge_those(true, 1);
    if (options_.name_mistakes) name_mistakes(asked, results);
    return results;
  }

 private:
  struct Asked {
    int number;
    double tolerance, faster;
    Values question = {}, wrong = {};  // wrong: the answer, where it is not the right one
  };

  void judge_case(const std::string& program, Asked& asked, CaseResult& result) const {
    const int number = asked.number;
    const Values question = reference_.question(number, options_.seed);
    const Answer answer =
        ask({.program = program, .trusted = options_.trusted, .sanitized = options_.sanitize},
            {"run", std::to_string(number)}, question.to_bytes(), lab_);
    result.seconds = answer.outcome.seconds;
    result.printed = answer.outcome.printed.substr(0, sanitizers_report(answer.outcome.printed));
    result.state = state_of(answer);
    if (result.state == State::crashed) result.lines = crash_lines(answer.outcome, options_.sanitize);
    if (result.state == State::too_slow)
      result.lines.push_back(fmt::format("more than {} s; a loop that never ends?", lab_.seconds));
    if (result.state == State::failed) result.lines.push_back(why_no_answer(answer.outcome));
    if (result.state == State::not_written)
      if (const std::string part = other_labs_part(result.printed, lab_.number); !part.empty())
        result.lines.push_back(part);
    if (result.state != State::passed) return;
    const Reference::Right right = reference_.answer(number, options_.seed, question);
    result.lines = differences(question, right.values, *answer.values, asked.tolerance, answer.said);
    result.promises = promises(number, question, answer, right);
    for (const Measured& m : result.promises)
      if (!m.kept()) result.state = State::wrong;
    if (result.lines.empty()) {
      if (asked.faster > 0 && result.state == State::passed && !options_.sanitize)
        time_case(program, number, question.to_bytes(), right.values, asked.faster, result);
      return;
    }
    result.state = State::wrong;
    const Part& part = lab_.parts[static_cast<std::size_t>(result.part - 1)];
    if (!part.formula.empty()) result.lines.push_back("should be: " + part.formula);
    asked.question = question, asked.wrong = with_error(answer);
  }

  std::vector<Measured> promises(int number, const Values& question, const Answer& answer,
                                 const Reference::Right& right) const {
    std::vector<Measured> all;
    // The reference reads only answers of the same form as its own.
    Values measured;
    if (same_form(right.values, *answer.values))
      measured = reference_.measure(number, question, *answer.values);
    for (int i = 0; measured.find(std::to_string(i) + " text"); ++i) {
      const std::string p = std::to_string(i);
      all.push_back(
          {measured.text(p + " text"), measured.number(p + " bound"), measured.number(p + " measured")});
    }
    if (options_.sanitize) return all;  // sanitizers take memory too
    const auto& held = answer.outcome.resident;
    for (std::size_t i = 0; i < right.resident.size(); ++i)
      all.push_back({"memory: bytes that the process holds, seen from outside",
                     memory_share * static_cast<double>(right.resident[i]) + memory_more,
                     held.size() == right.resident.size() ? static_cast<double>(held[i]) : INFINITY});
    return all;
  }

  // How many times as fast as the plain way the program is. A turn's processes run in sequence, sandboxed
  // alike; the time without work is the reference's, since the program's own could be slow on purpose.
  void time_case(const std::string& program, int number, const std::string& input, const Values& right,
                 double faster, CaseResult& result) const {
    const auto seconds = [&](const std::string& probe, const std::string& what) {
      const Answer answer = ask({.program = probe, .trusted = options_.trusted, .timed = true},
                                {what, std::to_string(number)}, input, lab_);
      if (!answer.outcome.ok()) return double{INFINITY};
      const bool right_one = answer.values && (what != "run" || *answer.values == right);
      return right_one ? answer.outcome.processor_seconds : double{NAN};
    };
    const auto turn = [&]() -> Turn {
      return {seconds(build_.reference, "idle"), seconds(build_.reference, "plain"), seconds(program, "run")};
    };
    result.speed = speed_ratio(turn, faster, {.plain_share = probe::plain_share, .quick = options_.quick});
    if (!(result.speed >= faster)) result.state = State::wrong;
    result.lines.push_back(
        fmt::format("{:.1f} times as fast as the plain way; {:g} is required", result.speed, faster));
  }

  // Names the usual mistakes that give the wrong answers. One that explains an answer is tried first for the
  // next, which may build on it.
  void name_mistakes(const std::vector<Asked>& asked, std::vector<CaseResult>& results) const {
    std::vector<std::size_t> made;
    for (std::size_t i = 0; i < results.size(); ++i) {
      const Asked& a = asked[i];
      if (a.wrong.all().empty()) continue;
      const std::string sentence =
          reference_.mistake(results[i].part, a.number, options_.seed, a.question, a.wrong, made);
      if (!sentence.empty()) results[i].lines.push_back("This is what comes out when " + sentence);
    }
  }

  const Lab& lab_;
  const LabBuild& build_;
  const JudgeOptions& options_;
  Reference reference_;
};

}  // namespace

LabReport check(const Lab& lab, const std::map<std::string, std::string>& files,
                const JudgeOptions& options) {
  const LabBuild build = load_build(options.build_dir, lab);
  LabReport report{.seed = options.seed};
  const Built built = build_probe(
      build, lab, files, {.work = options.work, .program = options.program, .sanitize = options.sanitize});
  report.compile_errors = built.errors;
  report.warnings = built.warnings;
  report.compile_seconds = built.compile_seconds;
  report.link_seconds = built.link_seconds;
  report.cases = Judge(lab, build, options).judge(built.program);
  for (const CaseResult& c : report.cases) report.run_seconds += c.seconds;
  return report;
}

}  // namespace tt::autograder
