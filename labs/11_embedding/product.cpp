#include "modules/quantization/product.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

static float squared_distance(const float* a, const float* b, int width) {
  float sum = 0;
  for (int i = 0; i < width; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

// The centroid nearest to a point, and the square of its distance.
static std::pair<int, float> nearest_centroid(const float* point, const float* centroids, int count,
                                              int width) {
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

// The first at random, each further one more probable the larger its squared distance to those chosen.
static Tensor start(const Tensor& points, int centroids, Rng& rng) {
  const int count = points.dim(0), width = points.dim(1);
  Tensor chosen = Tensor::uninitialized({centroids, width});
  std::vector<float> distance(static_cast<std::size_t>(count), INFINITY);
  int next = static_cast<int>(rng.below(static_cast<std::uint32_t>(count)));
  for (int c = 0; c < centroids; ++c) {
    float* to = chosen.data() + std::int64_t{c} * width;
    std::copy_n(points.data() + std::int64_t{next} * width, width, to);
    for (int i = 0; i < count; ++i) {
      float& d = distance[static_cast<std::size_t>(i)];
      d = std::min(d, squared_distance(points.data() + std::int64_t{i} * width, to, width));
    }
    double left = rng.uniform() * std::accumulate(distance.begin(), distance.end(), 0.0);
    for (next = 0; next + 1 < count && left >= distance[static_cast<std::size_t>(next)]; ++next)
      left -= distance[static_cast<std::size_t>(next)];
  }
  return chosen;
}

Tensor k_means(const Tensor& points, int centroids, int rounds, Rng& rng) {
  const int count = points.dim(0), width = points.dim(1);
  Tensor means = start(points, centroids, rng);
  // Part 2: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 2 is not written yet");
}

ProductQuantizer::ProductQuantizer(const Tensor& vectors, const ProductConfig& config, Rng& rng)
    : config_(config) {
  if (vectors.rank() != 2) throw shape_error("ProductQuantizer", "vectors are not [N, D]", vectors.shape());
  if (config.parts < 1 || vectors.dim(1) % config.parts != 0)
    throw ValueError("ProductQuantizer: " + std::to_string(config.parts) + " parts do not divide " +
                     std::to_string(vectors.dim(1)) + " values");
  if (config.centroids < 1 || config.centroids > 256 || config.centroids > vectors.dim(0))
    throw ValueError("ProductQuantizer: " + std::to_string(config.centroids) + " centroids for " +
                     std::to_string(vectors.dim(0)) +
                     " vectors. Use 1 to 256, and no more than there are vectors");
  count_ = vectors.dim(0);
  width_ = vectors.dim(1) / config.parts;
  centroids_ = Tensor::uninitialized({config.parts, config.centroids, width_});
  codes_.resize(static_cast<std::size_t>(std::int64_t{count_} * config.parts));
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

std::int64_t ProductQuantizer::nbytes() const { return std::ssize(codes_) + 4 * centroids_.count(); }

Tensor ProductQuantizer::decode() const {
  Tensor y = Tensor::uninitialized({count_, config_.parts * width_});
  // Part 3: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 3 is not written yet");
}

std::vector<float> ProductQuantizer::distances(std::span<const float> query) const {
  if (std::ssize(query) != std::int64_t{config_.parts} * width_)
    throw ShapeError("distances: a query of " + std::to_string(query.size()) + " values for vectors of " +
                     std::to_string(config_.parts * width_));
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

std::vector<int> ProductQuantizer::nearest(std::span<const float> query, int count) const {
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

double recall(std::span<const int> truth, std::span<const int> found) {
  // Part 4: yours to write. The header says what it must do.
  throw tt::NotImplemented("part 4 is not written yet");
}

}  // namespace tt::quant
