#include "autograder/judge.h"

#include <fmt/format.h>
#include <signal.h>

#include <cstring>
#include <random>

#include "autograder/compare.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

using probe::Values;

namespace {

constexpr int not_written_exit = 71, failed_exit = 70;

std::string fresh_nonce() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

// The bytes of the one record, if that is what there is.
std::optional<std::string> only_record(const std::string& record, const std::string& nonce) {
  std::uint64_t length = 0;
  const std::size_t around = 2 * nonce.size() + sizeof length;
  if (record.size() < around || !record.starts_with(nonce)) return std::nullopt;
  std::memcpy(&length, record.data() + nonce.size(), sizeof length);
  if (length != record.size() - around || !record.ends_with(nonce)) return std::nullopt;
  return record.substr(nonce.size() + sizeof length, length);
}

std::string length_of(const std::string& bytes) {
  const std::uint64_t length = bytes.size();
  return {reinterpret_cast<const char*>(&length), sizeof length};
}

// The sentence of a mutant that gives the same wrong answer.
std::string mistake(const Lab& lab, const LabBuild& build, const JudgeOptions& options, int part,
                    const std::vector<std::string>& arguments, const std::string& question,
                    const Values& got) {
  for (std::size_t i = 0; i < lab.mutants.size(); ++i) {
    const Mutant& m = lab.mutants[i];
    if (m.part != part) continue;
    const Built built =
        build_probe(build, lab, mutated_files(lab, m, build.source_dir),
                    options.build_dir + "/labs/mutants/" + lab.name + "/" + std::to_string(i));
    if (built.program.empty()) continue;
    const Answer answer = ask(built.program, arguments, question, lab, true);
    if (answer.values && *answer.values == got) return m.sentence;
  }
  return "";
}

}  // namespace

const char* text_of(State state) {
  switch (state) {
    case State::passed:
      return "passed";
    case State::wrong:
      return "wrong";
    case State::not_written:
      return "not written yet";
    case State::crashed:
      return "crashed";
    case State::too_slow:
      return "too slow";
    case State::out_of_memory:
      return "out of memory";
    case State::failed:
      return "no answer";
  }
  return "";
}

State state_of(const Answer& answer) {
  const Outcome& o = answer.outcome;
  if (o.kind == Outcome::too_slow) return State::too_slow;
  if (o.kind == Outcome::signalled) return State::crashed;
  if (o.kind == Outcome::too_much_output) return State::failed;
  if (o.code == not_written_exit) return State::not_written;
  if (o.code == failed_exit && o.printed.find("bad_alloc") != std::string::npos) return State::out_of_memory;
  return o.ok() && answer.values ? State::passed : State::failed;
}

Answer ask(const std::string& program, const std::vector<std::string>& arguments, const std::string& input,
           const Lab& lab, bool trusted) {
  const std::string nonce = fresh_nonce();
  std::vector<std::string> command = {program};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Answer answer{
      run_process(command, input, {.seconds = lab.seconds, .memory_mb = lab.memory_mb, .files_mb = 0},
                  {.readable = {program}, .writable = "", .trusted = trusted}, {"TT_NONCE=" + nonce}),
      std::nullopt};
  if (!answer.outcome.ok()) return answer;
  if (const auto bytes = only_record(answer.outcome.record, nonce)) {
    try {
      answer.values = Values::from_bytes(*bytes);
    } catch (const Error&) {  // not a record: no answer
    }
  }
  return answer;
}

static Values trusted(const Lab& lab, const std::string& program, const std::vector<std::string>& arguments,
                      const std::string& input) {
  Answer answer = ask(program, arguments, input, lab, true);
  if (!answer.values)
    throw Error(lab.name + ": the reference does not answer: " +
                fmt::format("{}", fmt::join(arguments, " ")) + ": " + answer.outcome.printed);
  return *answer.values;
}

static CaseResult check_case(const Lab& lab, const LabBuild& build, const JudgeOptions& options,
                             const std::string& program, int number, CaseResult result, double tolerance) {
  const std::string n = std::to_string(number);
  const Values question = trusted(lab, build.reference, {"draw", n, std::to_string(options.seed)}, "");
  const std::string input = question.to_bytes();
  const Values right = trusted(lab, build.reference, {"run", n}, input);
  const Answer answer = ask(program, {"run", n}, input, lab, options.trusted);
  result.seconds = answer.outcome.seconds;
  result.printed = answer.outcome.printed;
  result.state = state_of(answer);
  if (result.state == State::crashed) result.lines.push_back(strsignal(answer.outcome.code));
  if (result.state == State::too_slow) result.lines.push_back(fmt::format("more than {} s", lab.seconds));
  if (result.state != State::passed) return result;
  result.lines = differences(question, right, *answer.values, tolerance);
  const std::string both = length_of(input) + input + answer.values->to_bytes();
  if (const Answer promises = ask(build.reference, {"measure", n}, both, lab, true); promises.values)
    for (int i = 0; promises.values->find(std::to_string(i) + " text"); ++i) {
      const std::string p = std::to_string(i);
      result.promises.push_back({promises.values->text(p + " text"), promises.values->number(p + " bound"),
                                 promises.values->number(p + " measured")});
      if (!(result.promises.back().measured <= result.promises.back().bound)) result.state = State::wrong;
    }
  if (result.lines.empty()) return result;
  result.state = State::wrong;
  if (const Part& part = lab.parts[static_cast<std::size_t>(result.part - 1)]; !part.formula.empty())
    result.lines.push_back("should be: " + part.formula);
  if (options.name_mistakes)
    if (std::string sentence = mistake(lab, build, options, result.part, {"run", n}, input, *answer.values);
        !sentence.empty())
      result.lines.push_back("This is what comes out when " + sentence);
  return result;
}

LabReport check(const Lab& lab, const std::map<std::string, std::string>& files,
                const JudgeOptions& options) {
  const LabBuild build = load_build(options.build_dir, lab);
  LabReport report{.seed = options.seed};
  const Built built = build_probe(build, lab, files, options.work);
  report.compile_errors = built.errors;
  report.compile_seconds = built.compile_seconds;
  report.link_seconds = built.link_seconds;
  if (built.program.empty()) return report;
  const Values list = trusted(lab, build.reference, {"list"}, "");
  for (int number = 0; list.find(std::to_string(number) + " name"); ++number) {
    const std::string n = std::to_string(number);
    CaseResult result{.name = list.text(n + " name"), .part = list.integer(n + " part")};
    if (result.part < 1 || result.part > static_cast<int>(lab.parts.size()))
      throw Error(lab.name + ": the case \"" + result.name + "\" is of part " + std::to_string(result.part) +
                  ", which lab.toml does not have");
    if (options.only_part != 0 && result.part != options.only_part) continue;
    report.cases.push_back(check_case(lab, build, options, built.program, number, std::move(result),
                                      list.number(n + " tolerance")));
    report.run_seconds += report.cases.back().seconds;
  }
  return report;
}

double LabReport::points_of(const Lab& lab, int part) const {
  double passed = 0, all = 0;
  for (const CaseResult& c : cases)
    if (c.part == part) all += 1, passed += c.state == State::passed ? 1 : 0;
  return all == 0 ? 0 : lab.parts[static_cast<std::size_t>(part - 1)].points * passed / all;
}

double LabReport::points(const Lab& lab) const {
  double sum = 0;
  for (int part = 1; part <= static_cast<int>(lab.parts.size()); ++part) sum += points_of(lab, part);
  return sum;
}

}  // namespace tt::autograder
