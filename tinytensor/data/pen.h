#pragma once
#include <array>
#include <cstdint>

#include "tinytensor/data/glyphs.h"
#include "tinytensor/tensor/rng.h"

namespace tt::data {

// Digits are drawn with lengths in whole 1/256 pixels: the same on every machine and compiler.
constexpr int pixel = 256;
constexpr int canvas_side = 28;

// A smooth random push of every point of the canvas: what makes one hand's digits differ from another's.
class ElasticField {
 public:
  ElasticField(Rng& rng, int strength);  // strength: the largest push along an axis
  Point push(Point p) const;             // where p goes

 private:
  static constexpr int nodes = 5;  // along a side, 8 pixels apart; between them the push is interpolated
  std::array<std::array<Point, nodes>, nodes> push_;
};

// The canvas under a round pen: how much of each pixel it has covered, 0 to 256.
class Pen {
 public:
  // Draws the smooth curve through the stroke's points (Catmull and Rom's), pushed by the field.
  void draw(const Stroke& stroke, int radius, const ElasticField& field);
  int coverage(int at) const { return covered_[static_cast<std::size_t>(at)]; }  // row-major

 private:
  void stamp(Point center, int radius);
  std::array<std::int16_t, canvas_side * canvas_side> covered_{};
};

// A whole number from -most to most, small ones likelier: the difference of two uniform draws.
int spread(Rng& rng, int most);

}  // namespace tt::data
