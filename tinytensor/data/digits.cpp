#include "tinytensor/data/digits.h"

#include <algorithm>
#include <limits>
#include <string>

#include "tinytensor/data/pen.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::data {

namespace {

constexpr std::int64_t image_bytes = canvas_side * canvas_side;

// How far a careful hand strays; a hasty one strays up to `haste` times as far. Lengths in 1/256 pixel.
constexpr int haste = 3;
constexpr int wobble = 5;         // each of a glyph's points, in hundredths of its height
constexpr int elastic = 200;      // the largest push of the elastic field
constexpr int slant = 60;         // the largest shear of x by y, in 1/256
constexpr int turn = 40;          // the largest rotation, in 1/256 radian
constexpr int shift = 2 * pixel;  // the whole digit along each axis, in any hand

// Stirs (seed, part, i) until neighbours have nothing in common: SplitMix64's last steps (Steele 2014).
std::uint64_t stir(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}
Rng rng_of_image(std::uint64_t seed, DigitsPart part, std::int64_t i) {
  const std::uint64_t number = 2 * static_cast<std::uint64_t>(i) + (part == DigitsPart::test);
  return Rng(stir(stir(seed + 0x9e3779b97f4a7c15u) + number));
}

int between(Rng& rng, int low, int high) {
  return low + static_cast<int>(rng.below(static_cast<std::uint32_t>(high - low + 1)));
}

// One writer's way of placing a glyph's points on the canvas: wobble, then stretch, slant, turn and shift.
class Hand {
 public:
  explicit Hand(Rng& rng) {
    const int hurry = between(rng, 0, 256);  // most hands are careful
    strays_ = 256 + (haste - 1) * hurry * hurry / 256 * hurry / 256;
    const int width = between(rng, 170, 300), height = between(rng, 190, 270);
    const int shear = stray(rng, slant), angle = stray(rng, turn);
    xx_ = width, xy_ = -height * (shear + angle) / 256;
    yx_ = width * angle / 256, yy_ = height;
    const int middle = canvas_side * pixel / 2;
    center_ = {middle + spread(rng, shift), middle + spread(rng, shift)};
  }
  int strays(int length) const { return length * strays_ / 256; }
  int stray(Rng& rng, int most) const { return spread(rng, strays(most)); }

  Stroke place(const Stroke& stroke, Rng& rng) const {
    Stroke placed;
    for (const Point& p : stroke) {
      // In the glyph's box, 100 units are 20 pixels.
      const int x = ((p.x - 30) * 16 + stray(rng, 16 * wobble)) * 20 * pixel / 1600;
      const int y = ((p.y - 50) * 16 + stray(rng, 16 * wobble)) * 20 * pixel / 1600;
      placed.push_back({center_.x + (xx_ * x + xy_ * y) / 256, center_.y + (yx_ * x + yy_ * y) / 256});
    }
    return placed;
  }

 private:
  int strays_;             // how far this hand strays, in 1/256 of a careful one
  int xx_, xy_, yx_, yy_;  // stretch, slant and turn, in 1/256
  Point center_;
};

// Draws one image; returns its digit.
int draw_image(Rng rng, std::span<std::uint8_t> out) {
  const int digit = between(rng, 0, 9);
  const std::span<const Glyph> ways = glyphs(digit);
  const Glyph& glyph = ways[rng.below(static_cast<std::uint32_t>(ways.size()))];
  const Hand hand(rng);
  const ElasticField field(rng, hand.strays(elastic));
  const int radius = between(rng, 130, 400), ink = between(rng, 110, 280);
  Pen pen;
  for (const Stroke& stroke : glyph) {
    const Stroke placed = hand.place(stroke, rng);  // not an argument: their evaluation order is unspecified
    pen.draw(placed, radius + spread(rng, 30), field);
  }
  for (int i = 0; i < canvas_side * canvas_side; ++i) {
    const std::uint32_t bits = rng.bits();
    const int noise = static_cast<int>(bits & 31) - static_cast<int>(bits >> 16 & 31);
    out[static_cast<std::size_t>(i)] =
        static_cast<std::uint8_t>(std::clamp(pen.coverage(i) * ink / 256 + noise, 0, 255));
  }
  return digit;
}

}  // namespace

Dataset draw_digits(DigitsPart part, std::int64_t count, std::uint64_t seed) {
  if (count < 0 || count > std::numeric_limits<int>::max())
    throw ValueError("digits: a count of " + std::to_string(count));
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count * image_bytes));
  std::vector<int> labels(static_cast<std::size_t>(count));
  constexpr int parts = 64;
  parallel_for(parts, [&](int p) {
    for (std::int64_t i = part_begin(count, parts, p); i < part_begin(count, parts, p + 1); ++i) {
      const auto image = std::span(bytes).subspan(static_cast<std::size_t>(i * image_bytes), image_bytes);
      labels[static_cast<std::size_t>(i)] = draw_image(rng_of_image(seed, part, i), image);
    }
  });
  return Dataset("digits", {canvas_side, canvas_side, 1}, std::move(bytes), std::move(labels), 10);
}

}  // namespace tt::data
