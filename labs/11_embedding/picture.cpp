#include <algorithm>
#include <cmath>
#include <numeric>

#include "autograder/probe/probe.h"
#include "modules/quantization/embedding.h"
#include "modules/quantization/error.h"
#include "modules/quantization/product.h"
#include "tinytensor/autograd/ops.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int row = 400, count = 400, width = 32, wanted = 10;

// One row of a table, its values from small to large.
void draw_row(Values& in) { in.put("value", ramp(-1, 1, row)); }

void run_row(const Values& in, Values& out) {
  const Tensor x = tensor(in, "value", {1, row}), first = Tensor::zeros({1});
  for (auto [name, granularity] : {std::pair{"one scale", Granularity::per_tensor()},
                                   std::pair{"a scale for every 100", Granularity::per_group(100)}}) {
    QuantizedEmbedding table(quantize(x, {{4, true}, Scheme::symmetric, granularity}));
    out.put(std::string("what comes back: ") + name, table.forward(first).values());
  }
}

// Vectors around 20 centres: what product quantization can learn.
void draw_vectors(Values& in) {
  in.put("bytes of a vector", std::vector<float>{1, 2, 4, 8, 16});
  Rng rng(7);
  std::vector<float> centres, vectors;
  for (int i = 0; i < 20 * width; ++i) centres.push_back(rng.uniform(-1, 1));
  for (int i = 0; i < count * width; ++i)
    vectors.push_back(centres[static_cast<std::size_t>(i / width % 20 * width + i % width)] +
                      rng.uniform(-0.7f, 0.7f));
  in.put("vectors", vectors);
}

ProductQuantizer learned(const Values& in, float bytes) {
  Rng rng(1);
  return {tensor(in, "vectors", {count, width}), {static_cast<int>(bytes), 64, 8}, rng};
}

void run_error(const Values& in, Values& out) {
  std::vector<float> errors;
  for (float bytes : in.floats("bytes of a vector"))
    errors.push_back(rms_error(tensor(in, "vectors", {count, width}), learned(in, bytes).decode()));
  out.put("rms error", errors);
}

// The truly nearest to a vector, itself among them.
std::vector<int> neighbours(const Tensor& vectors, int which) {
  std::vector<float> distances(count);
  for (int i = 0; i < count; ++i)
    for (int k = 0; k < width; ++k)
      distances[static_cast<std::size_t>(i)] +=
          std::pow(vectors.data()[i * width + k] - vectors.data()[which * width + k], 2.0f);
  std::vector<int> all(count);
  std::iota(all.begin(), all.end(), 0);
  std::ranges::stable_sort(all, {}, [&](int i) { return distances[static_cast<std::size_t>(i)]; });
  all.resize(wanted);
  return all;
}

void run_recall(const Values& in, Values& out) {
  const Tensor vectors = tensor(in, "vectors", {count, width});
  std::vector<float> recalls;
  for (float bytes : in.floats("bytes of a vector")) {
    const ProductQuantizer product = learned(in, bytes);
    double sum = 0;
    for (int i = 0; i < count; i += 10)
      sum += recall(
          neighbours(vectors, i),
          product.nearest(vectors.values().subspan(std::size_t{width} * static_cast<std::size_t>(i), width),
                          wanted));
    recalls.push_back(static_cast<float>(sum / (count / 10)));
  }
  out.put("recall of the 10 nearest", recalls);
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"A row of a table at 4 bits", draw_row, run_row},
          {"Vectors of 32 floats, 128 bytes, in a few bytes each: the error", draw_vectors, run_error},
          {"and how many of the nearest are still found", draw_vectors, run_recall}};
}
