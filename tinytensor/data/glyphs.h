#pragma once
#include <span>
#include <vector>

namespace tt::data {

struct Point {
  int x = 0, y = 0;
};
using Stroke =
    std::vector<Point>;  // points on a smooth curve; corners are where one stroke ends and the next begins
using Glyph = std::vector<Stroke>;

// The ways in which people write a digit (0 to 9), in a box 60 wide and 100 high, y downwards.
std::span<const Glyph> glyphs(int digit);

}  // namespace tt::data
