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
  // exercise: begin 2
  std::pair<int, float> best{0, INFINITY};
  for (int c = 0; c < count; ++c)
    if (const float d = squared_distance(point, centroids + std::int64_t{c} * width, width); d < best.second)
      best = {c, d};
  return best;
  // exercise: end
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
  // exercise: begin 2
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> sums(static_cast<std::size_t>(means.count()));
    std::vector<int> members(static_cast<std::size_t>(centroids));
    for (int i = 0; i < count; ++i) {
      const float* point = points.data() + std::int64_t{i} * width;
      const int c = nearest_centroid(point, means.data(), centroids, width).first;
      ++members[static_cast<std::size_t>(c)];
      for (int j = 0; j < width; ++j) sums[static_cast<std::size_t>(c * width + j)] += point[j];
    }
    for (int c = 0; c < centroids; ++c)  // one without members stays where it is
      for (int j = 0; j < width && members[static_cast<std::size_t>(c)] > 0; ++j)
        means.data()[c * width + j] = static_cast<float>(sums[static_cast<std::size_t>(c * width + j)] /
                                                         members[static_cast<std::size_t>(c)]);
  }
  return means;
  // exercise: end
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
  // exercise: begin 3
  Tensor points = Tensor::uninitialized({count_, width_});
  for (int part = 0; part < config.parts; ++part) {
    for (int i = 0; i < count_; ++i)
      std::copy_n(vectors.data() + std::int64_t{i} * vectors.dim(1) + part * width_, width_,
                  points.data() + std::int64_t{i} * width_);
    const Tensor learned = k_means(points, config.centroids, config.rounds, rng);
    std::ranges::copy(learned.values(), centroids_.data() + part * learned.count());
    for (int i = 0; i < count_; ++i)
      codes_[static_cast<std::size_t>(std::int64_t{i} * config.parts + part)] = static_cast<std::uint8_t>(
          nearest_centroid(points.data() + std::int64_t{i} * width_, learned.data(), config.centroids, width_)
              .first);
  }
  // exercise: end
}

std::int64_t ProductQuantizer::nbytes() const { return std::ssize(codes_) + 4 * centroids_.count(); }

Tensor ProductQuantizer::decode() const {
  Tensor y = Tensor::uninitialized({count_, config_.parts * width_});
  // exercise: begin 3
  float* to = y.data();
  for (std::size_t i = 0; i < codes_.size(); ++i, to += width_) {
    const auto part = static_cast<std::int64_t>(i) % config_.parts;
    std::copy_n(centroids_.data() + (part * config_.centroids + codes_[i]) * width_, width_, to);
  }
  return y;
  // exercise: end
}

std::vector<float> ProductQuantizer::distances(std::span<const float> query) const {
  if (std::ssize(query) != std::int64_t{config_.parts} * width_)
    throw ShapeError("distances: a query of " + std::to_string(query.size()) + " values for vectors of " +
                     std::to_string(config_.parts * width_));
  // exercise: begin 4
  std::vector<float> table, result(static_cast<std::size_t>(count_));
  for (int part = 0; part < config_.parts; ++part)
    for (int c = 0; c < config_.centroids; ++c)
      table.push_back(squared_distance(
          query.data() + part * width_,
          centroids_.data() + (std::int64_t{part} * config_.centroids + c) * width_, width_));
  auto code = codes_.begin();
  for (float& d : result)
    for (int part = 0; part < config_.parts; ++part)
      d += table[static_cast<std::size_t>(part * config_.centroids + *code++)];
  return result;
  // exercise: end
}

std::vector<int> ProductQuantizer::nearest(std::span<const float> query, int count) const {
  // exercise: begin 4
  const std::vector<float> distance = distances(query);
  std::vector<int> order(distance.size());
  std::iota(order.begin(), order.end(), 0);
  const auto first = static_cast<std::ptrdiff_t>(
      std::min<std::size_t>(static_cast<std::size_t>(std::max(count, 0)), order.size()));
  std::partial_sort(order.begin(), order.begin() + first, order.end(), [&](int a, int b) {
    const float x = distance[static_cast<std::size_t>(a)], y = distance[static_cast<std::size_t>(b)];
    return x != y ? x < y : a < b;
  });
  order.resize(static_cast<std::size_t>(first));
  return order;
  // exercise: end
}

double recall(std::span<const int> truth, std::span<const int> found) {
  // exercise: begin 4
  if (truth.empty()) return 1;
  const auto hits =
      std::ranges::count_if(truth, [&](int t) { return std::ranges::find(found, t) != found.end(); });
  return static_cast<double>(hits) / static_cast<double>(truth.size());
  // exercise: end
}

}  // namespace tt::quant
