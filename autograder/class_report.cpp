#include "autograder/class_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "autograder/reports.h"
#include "autograder/text.h"

namespace tt::autograder {

namespace {

constexpr std::string_view names_a_mistake = "This is what comes out when ";

struct CaseCount {
  std::string name;
  int part = 0, passed = 0;
};

struct LabCount {
  std::string title;
  int submitted = 0, compile = 0;
  std::vector<double> points, minutes;
  double of = 0;
  std::vector<CaseCount> cases;
  std::map<std::string, int> mistakes;  // by sentence: in how many submissions
};

void count_case(LabCount& lab, std::size_t i, const GradedCase& c, std::map<std::string, bool>& named) {
  if (lab.cases.size() <= i) lab.cases.push_back({c.name, c.part});
  lab.cases[i].passed += c.state == State::passed ? 1 : 0;
  for (const std::string& line : c.lines)
    if (line.starts_with(names_a_mistake)) named[line.substr(names_a_mistake.size())] = true;
}

std::map<std::string, LabCount> count(const std::vector<Grade>& grades) {
  std::map<std::string, LabCount> labs;
  for (const Grade& grade : grades)
    for (const GradedLab& graded : grade.labs) {
      LabCount& lab = labs[graded.lab];
      lab.title = graded.title, lab.of = graded.of;
      if (!graded.submitted) continue;
      ++lab.submitted;
      lab.compile += graded.compile_errors.empty() ? 1 : 0;
      lab.points.push_back(graded.points);
      if (graded.minutes >= 0) lab.minutes.push_back(graded.minutes);
      std::map<std::string, bool> named;
      for (std::size_t i = 0; i < graded.cases.size(); ++i) count_case(lab, i, graded.cases[i], named);
      for (const auto& [sentence, yes] : named) ++lab.mistakes[sentence];
    }
  return labs;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

std::string lab_html(const std::string& name, const LabCount& lab) {
  std::string text = fmt::format(
      "<h2>{} {}</h2>\n<p>{} handed in, {} compile. Median {:.6g} of {:.6g} points.</p>\n", escape_xml(name),
      escape_xml(lab.title), lab.submitted, lab.compile, median(lab.points), lab.of);
  if (!lab.minutes.empty())
    text += fmt::format("<p>Solved in {:.0f} minutes of work, the median of {} students' own records.</p>\n",
                        median(lab.minutes), lab.minutes.size());
  text += "<table><tr><th>part<th>case<th>passed<th></tr>\n";
  for (const CaseCount& c : lab.cases)
    text +=
        fmt::format("<tr><td>{}<td>{}<td>{} of {}<td><meter value=\"{}\" max=\"{}\"></meter></tr>\n", c.part,
                    escape_xml(c.name), c.passed, lab.submitted, c.passed, std::max(lab.submitted, 1));
  text += "</table>\n";
  std::vector<std::pair<int, std::string>> mistakes;
  for (const auto& [sentence, times] : lab.mistakes) mistakes.emplace_back(-times, sentence);
  std::ranges::sort(mistakes);
  if (!mistakes.empty()) text += "<table><tr><th>submissions<th>mistake: this is what comes out when</tr>\n";
  for (const auto& [times, sentence] : mistakes)
    text += fmt::format("<tr><td>{}<td>{}</tr>\n", -times, escape_xml(sentence));
  return mistakes.empty() ? text : text + "</table>\n";
}

}  // namespace

std::string class_report(const std::string& title, const std::vector<Grade>& grades) {
  const auto refused =
      std::ranges::count_if(grades, [](const Grade& grade) { return !grade.refused.empty(); });
  const auto late = std::ranges::count_if(grades, [](const Grade& grade) {
    return std::ranges::any_of(grade.labs,
                               [](const GradedLab& lab) { return lab.submitted && lab.late_factor < 1; });
  });
  std::string text =
      html_head(title) + fmt::format("<p>{} submissions. {} could not be read, {} were late.</p>\n",
                                     grades.size(), refused, late);
  for (auto& [name, lab] : count(grades)) text += lab_html(name, lab);
  return text + "</html>\n";
}

}  // namespace tt::autograder
