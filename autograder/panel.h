#pragma once
#include <optional>
#include <string>
#include <vector>

#include "autograder/axis.h"
#include "autograder/probe/values.h"

namespace tt::autograder {

constexpr std::size_t few_places = 48;  // on an x axis: up to so many, each is shown as a dot

// A named place on the x axis: the reference's and, where there is one, the student's.
struct Mark {
  std::string name;
  double right = 0;
  std::optional<double> yours = {};
};

// One pair of axes with the reference's curve and, where there is one, the student's.
struct Panel {
  std::string title, x_name;
  bool bars = false;  // counts of codes; otherwise a line
  std::vector<double> x = {}, right = {}, yours = {};
  std::vector<Mark> marks = {};
  Axis x_axis = {}, y_axis = {};

  bool both() const { return !yours.empty(); }
  // Whether the student's value is another there.
  bool differs(std::size_t place) const;
  std::size_t differing() const;
};

// The panels of a picture (autograder/probe/probe.h): one for each curve, and after a curve of codes a
// histogram of them. Throws Error when the reference's answer is no picture. yours: with the same names,
// kinds and sizes, or null.
std::vector<Panel> panels(const probe::Values& question, const probe::Values& right,
                          const probe::Values* yours);

}  // namespace tt::autograder
