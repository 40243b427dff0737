#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "tinytensor/tensor/tensor.h"

namespace tt::quant {

struct ProductConfig {
  int parts = 8;        // into which a vector is cut; must divide its width
  int centroids = 256;  // for each part, 1 to 256; so each part of a vector is stored in one byte
  int rounds = 15;      // of k-means
};

// Product quantization (Jegou et al. 2011): vectors are cut into parts, and each part is kept only as the
// number of the nearest of a few learned centroids. A vector of 64 floats in 8 parts takes 8 bytes.
class ProductQuantizer {
 public:
  // Learns from vectors [N, D] and stores them. Throws ValueError when a setting does not fit or there are
  // fewer vectors than centroids.
  ProductQuantizer(const Tensor& vectors, const ProductConfig& config, Rng& rng);

  std::int64_t nbytes() const;                                    // codes and centroids
  std::span<const std::uint8_t> codes() const { return codes_; }  // [N, parts]
  const Tensor& centroids() const { return centroids_; }          // [parts, centroids, D / parts]
  Tensor decode() const;                                          // [N, D]

  // The squared distances of a query [D], in full precision, to all stored vectors: for each part a table of
  // its distances to the centroids, then sums of table entries.
  std::vector<float> distances(std::span<const float> query) const;
  // The numbers of the nearest stored vectors, nearest first, ties in stored order; all of them if count is
  // more than there are, none if it is 0 or less.
  std::vector<int> nearest(std::span<const float> query, int count) const;

 private:
  ProductConfig config_;
  int count_, width_;  // vectors; floats in a part
  Tensor centroids_;
  std::vector<std::uint8_t> codes_;
};

// k-means (Lloyd 1982), started from points chosen far from one another (Arthur and Vassilvitskii 2007).
// points: [N, D]; result: [centroids, D].
Tensor k_means(const Tensor& points, int centroids, int rounds, Rng& rng);

// The share of the truly nearest vectors that was found, 0 to 1.
double recall(std::span<const int> truth, std::span<const int> found);

}  // namespace tt::quant
