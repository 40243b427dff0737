#include "cli/lab_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "autograder/text.h"

namespace tt::cli {

using namespace autograder;

namespace {

const char* sign_of(State state) {
  return state == State::passed ? "ok  " : state == State::not_written ? "    " : "no  ";
}

void print_case(const CaseResult& c) {
  fmt::print("  {} {}: {}\n", sign_of(c.state), c.name, text_of(c.state));
  for (const std::string& line : c.lines) fmt::print("         {}\n", harmless(line));
  for (const Measured& m : c.promises)
    fmt::print("         {} {}: measured {:.6g}, bound {:.6g}\n",
               m.measured <= m.bound ? "kept:" : "broken:", m.promise, m.measured, m.bound);
  if (c.printed.empty() || c.state == State::not_written) return;
  fmt::print("         it printed:\n{}", indented(c.printed, "           | ", 10));
}

// "[##########----------] 5 of 10 points"
std::string bar(double points, double of) {
  constexpr int width = 20;
  const auto full = static_cast<std::size_t>(of > 0 ? width * points / of : 0);
  return "[" + std::string(full, '#') + std::string(width - full, '-') + "]";
}

}  // namespace

void print_report(const Lab& lab, const LabReport& report) {
  fmt::print("Lab {} {}\n", lab.number, lab.title);
  if (!report.compile_errors.empty()) {
    fmt::print("does not compile:\n{}", indented(report.compile_errors, "  ", 40));
    return;
  }
  for (int part = 1; part <= static_cast<int>(lab.parts.size()); ++part) {
    const Part& p = lab.parts[static_cast<std::size_t>(part - 1)];
    if (!report.looked_at(part)) continue;
    fmt::print("\nPart {}: {} ({:.3g} of {:g} points)\n", part, p.name, report.points_of(lab, part),
               p.points);
    for (const CaseResult& c : report.cases)
      if (c.part == part) print_case(c);
  }
  if (!report.warnings.empty() && report.points(lab) < report.possible(lab))
    fmt::print("\nThe compiler warns:\n{}", indented(report.warnings, "  ", 20));
  if (report.speed() > 0)
    fmt::print("\nFor the leaderboard: {:.1f} times as fast as the plain way\n", report.speed());
  fmt::print(
      "\n{} {:.3g} of {:g} points, seed {}. Compiled in {:.2f} s, linked in {:.2f} s, ran in {:.2f} s\n",
      bar(report.points(lab), report.possible(lab)), report.points(lab), report.possible(lab), report.seed,
      report.compile_seconds, report.link_seconds, report.run_seconds);
}

std::string next_step(const Lab& lab, const LabReport& report) {
  for (const CaseResult& c : report.cases) {
    if (c.state == State::passed) continue;
    const std::string& name = lab.parts[static_cast<std::size_t>(c.part - 1)].name;
    if (c.state == State::not_written && !c.lines.empty())
      return fmt::format("Next: {}, and this needs it", c.lines[0]);
    if (c.state == State::not_written) return fmt::format("Next: write part {}, {}", c.part, name);
    return fmt::format("Next: part {}, {}. ./tt lab check {} --part {} checks it alone", c.part, name,
                       lab.number, c.part);
  }
  if (report.possible(lab) < lab.points())
    return fmt::format("Next: ./tt lab check {} checks all parts", lab.number);
  return fmt::format("Next: ./tt lab submit {}; ./tt lab list shows what is left", lab.number);
}

Json report_json(const Lab& lab, const LabReport& report) {
  Json cases = Json::array();
  for (const CaseResult& c : report.cases) {
    Json promises = Json::array();
    for (const Measured& m : c.promises)
      promises.push_back({{"promise", m.promise}, {"bound", m.bound}, {"measured", m.measured}});
    cases.push_back({{"name", c.name},
                     {"part", c.part},
                     {"state", text_of(c.state)},
                     {"lines", c.lines},
                     {"promises", promises},
                     {"seconds", c.seconds},
                     {"speed", c.speed}});
  }
  Json parts = Json::array();
  for (int part = 1; part <= static_cast<int>(lab.parts.size()); ++part)
    if (report.looked_at(part))
      parts.push_back({{"part", part},
                       {"name", lab.parts[static_cast<std::size_t>(part - 1)].name},
                       {"points", report.points_of(lab, part)},
                       {"of", lab.parts[static_cast<std::size_t>(part - 1)].points}});
  return {{"lab", lab.name},
          {"seed", report.seed},
          {"compiles", report.compile_errors.empty()},
          {"compile_errors", report.compile_errors},
          {"warnings", report.warnings},
          {"points", report.points(lab)},
          {"of", report.possible(lab)},
          {"speed", report.speed()},
          {"parts", parts},
          {"cases", cases},
          {"compile_seconds", report.compile_seconds},
          {"link_seconds", report.link_seconds},
          {"run_seconds", report.run_seconds}};
}

}  // namespace tt::cli
