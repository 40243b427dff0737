#include <fmt/format.h>

#include "autograder/reports.h"
#include "autograder/text.h"

namespace tt::autograder {

std::string html_head(const std::string& title) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{0}</title>\n"
      "<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 "
      "1em;color-scheme:light "
      "dark}}table{{border-collapse:collapse;width:100%}}td,th{{border-bottom:1px solid #8886;padding:.3em "
      ".6em;"
      "text-align:left;vertical-align:top}}pre{{margin:0;white-space:pre-wrap}}.passed{{color:#2a8f3c}}"
      ".no{{color:#c33}}</style>\n<h1>{0}</h1>\n",
      escape_xml(title));
}

static std::string block(const std::string& text) {
  return text.empty() ? "" : "<pre>" + escape_xml(text) + "</pre>\n";
}

std::string html(const Grade& grade) {
  std::string text = html_head(
      fmt::format("{}: {:.6g} of {:.6g} points", harmless(grade.submission), grade.points(), grade.of()));
  text += block(general_text(grade));
  for (const GradedLab& lab : grade.labs) {
    text += fmt::format("<h2>{} {}: {:.6g} of {:.6g}</h2>\n{}<table><tr><th>part<th>case<th>verdict</tr>\n",
                        escape_xml(lab.lab), escape_xml(lab.title), lab.points, lab.of,
                        block(lab_text(grade, lab)));
    for (const GradedCase& c : lab.cases)
      text += fmt::format("<tr><td>{}<td>{}<td class=\"{}\"><pre>{}</pre></tr>\n", c.part, escape_xml(c.name),
                          c.state == State::passed ? "passed" : "no", escape_xml(verdict_text(lab, c)));
    text += "</table>\n";
  }
  return text + "</html>\n";
}

}  // namespace tt::autograder
