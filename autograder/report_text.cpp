#include <fmt/format.h>

#include <algorithm>

#include "autograder/reports.h"
#include "autograder/text.h"
#include "autograder/times.h"

namespace tt::autograder {

std::string case_text(const GradedCase& c) {
  std::string text = text_of(c.state);
  for (const std::string& line : c.lines) text += "\n" + harmless(line);
  for (const Measured& m : c.promises)
    text += fmt::format("\n{} {}: measured {:.6g}, bound {:.6g}",
                        m.kept() ? "kept:" : "broken:", harmless(m.promise), m.measured, m.bound);
  if (!c.printed.empty()) text += "\nit printed:\n" + indented(c.printed, "| ", 20);
  return text;
}

std::string verdict_text(const GradedLab& lab, const GradedCase& c) {
  const CasePoints p = case_points(lab, c);
  return fmt::format("{:.4g} of {:.4g} points: {}", p.points, p.of, case_text(c));
}

static std::string late_text(const Grade& grade, const GradedLab& lab) {
  return fmt::format("late: handed in {}, due {}: {:g} % of the points count", time_text(grade.submitted),
                     time_text(lab.due), 100 * lab.late_factor);
}

std::string remark(const Grade& grade) {
  if (!grade.error.empty()) return "the grader failed: " + harmless(grade.error);
  if (!grade.refused.empty()) return "refused: " + harmless(grade.refused);
  std::vector<std::string> all;
  for (const GradedLab& lab : grade.labs) {
    if (!lab.submitted) continue;
    const std::string first_error = lab.compile_errors.substr(0, lab.compile_errors.find('\n'));
    if (!first_error.empty()) all.push_back(lab.lab + " does not compile: " + harmless(first_error, 120));
    for (const std::string& name : lab.absent) all.push_back(lab.lab + ": no " + name);
    if (lab.late_factor < 1)
      all.push_back(fmt::format("{} late, {:g} % count", lab.lab, 100 * lab.late_factor));
  }
  if (std::ranges::none_of(grade.labs, &GradedLab::submitted))
    all.push_back(grade.ignored.empty()
                      ? "nothing was handed in"
                      : fmt::format("no file of any lab, only: {}",
                                    harmless(fmt::format("{}", fmt::join(grade.ignored, ", ")), 100)));
  return fmt::format("{}", fmt::join(all, "; "));
}

Grade without_hidden(Grade grade) {
  for (GradedLab& lab : grade.labs) {
    int number = 0;
    for (GradedCase& c : lab.cases)
      if (c.hidden) {
        c.name = fmt::format("hidden case {}", ++number);
        c.lines = {"what it asks is shown when the grades are out"};
        c.promises.clear(), c.printed.clear();
      }
  }
  return grade;
}

std::string lab_text(const Grade& grade, const GradedLab& lab) {
  if (!lab.submitted && !grade.refused.empty()) return "refused: " + harmless(grade.refused);
  if (!lab.submitted) return "nothing was handed in";
  std::string text;
  if (!lab.compile_errors.empty()) text += "does not compile:\n" + harmless(lab.compile_errors);
  for (const std::string& name : lab.absent) text += (text.empty() ? "" : "\n") + name + " was not handed in";
  if (lab.late_factor < 1) text += (text.empty() ? "" : "\n") + late_text(grade, lab);
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
  std::string text = "submission,submitted,points,of,remark";
  if (!grades.empty())
    for (const GradedLab& lab : grades[0].labs) text += "," + lab.lab;
  text += "\n";
  for (const Grade& grade : grades) {
    text += fmt::format("{},{},{:.6g},{:.6g},{}", quoted(harmless(grade.submission)),
                        grade.submitted == 0 ? "" : time_text(grade.submitted), grade.points(), grade.of(),
                        quoted(remark(grade)));
    for (const GradedLab& lab : grade.labs) text += lab.submitted ? fmt::format(",{:.6g}", lab.points) : ",";
    text += "\n";
  }
  return text;
}

}  // namespace tt::autograder
