#pragma once
#include <cmath>

#include "autograder/grade.h"

namespace tt::autograder {

// A grade with everything that a report may meet, hostile text among it.
inline Grade example_grade() {
  Grade grade;
  grade.submission = "ana <b>&\"\x1b[2J";
  grade.ignored = {"notes.txt", "\xff\xfe"};
  grade.sandbox_missing = {"no user"};
  grade.complete = true;
  GradedLab lab{
      .lab = "01_affine", .title = "Affine", .submitted = true, .points = 4.5, .of = 10, .late_factor = 0.9};
  lab.parts = {{"one", "", 5}, {"two", "", 5}};
  GradedCase good, wrong, hidden;
  good.name = "good", wrong.name = "wrong", hidden.name = "hidden";
  wrong.part = 2, hidden.part = 2, hidden.hidden = true;
  wrong.state = State::wrong, hidden.state = State::crashed;
  wrong.lines = {"expected <1>, got ]]> 2"};
  wrong.printed = "::error::x\n```\n\x1b[31mscore 12/12\xe2\x80\xae";
  wrong.promises = {{"roundtrip", 0.5, NAN}};
  lab.cases = {good, wrong, hidden};
  grade.labs = {lab};
  return grade;
}

}  // namespace tt::autograder
