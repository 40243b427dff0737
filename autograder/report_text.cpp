#include <fmt/format.h>

#include <algorithm>

#include "autograder/reports.h"
#include "autograder/text.h"

namespace tt::autograder {

std::string case_text(const GradedCase& c) {
  std::string text = text_of(c.state);
  for (const std::string& line : c.lines) text += "\n" + harmless(line);
  for (const Measured& m : c.promises)
    text += fmt::format("\n{} {}: measured {:.6g}, bound {:.6g}",
                        m.kept() ? "kept:" : "broken:", harmless(m.promise), m.measured, m.bound);
  if (!c.printed.empty()) text += "\nit printed: " + harmless(c.printed, 1000);
  return text;
}

std::string lab_text(const GradedLab& lab) {
  if (!lab.submitted) return "nothing was handed in";
  std::string text;
  if (!lab.compile_errors.empty()) text += "does not compile:\n" + harmless(lab.compile_errors);
  if (lab.late_factor < 1)
    text +=
        fmt::format("{}late: {:g} % of the points count", text.empty() ? "" : "\n", 100 * lab.late_factor);
  if (lab.own_points >= 0)
    text += fmt::format("{}with the student's own files for the other labs: {:g} points (shown, not counted)",
                        text.empty() ? "" : "\n", lab.own_points);
  return text;
}

CasePoints case_points(const GradedLab& lab, const GradedCase& c) {
  const auto in_part = std::ranges::count(lab.cases, c.part, &GradedCase::part);
  const double of = lab.parts.at(static_cast<std::size_t>(c.part - 1)).points / static_cast<double>(in_part);
  return {of, c.state == State::passed ? of * lab.late_factor : 0};
}

std::string general_text(const Grade& grade) {
  std::string text;
  if (!grade.error.empty()) text += "the grader failed: " + harmless(grade.error) + "\n";
  if (!grade.refused.empty()) text += "refused: " + harmless(grade.refused) + "\n";
  if (!grade.complete) text += "not all of it was graded\n";
  for (const std::string& name : grade.ignored) text += "ignored: " + harmless(name, 200) + "\n";
  for (const std::string& layer : grade.sandbox_missing) text += "sandbox: " + layer + "\n";
  return text;
}

std::string csv(const std::vector<Grade>& grades) {
  const auto quoted = [](std::string text) {
    // A spreadsheet must not take a name for a formula.
    if (!text.empty() && std::string("=+-@\t").find(text[0]) != std::string::npos) text.insert(0, "'");
    for (std::size_t i = 0; (i = text.find('"', i)) != std::string::npos; i += 2) text.insert(i, "\"");
    return "\"" + text + "\"";
  };
  std::string text = "submission,points,of,refused";
  if (!grades.empty())
    for (const GradedLab& lab : grades[0].labs) text += "," + lab.lab;
  text += "\n";
  for (const Grade& grade : grades) {
    text += fmt::format("{},{:.6g},{:.6g},{}", quoted(harmless(grade.submission)), grade.points(), grade.of(),
                        quoted(harmless(grade.refused + grade.error)));
    for (const GradedLab& lab : grade.labs) text += lab.submitted ? fmt::format(",{:.6g}", lab.points) : ",";
    text += "\n";
  }
  return text;
}

}  // namespace tt::autograder
