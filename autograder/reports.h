#pragma once
#include <string>
#include <vector>

#include "autograder/grade_json.h"

namespace tt::autograder {

// Gradescope's results.json: a test for each case, hidden ones visible once grades are out, score and parts
// of the late policy spelled out.
Json gradescope(const Grade& grade);

// JUnit's XML: a suite per lab, a testcase per case.
std::string junit(const Grade& grade);

// Markdown for the summary of a GitHub job, and the json that GitHub Classroom's reporter takes.
std::string markdown(const Grade& grade);
Json classroom(const Grade& grade);

// One page without scripts or external resources.
std::string html(const Grade& grade);

// A class: a row per submission, a column per lab, as gradebooks take it.
std::string csv(const std::vector<Grade>& grades);

// What every report says of a case: "passed", "wrong: ...", its lines and promises; escaped.
std::string case_text(const GradedCase& c);
// What reports say of a submission as a whole: refused, ignored, what the sandbox lacks.
std::string general_text(const Grade& grade);
// How a page begins: its title, also as heading, and the styles that pages share.
std::string html_head(const std::string& title);
// What reports say of a lab: late, own files, compile errors.
std::string lab_text(const Grade& grade, const GradedLab& lab);
// What an instructor should notice in a row: refused, does not compile, late, nothing; "" where all is well.
std::string remark(const Grade& grade);
// For students before the grades are out: whether hidden cases passed, but not what they ask.
Grade without_hidden(Grade grade);

// The share of a lab's points that a case is worth, and what it got.
struct CasePoints {
  double of = 0, points = 0;
};
CasePoints case_points(const GradedLab& lab, const GradedCase& c);
std::string verdict_text(const GradedLab& lab, const GradedCase& c);  // "2 of 2.5 points: wrong" and so on

}  // namespace tt::autograder
