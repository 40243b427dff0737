#pragma once
#include <optional>
#include <string>
#include <vector>

#include "autograder/axis.h"
#include "autograder/probe/values.h"

namespace tt::autograder {

constexpr std::size_t few_places = 48;  // on an x axis: each is shown as a dot

// A place on the x axis with a name: the reference's and, where there is one, the student's.
struct Mark {
  std::string name;
  double right = 0;
  std::optional<double> yours = {};
};

// One pair of axes with the reference's curve and, where it came, the student's.
struct Panel {
  std::string title, x_name;
  bool bars = false;  // counts of codes; otherwise a line
  std::vector<double> x = {}, right = {}, yours = {};
  std::vector<Mark> marks = {};
  Axis x_axis = {}, y_axis = {};

  bool both() const { return !yours.empty(); }
  // Whether the student's is another value there.
  bool differs(std::size_t place) const;
  std::size_t differing() const;
};

// The panels of a picture (autograder/probe/probe.h): a curve each, and behind a curve of codes how many of
// each there are. Throws Error when the reference's answer is no picture. yours: of the same names, kinds and
// sizes, or null.
std::vector<Panel> panels(const probe::Values& question, const probe::Values& right,
                          const probe::Values* yours);

}  // namespace tt::autograder
