#pragma once
#include <string>
#include <vector>

namespace tt::autograder {

// The range of numbers that is drawn.
struct Axis {
  double low = 0, high = 1;

  // 0 at low, 1 at high, clamped: what lies outside is drawn at the border.
  double share(double value) const;
  // Round numbers, 1, 2 or 5 times a power of ten apart, at most `most` of them.
  std::vector<double> ticks(int most) const;
};

// Spans all finite values, wider by a share `margin` at each end; a single value lies in the middle.
Axis axis_around(const std::vector<double>& values, double margin = 0);

std::string number_text(double value);  // "0.25", "20000", "1e-05"

}  // namespace tt::autograder
