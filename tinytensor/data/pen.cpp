#include "tinytensor/data/pen.h"

#include <algorithm>
#include <cstdlib>

namespace tt::data {

namespace {

constexpr int canvas = canvas_side * pixel;

// A coordinate of the curve between p1 and p2, t = 0 to 256:
// (2 p1 + (p2 - p0) t + (2 p0 - 5 p1 + 4 p2 - p3) t^2 + (3 p1 - p0 - 3 p2 + p3) t^3) / 2, t in 1/256.
int curve(std::int64_t p0, std::int64_t p1, std::int64_t p2, std::int64_t p3, std::int64_t t) {
  const std::int64_t a = p2 - p0, b = 2 * p0 - 5 * p1 + 4 * p2 - p3, c = 3 * p1 - p0 - 3 * p2 + p3;
  return static_cast<int>((2 * p1 * (1 << 24) + a * t * (1 << 16) + b * t * t * (1 << 8) + c * t * t * t) >>
                          25);
}

// Square roots of squared distances: distances[i] = sqrt(256 i + 128) for distances up to 4 pixels.
constexpr auto distances = [] {
  std::array<std::int16_t, 16 * pixel> roots{};
  int root = 0;
  for (int i = 0; i < 16 * pixel; ++i) {
    while ((root + 1) * (root + 1) <= 256 * i + 128) ++root;
    roots[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(root);
  }
  return roots;
}();

}  // namespace

int spread(Rng& rng, int most) {
  const auto half = static_cast<std::uint32_t>(most) + 1;
  const int first = static_cast<int>(rng.below(half)), second = static_cast<int>(rng.below(half));
  return first - second;
}

ElasticField::ElasticField(Rng& rng, int strength) {
  for (auto& row : push_)
    for (Point& p : row) p = {spread(rng, strength), spread(rng, strength)};
}

Point ElasticField::push(Point p) const {
  constexpr int cell = 8 * pixel;
  const int x = std::clamp(p.x, 0, canvas - 1), y = std::clamp(p.y, 0, canvas - 1);
  const auto column = static_cast<std::size_t>(x / cell), row = static_cast<std::size_t>(y / cell);
  const int right = x % cell, down = y % cell;
  const auto blend = [&](int Point::*axis) {
    const auto across = [&](const auto& line) {
      return line[column].*axis * (cell - right) + line[column + 1].*axis * right;
    };
    const std::int64_t above = across(push_[row]), below = across(push_[row + 1]);
    return static_cast<int>((above * (cell - down) + below * down) >> 22);  // cell * cell = 2^22
  };
  return {p.x + blend(&Point::x), p.y + blend(&Point::y)};
}

// The pen's edge is soft over one pixel.
void Pen::stamp(Point center, int radius) {
  constexpr int half = pixel / 2;
  const int reach = radius + half;
  const auto first = [&](int at) { return std::clamp((at - reach) / pixel, 0, canvas_side); };
  const auto past = [&](int at) { return std::clamp((at + reach) / pixel + 1, 0, canvas_side); };
  for (int row = first(center.y); row < past(center.y); ++row) {
    const int dy = row * pixel + half - center.y;
    for (int column = first(center.x); column < past(center.x); ++column) {
      const int dx = column * pixel + half - center.x;
      const auto squared = static_cast<std::size_t>((dx * dx + dy * dy) / pixel);
      const int covered = squared < distances.size() ? reach - distances[squared] : 0;
      std::int16_t& so_far = covered_[static_cast<std::size_t>(row * canvas_side + column)];
      so_far = static_cast<std::int16_t>(std::max<int>(so_far, std::min(covered, pixel)));
    }
  }
}

void Pen::draw(const Stroke& stroke, int radius, const ElasticField& field) {
  const auto last = stroke.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    const Point p0 = stroke[i > 0 ? i - 1 : 0], p1 = stroke[i], p2 = stroke[i + 1],
                p3 = stroke[std::min(i + 2, last)];
    const int steps = 1 + (std::abs(p2.x - p1.x) + std::abs(p2.y - p1.y)) / (pixel / 3);
    for (int step = 0; step <= steps; ++step) {
      const int t = 256 * step / steps;
      stamp(field.push({curve(p0.x, p1.x, p2.x, p3.x, t), curve(p0.y, p1.y, p2.y, p3.y, t)}), radius);
    }
  }
}

}  // namespace tt::data
