// Reports for services that show or collect grades: Gradescope, JUnit's readers, GitHub.
#include <fmt/format.h>

#include <algorithm>

#include "autograder/reports.h"
#include "autograder/text.h"

namespace tt::autograder {

namespace {

// A block that Markdown shows as it is, and that nothing in the text can end.
std::string fenced(const std::string& text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos) fence += "`";
  return fence + "text\n" + text + "\n" + fence + "\n";
}

}  // namespace

Json gradescope(const Grade& grade) {
  Json tests = Json::array();
  for (const GradedLab& lab : grade.labs) {
    int number = 0;
    for (const GradedCase& c : lab.cases) {
      const CasePoints p = case_points(lab, c);
      const Part& part = lab.parts.at(static_cast<std::size_t>(c.part - 1));
      tests.push_back({{"name", lab.lab + ": " + c.name},
                       {"number", fmt::format("{}.{}", lab.lab.substr(0, 2), ++number)},
                       {"score", p.points},
                       {"max_score", lab.extra_credit ? 0 : p.of},
                       {"status", c.state == State::passed ? "passed" : "failed"},
                       {"output", "part " + std::to_string(c.part) + ", " + part.name + ": " + case_text(c)},
                       {"output_format", "text"},
                       {"visibility", c.hidden ? "after_published" : "visible"}});
    }
    if (const std::string text = lab_text(grade, lab); !text.empty())
      tests.push_back({{"name", lab.lab + " as a whole"},
                       {"output", text},
                       {"output_format", "text"},
                       {"visibility", "visible"}});
  }
  Json report{{"score", grade.points()}, {"execution_time", grade.seconds}, {"output", general_text(grade)},
              {"output_format", "text"}, {"visibility", "visible"},         {"stdout_visibility", "hidden"},
              {"tests", tests}};
  for (const GradedLab& lab : grade.labs)
    if (lab.speed > 0)
      report["leaderboard"].push_back({{"name", lab.title + ", times as fast as the plain way"},
                                       {"value", lab.speed},
                                       {"order", "desc"}});
  return report;
}

std::string junit(const Grade& grade) {
  std::string suites;
  std::size_t all = 0, all_failed = 0;
  for (const GradedLab& lab : grade.labs) {
    std::string cases;
    std::size_t failed = 0;
    for (const GradedCase& c : lab.cases) {
      cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"", escape_xml(lab.lab),
                           escape_xml(c.name), c.seconds);
      if (c.state == State::passed) {
        cases += "/>\n";
        continue;
      }
      ++failed;
      cases += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                           escape_xml(text_of(c.state)), escape_xml(case_text(c)));
    }
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{:.3f}\">\n{}    "
        "<system-out>{:.6g} of {:.6g} points\n{}</system-out>\n  </testsuite>\n",
        escape_xml(lab.lab), lab.cases.size(), failed, lab.seconds, cases, lab.points, lab.of,
        escape_xml(lab_text(grade, lab)));
    all += lab.cases.size(), all_failed += failed;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" "
      "errors=\"0\" time=\"{:.3f}\">\n{}</testsuites>\n",
      escape_xml(harmless(grade.submission)), all, all_failed, grade.seconds, suites);
}

std::string markdown(const Grade& grade) {
  std::string text = fmt::format("## {:.6g} of {:.6g} points\n\n", grade.points(), grade.of());
  if (const std::string general = general_text(grade); !general.empty()) text += fenced(general);
  text += "| lab | points | cases passed |\n| --- | ---: | ---: |\n";
  for (const GradedLab& lab : grade.labs)
    text += fmt::format("| {} | {:.6g} of {:.6g} | {} of {} |\n", lab.lab, lab.points, lab.of,
                        std::ranges::count(lab.cases, State::passed, &GradedCase::state), lab.cases.size());
  for (const GradedLab& lab : grade.labs) {
    text += "\n### " + lab.lab + "\n\n";
    if (const std::string whole = lab_text(grade, lab); !whole.empty()) text += fenced(whole);
    text += "| part | case | points | verdict |\n| ---: | --- | ---: | --- |\n";
    for (const GradedCase& c : lab.cases) {
      const CasePoints p = case_points(lab, c);
      text += fmt::format("| {} | {} | {:.4g} of {:.4g} | {} |\n", c.part, c.name, p.points, p.of,
                          text_of(c.state));
    }
    for (const GradedCase& c : lab.cases)
      if (c.state != State::passed && c.state != State::not_written && c.state != State::does_not_compile)
        text += "\n" + c.name + "\n" + fenced(case_text(c));
  }
  return text;
}

Json classroom(const Grade& grade) {
  Json tests = Json::array();
  for (const GradedLab& lab : grade.labs)
    for (const GradedCase& c : lab.cases) {
      const CasePoints p = case_points(lab, c);
      std::string message = c.state == State::passed ? "" : case_text(c);
      if (p.points < p.of || c.state != State::passed)
        if (const std::string whole = lab_text(grade, lab); !whole.empty())
          message += (message.empty() ? "" : "\n") + whole;
      tests.push_back({{"name", lab.lab + ": " + c.name},
                       {"status", c.state == State::passed ? "pass" : "fail"},
                       {"message", message.empty() ? Json(nullptr) : Json(message)},
                       {"test_code", ""},
                       {"filename", ""},
                       {"line_no", 0},
                       {"execution_time", fmt::format("{:.3f}s", c.seconds)},
                       {"score", p.points},
                       {"max_score", p.of}});
    }
  const bool passed = grade.points() >= grade.of();
  return {{"version", 1},
          {"status", !grade.error.empty() ? "error"
                     : passed             ? "pass"
                                          : "fail"},
          {"max_score", grade.of()},
          {"tests", tests}};
}

}  // namespace tt::autograder
