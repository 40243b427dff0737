#include <algorithm>
#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/embedding.h"
#include "modules/quantization/product.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int rows = 23, width = 12;

void draw_table(Rng& rng, Values& in) {
  in.put("table", normals(rng, rows * width));
  std::vector<int> ids = {0, rows - 1, 0, 5};
  while (ids.size() < 24) ids.push_back(between(rng, 0, rows - 1));
  in.put_integers("ids", ids);
}

QuantizedEmbedding embedding(const Values& in, int bits, Granularity granularity) {
  return QuantizedEmbedding(
      quantize(tensor(in, "table", {rows, width}), {{bits, true}, Scheme::affine, granularity}));
}

void run_rows(const Values& in, Values& out) {
  const std::vector<float> ids(in.integers("ids").begin(), in.integers("ids").end());
  for (int bits : {2, 3, 4, 8})
    for (Granularity g : {Granularity::per_tensor(), Granularity::per_channel(0), Granularity::per_group(5)})
      for (const Shape& shape : {Shape{24}, Shape{4, 6}, Shape{2, 3, 4}, Shape{0}}) {
        QuantizedEmbedding table = embedding(in, bits, g);
        const Tensor y =
            table(Tensor::from(std::span(ids).first(static_cast<std::size_t>(shape.count())), shape));
        const std::string name = std::to_string(bits) + " bits by " + g.str() + " " + shape.str();
        out.put(name + " shape", y.shape().str());
        out.put(name, y.values());
      }
}

// Numbers of rows that there are, and others.
void draw_numbers(Rng& rng, Values& in) {
  draw_table(rng, in);
  std::vector<float> ids = {0, rows - 1, rows, -1, 0.5f, NAN, INFINITY, -INFINITY, 3, -0.0f, rows - 0.5f};
  while (ids.size() < 40) {
    const float id = static_cast<float>(between(rng, -4, rows + 3));
    ids.push_back(rng.below(4) == 0 ? id + 0.25f : id);
  }
  in.put("numbers", ids);
}

void run_numbers(const Values& in, Values& out) {
  QuantizedEmbedding table = embedding(in, 4, Granularity::per_channel(0));
  for (std::size_t i = 0; i < in.floats("numbers").size(); ++i) {
    const std::string name = std::to_string(i) + ": row " + std::to_string(in.floats("numbers")[i]);
    answer(out, name, [&] {
      out.put(name, table(Tensor::from({2, in.floats("numbers")[i]}, {2})).values());
    });
  }
  answer(out, "a single number",
         [&] { out.put("a single number", table(Tensor::from({1}, Shape{})).values()); });
}

// Points in clusters; a few different ones many times over, so that centroids go without points; and points
// with whole coordinates, of which many are equally near to two centroids.
constexpr int points = 70, axes = 3, few = 40;

void draw_points(Rng& rng, Values& in) {
  std::vector<float> x, same;
  const std::vector<float> centers = normals(rng, 8 * axes, 3), places = normals(rng, 4 * axes);
  for (int i = 0; i < points; ++i)
    for (std::size_t a = 0, c = rng.below(8); a < axes; ++a)
      x.push_back(centers[c * axes + a] + 0.8f * rng.normal());
  for (int i = 0; i < few; ++i)
    for (std::size_t a = 0, c = rng.below(4); a < axes; ++a) same.push_back(places[c * axes + a]);
  std::vector<float> whole;
  for (int i = 0; i < points * axes; ++i) whole.push_back(static_cast<float>(between(rng, 0, 3)));
  in.put("points", x);
  in.put("few places", same);
  in.put("whole", whole);
  in.put("seed", rng.below(1000));
}

void run_k_means(const Values& in, Values& out) {
  for (int centroids : {1, 2, 7, 20})
    for (int rounds : {0, 1, 2, 12}) {
      Rng rng(static_cast<std::uint64_t>(in.integer("seed")));
      out.put("centroids: " + std::to_string(centroids) + ", rounds: " + std::to_string(rounds),
              k_means(tensor(in, "points", {points, axes}), centroids, rounds, rng).values());
    }
}

void run_few(const Values& in, Values& out) {
  for (int centroids : {4, 6, 9}) {
    Rng rng(static_cast<std::uint64_t>(in.integer("seed")));
    out.put(std::to_string(centroids) + " centroids for 4 places",
            k_means(tensor(in, "few places", {few, axes}), centroids, 5, rng).values());
  }
}

void run_ties(const Values& in, Values& out) {
  for (int centroids : {2, 5, 9}) {
    Rng rng(static_cast<std::uint64_t>(in.integer("seed")));
    out.put(std::to_string(centroids) + " centroids",
            k_means(tensor(in, "whole", {points, axes}), centroids, 1, rng).values());
  }
}

// Vectors in clusters, some of them twice, and queries near them.
constexpr int vectors = 300, size = 16, queries = 10;

void draw_vectors(Rng& rng, Values& in) {
  const std::vector<float> centers = normals(rng, 20 * size);
  const auto near = [&] {
    std::vector<float> v;
    for (std::size_t a = 0, c = rng.below(20); a < size; ++a)
      v.push_back(centers[c * size + a] + 0.4f * rng.normal());
    return v;
  };
  std::vector<float> x, q;
  for (int i = 0; i < vectors; ++i) {
    const std::vector<float> v = near();
    x.insert(x.end(), v.begin(), v.end());
  }
  std::copy_n(x.begin(), 5 * size, x.end() - 5 * size);
  for (int i = 0; i < queries; ++i) {
    const std::vector<float> v = near();
    q.insert(q.end(), v.begin(), v.end());
  }
  in.put("vectors", x);
  in.put("queries", q);
  in.put("seed", rng.below(1000));
}

ProductQuantizer quantizer(const Values& in, const ProductConfig& config) {
  Rng rng(static_cast<std::uint64_t>(in.integer("seed")));
  return ProductQuantizer(tensor(in, "vectors", {vectors, size}), config, rng);
}

std::span<const float> query(const Values& in, int i) {
  return std::span(in.floats("queries")).subspan(static_cast<std::size_t>(i) * size, size);
}

const std::vector<ProductConfig> configs = {{.parts = 1, .centroids = 16, .rounds = 3},
                                            {.parts = 4, .centroids = 9, .rounds = 4},
                                            {.parts = 8, .centroids = 32, .rounds = 3},
                                            {.parts = 16, .centroids = 1, .rounds = 2}};

std::string name_of(const ProductConfig& c) {
  return "parts: " + std::to_string(c.parts) + ", centroids: " + std::to_string(c.centroids);
}

void run_codes(const Values& in, Values& out) {
  for (const ProductConfig& config : configs) {
    const ProductQuantizer q = quantizer(in, config);
    out.put_integers(name_of(config) + " codes", std::vector<int>(q.codes().begin(), q.codes().end()));
    out.put(name_of(config) + " centroids", q.centroids().values());
  }
}

void run_decode(const Values& in, Values& out) {
  for (const ProductConfig& config : configs)
    out.put(name_of(config), quantizer(in, config).decode().values());
}

void run_distances(const Values& in, Values& out) {
  for (const ProductConfig& config : configs) {
    const ProductQuantizer q = quantizer(in, config);
    for (int i = 0; i < 3; ++i)
      out.put(name_of(config) + ", query " + std::to_string(i), q.distances(query(in, i)));
  }
}

void run_nearest(const Values& in, Values& out) {
  for (const ProductConfig& config : configs) {
    const ProductQuantizer q = quantizer(in, config);
    for (int count : {0, 1, 10, vectors, vectors + 5})
      out.put_integers(name_of(config) + ", nearest " + std::to_string(count),
                       q.nearest(query(in, 0), count));
  }
}

std::vector<int> truth(const Values& in, int i, int count) {
  std::vector<std::pair<float, int>> all;
  for (int v = 0; v < vectors; ++v) {
    float d = 0;
    for (int a = 0; a < size; ++a) {
      const float by = in.floats("vectors")[static_cast<std::size_t>(v * size + a)] -
                       query(in, i)[static_cast<std::size_t>(a)];
      d += by * by;
    }
    all.emplace_back(d, v);
  }
  std::ranges::sort(all);
  std::vector<int> numbers;
  for (int n = 0; n < count; ++n) numbers.push_back(all[static_cast<std::size_t>(n)].second);
  return numbers;
}

// Ten found of ten, of five, and of none.
void run_recall(const Values& in, Values& out) {
  const ProductQuantizer q = quantizer(in, {.parts = 8, .centroids = 64, .rounds = 5});
  for (int count : {10, 5, 0}) {
    std::vector<float> recalls;
    for (int i = 0; i < queries; ++i)
      recalls.push_back(static_cast<float>(recall(truth(in, i, count), q.nearest(query(in, i), 10))));
    out.put("recall of " + std::to_string(count), recalls);
  }
  out.put("bytes", static_cast<double>(q.nbytes()));
}

std::vector<Promise> still_found(const Values&, const Values& out) {
  double sum = 0;
  for (float r : out.floats("recall of 10")) sum += r;
  return {{"accuracy: of the ten nearest, at most a half is missed", 0.5, 1 - sum / queries},
          {"memory: 8 bytes a vector, not " + std::to_string(4 * size) + ", and the centroids, in bytes",
           8.0 * vectors + 4.0 * 64 * size, out.number("bytes")}};
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"rows of every format", 1, draw_table, run_rows},
      {"numbers that are no row's", 1, draw_numbers, run_numbers},
      {"points in clusters", 2, draw_points, run_k_means, 1e-5},
      {"more centroids than places", 2, draw_points, run_few, 1e-5},
      {"equally near to two centroids", 2, draw_points, run_ties, 1e-5},
      {"codes and centroids", 3, draw_vectors, run_codes, 1e-5},
      {"decoding", 3, draw_vectors, run_decode, 1e-5},
      {"distances by table", 4, draw_vectors, run_distances, 1e-4},
      {"the nearest, of equals the first", 4, draw_vectors, run_nearest},
      {"recall at ten", 4, draw_vectors, run_recall, 1e-6, still_found},
  };
}
