#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>

#include "autograder/probe/probe.h"
#include "modules/quantization/linear.h"
#include "tinytensor/autograd/ops.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

std::atomic<std::int64_t> held{0}, peak{0};  // bytes that are allocated now; the most there were

void* count(void* memory) {
  if (!memory) throw std::bad_alloc();
  held += static_cast<std::int64_t>(malloc_usable_size(memory));
  peak = std::max(peak.load(), held.load());
  return memory;
}
void uncount(void* memory) {
  held -= static_cast<std::int64_t>(malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

// Memory is measured, not asked for: every new and delete of the process comes by here.
void* operator new(std::size_t bytes) { return count(std::malloc(bytes)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  const auto a = static_cast<std::size_t>(alignment);
  return count(std::aligned_alloc(a, (bytes + a - 1) / a * a));
}
void operator delete(void* memory) noexcept { uncount(memory); }
void operator delete(void* memory, std::size_t) noexcept { uncount(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { uncount(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { uncount(memory); }

namespace {

constexpr double summation_order = 1e-5;

// Weights and biases that fit and that do not, of every rank.
void draw_parts(Rng& rng, Values& in) {
  in.put("out", between(rng, 3, 9));
  in.put("in", between(rng, 10, 20));
  in.put("w", normals(rng, 2 * 9 * 20));
}

void run_parts(const Values& in, Values& out) {
  const int o = in.integer("out"), i = in.integer("in");
  const Tensor empty;
  int number = 0;
  for (const Shape& shape :
       {Shape{o, i}, Shape{i, o}, Shape{o}, Shape{2, o, i}, Shape{o, 1, i, 1}, Shape{1, i}})
    for (const Tensor& bias : {empty, Tensor::zeros({o}), Tensor::zeros({i}), Tensor::zeros({1}),
                               Tensor::zeros({1, o}), Tensor::zeros({o, 1}), Tensor::zeros({o + 1})}) {
      const std::span<const float> values(in.floats("w"));
      const Tensor w = Tensor::from(values.first(static_cast<std::size_t>(shape.count())), shape);
      const std::string name = std::to_string(number++) + ": weight " + shape.str() + ", bias " +
                               (bias.empty() ? "none" : bias.shape().str());
      answer(out, name, [&] {
        QuantizedLinear layer(quantize(w), bias);
        out.put(name, static_cast<double>(layer.nbytes()));
      });
    }
}

// A layer and its input; not one of N, in, out equal to another.
template <int least, int most>
void draw_layer(Rng& rng, Values& in) {
  const int n = between(rng, 2, 5), width = between(rng, least, most), outputs = width + between(rng, 3, 40);
  in.put("in", width);
  in.put("out", outputs);
  in.put("N", n);
  in.put("x", normals(rng, n * width));
  in.put("w", normals(rng, outputs * width, rng.uniform(0.02f, 2)));
  in.put("bias", normals(rng, outputs, rng.uniform(0.5f, 2)));
}

struct Question {
  Tensor x, w, bias;
  explicit Question(const Values& in)
      : x(tensor(in, "x", {in.integer("N"), in.integer("in")})),
        w(tensor(in, "w", {in.integer("out"), in.integer("in")})),
        bias(tensor(in, "bias", {in.integer("out")})) {}
};

void run_forward(const Values& in, Values& out) {
  const Question q(in);
  const std::pair<std::string, StoredWeight> weights[] = {
      {"int8 per channel", quantize(q.w, {{}, Scheme::symmetric, Granularity::per_channel()})},
      {"uint8, affine", quantize(q.w, {{8, false}, Scheme::affine, {}})},
      {"int4 by 8, affine", quantize(q.w, {{4, true}, Scheme::affine, Granularity::per_group(8)})},
      {"float16", HalfTensor(q.w, HalfType::float16)}};
  for (const auto& [name, weight] : weights) {
    const Tensor with = QuantizedLinear(weight, q.bias).forward(q.x),
                 without = QuantizedLinear(weight, {}).forward(q.x);
    out.put(name + ", shape", with.shape().str());
    out.put(name, with.values());
    out.put(name + ", no bias", without.values());
  }
}

std::vector<Promise> accuracy(const Values& in, const Values& out) {
  const Question q(in);
  const Tensor right = linear(q.x, q.w, q.bias);
  const std::vector<float>& got = out.floats("int8 per channel");
  const int inputs = q.w.dim(1), outputs = q.w.dim(0);
  double worst = 0, error = 0, size = 0;  // worst: as a share of its bound
  for (int n = 0; n < q.x.dim(0); ++n)
    for (int o = 0; o < outputs; ++o) {
      double peak_weight = 0, sum_x = 0;
      for (int i = 0; i < inputs; ++i) {
        peak_weight = std::max(peak_weight, std::fabs(double{q.w.data()[o * inputs + i]}));
        sum_x += std::fabs(double{q.x.data()[n * inputs + i]});
      }
      const double y = right.data()[n * outputs + o],
                   e = std::fabs(y - got[static_cast<std::size_t>(n * outputs + o)]);
      worst = std::max(worst, e / (sum_x * peak_weight / 127 / 2 + 1e-5 * std::fabs(y)));
      error += e * e;
      size += y * y;
    }
  return {{"accuracy: every output within the sum of |x| times scale / 2, as a share of it", 1.001, worst},
          {"accuracy: the outputs within 1 % of the float layer's (rms)", 0.01, std::sqrt(error / size)}};
}

// Inputs of every shape: which are refused.
void run_inputs(const Values& in, Values& out) {
  const Question q(in);
  QuantizedLinear layer(quantize(q.w), q.bias);
  const int n = q.x.dim(0), width = q.x.dim(1);
  const Tensor wide = Tensor::full({n, q.w.dim(0)}, 1), narrow = Tensor::full({n, width - 1}, 1);
  int number = 0;
  for (const Tensor& x :
       {q.x, wide, narrow, q.x.view({width, n}), q.x.view({n * width}), q.x.view({1, n, width}),
        q.x.view({n, width, 1}), Tensor::zeros({0, width}), Tensor::full({1, width}, 0.5f)}) {
    const std::string name = std::to_string(number++) + ": x " + x.shape().str();
    answer(out, name, [&] { out.put(name, layer.forward(x).values()); });
  }
}

// 100,000 weights: the floats are overwritten and given back before the layer answers.
void draw_source(Rng& rng, Values& in) {
  in.put("x", normals(rng, 1000));
  in.put("seed", rng.below(1u << 30));
}

void run_source(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {1, 1000});
  for (const int outputs : {1, 100}) {  // first the little one, so that what is allocated only once is there
    Buffer::release_unused();
    const std::int64_t before = held;
    Rng rng(static_cast<std::uint64_t>(in.number("seed")));
    Tensor w = Tensor::normal({outputs, 1000}, rng);
    const std::string name = std::to_string(outputs) + " outputs";
    QuantizedLinear layer(quantize(w, {{}, Scheme::symmetric, Granularity::per_channel()}), {});
    out.put(name, layer.forward(x).values());
    std::ranges::fill(w.values(), 1e6f);
    out.put(name + ", the floats overwritten", layer.forward(x).values());
    w = {};
    Buffer::release_unused();
    if (outputs == 100) out.put(name + ", bytes held", static_cast<double>(held - before));
  }
}

std::vector<Promise> memory(const Values&, const Values& out) {
  return {{"memory: bytes held of 400,000 of floats, at most 1 / 3.9", 400000 / 3.9,
           out.number("100 outputs, bytes held")}};
}

// Rows longer than a tile, of nothing, and none of them.
void draw_ends(Rng& rng, Values& in) {
  in.put("in", 70000);
  in.put("x", normals(rng, 2 * 70000));
  in.put("w", normals(rng, 2 * 70000));
  in.put("bias", normals(rng, 3));
}

void run_ends(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {2, 70000}), w = tensor(in, "w", {2, 70000}),
               bias = tensor(in, "bias", {3});
  out.put("70,000 inputs", QuantizedLinear(quantize(w), {}).forward(x).values());
  out.put("no inputs",
          QuantizedLinear(quantize(Tensor::zeros({3, 0})), bias).forward(Tensor::zeros({2, 0})).values());
  const QuantizedTensor none = quantize(Tensor::zeros({0, 5}));
  out.put("no outputs", QuantizedLinear(none, {}).forward(Tensor::zeros({2, 5})).shape().str());
}

// Four million weights, which never were floats all at once.
void run_large(const Values& in, Values& out) {
  constexpr int outputs = 4000, inputs = 1000;
  const Tensor x = tensor(in, "x", {1, inputs});
  Rng rng(static_cast<std::uint64_t>(in.number("seed")));
  std::vector<std::uint8_t> codes(outputs * inputs);
  for (std::size_t i = 0; i < codes.size(); i += 4) {
    const std::uint32_t bits = rng.bits() & 0x7f7f7f7f;
    for (int k = 0; k < 4; ++k)
      codes[i + static_cast<std::size_t>(k)] = static_cast<std::uint8_t>(bits >> 8 * k);
  }
  QuantizedLinear layer(
      QuantizedTensor({outputs, inputs}, {{}, Scheme::symmetric, {}}, std::move(codes), {0.01f}, {}), {});
  const std::int64_t before = peak = held.load();
  const Tensor y = layer.forward(x);
  out.put("y", y.values());
  out.put("1 where less than a quarter of the weights were floats at a time",
          peak - before < outputs * inputs);
}

// 16 MB of floats from outside, converted and gone.
constexpr int many = 2000;

void draw_weighed(Rng& rng, Values& in) {
  std::vector<float> w(many * many);
  for (float& v : w) v = static_cast<float>(static_cast<std::int32_t>(rng.bits())) * 0x1p-31f;
  in.put("w", w);
  in.put("x", normals(rng, many));
}

void run_weighed(Values& in, Values& out) {
  Tensor w = Tensor::from(take(in, "w"), {many, many});
  QuantizedLinear layer(quantize(w, {{}, Scheme::symmetric, Granularity::per_channel()}), {});
  w = {};
  Buffer::release_unused();
  weigh();
  out.put("y", layer.forward(tensor(in, "x", {1, many})).values());
}

void run_words(const Values& in, Values& out) {
  const Question q(in);
  for (const QuantFormat& format :
       {QuantFormat{}, QuantFormat{{4, false}, Scheme::affine, Granularity::per_group(4)},
        QuantFormat{{2, true}, Scheme::symmetric, Granularity::per_channel()}}) {
    QuantizedLinear layer(quantize(q.w, format), q.bias);
    const std::string name = format.type.str();
    out.put(name + " describe", layer.describe());
    out.put(name + " architecture", layer.architecture());
    for (int n : {1, q.x.dim(0), 64})
      out.put(name + " multiply_adds of " + std::to_string(n),
              static_cast<double>(layer.multiply_adds({n, q.w.dim(1)}, {n, q.w.dim(0)})));
  }
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"weights and biases that fit, and that do not", 1, draw_parts, run_parts},
      {"a layer of every kind of weight", 2, draw_layer<12, 60>, run_forward, summation_order, accuracy},
      {"a layer of more than one tile", 2, draw_layer<270, 300>, run_forward, summation_order, accuracy},
      {"rows of 70,000 inputs, of none, and no rows", 2, draw_ends, run_ends, 1e-4},
      {"inputs that fit, and that do not", 2, draw_layer<12, 60>, run_inputs, summation_order},
      {"100,000 weights without their floats", 2, draw_source, run_source, 0.01, memory},
      {"a few rows at a time", 2, draw_source, run_large, 1e-4},
      {"16 MB of floats, seen from outside", 2, draw_weighed, run_weighed, 1e-4},
      {"what it says of itself", 3, draw_layer<12, 60>, run_words},
  };
}
