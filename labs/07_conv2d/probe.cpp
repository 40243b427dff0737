#include <algorithm>
#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/integer_conv2d.h"
#include "modules/quantization/kernels/integer_conv2d.h"
#include "tinytensor/autograd/ops.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;
using tt::kernels::ConvShape;

namespace {

// Windows of one value and of an image's size, of rows only and of columns only; steps that do not end at the
// border; padding as wide as the window; groups, also one for each channel; odd sizes.
std::vector<ConvShape> shapes(const Values& in) {
  const int h = in.integer("taller"), w = in.integer("wider");
  return {{1, 4 + h, 5 + w, 3, 4, 3, 3, 1, 1, 1},        {2, 6 + h, 5 + w, 2, 3, 3, 3, 2, 1, 1},
          {1, 7 + h, 4 + w, 4, 6, 3, 3, 1, 1, 2},        {2, 5 + h, 6 + w, 6, 6, 3, 3, 2, 1, 6},
          {1, 3 + h, 3 + w, 4, 8, 1, 1, 1, 0, 4},        {1, 9 + h, 8 + w, 1, 2, 5, 5, 3, 2, 1},
          {1, 6 + h, 4 + w, 2, 2, 1, 4, 2, 0, 1},        {1, 4 + h, 6 + w, 2, 4, 4, 1, 1, 0, 2},
          {1, 2 + h, 2 + w, 3, 3, 2, 2, 2, 2, 3},        {3, 1 + h, 1 + w, 5, 2, 1, 1, 1, 1, 1},
          {1, 4 + h, 4 + w, 2, 2, 4 + h, 4 + w, 1, 0, 1}};
}

std::string name_of(const ConvShape& s) {
  const auto n = [](int a, int b) { return std::to_string(a) + "x" + std::to_string(b); };
  return n(s.height, s.width) + " by " + n(s.kernel_h, s.kernel_w) + ", " + std::to_string(s.in) + " to " +
         std::to_string(s.out) + ", stride " + std::to_string(s.stride) + ", padding " +
         std::to_string(s.padding) + ", groups " + std::to_string(s.groups);
}

constexpr int codes = 2048;

void draw_codes(Rng& rng, Values& in) {
  std::vector<int> x, w;
  for (int i = 0; i < codes; ++i) {
    x.push_back(i < 2 ? 255 * i : between(rng, 0, 255));
    w.push_back(i < 2 ? 255 * i - 128 : between(rng, -128, 127));
  }
  in.put("taller", between(rng, 0, 3));
  in.put("wider", between(rng, 0, 3));
  in.put("x_zero", between(rng, 1, 255));
  in.put_integers("x", x);
  in.put_integers("w", w);
}

template <class Code>
std::vector<Code> codes_of(const Values& in, const std::string& name, std::int64_t count) {
  const auto& all = in.integers(name);
  std::vector<Code> some(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < some.size(); ++i) some[i] = static_cast<Code>(all[i % all.size()]);
  return some;
}

template <bool padded>
void run_windows(const Values& in, Values& out) {
  for (ConvShape s : shapes(in)) {
    if ((s.padding > 0) != padded) continue;
    const auto x = codes_of<std::uint8_t>(in, "x", s.image_count());
    std::vector<std::uint8_t> all;
    for (int row = 0; row < s.out_height(); ++row)
      for (int group = 0; group < s.groups; ++group) {
        std::vector<std::uint8_t> windows(
            static_cast<std::size_t>(s.out_width() * s.kernel_h * s.kernel_w * s.group_in()));
        quant::kernels::gather_windows(s, x.data(), static_cast<std::uint8_t>(in.integer("x_zero")), row,
                                       group, windows.data());
        all.insert(all.end(), windows.begin(), windows.end());
      }
    out.put_integers(name_of(s), all);
  }
}

template <bool grouped>
void run_sums(const Values& in, Values& out) {
  for (ConvShape s : shapes(in)) {
    if ((s.groups > 1) != grouped) continue;
    const auto x = codes_of<std::uint8_t>(in, "x", s.images * s.image_count());
    const auto w = codes_of<std::int8_t>(in, "w", s.weight_count());
    std::vector<std::int32_t> y(static_cast<std::size_t>(s.images * s.out_image_count()));
    quant::kernels::integer_conv2d(s, x.data(), static_cast<std::uint8_t>(in.integer("x_zero")), w.data(),
                                   y.data());
    out.put_integers(name_of(s), y);
  }
}

// Layers of all kinds, their weights and images.
constexpr int channels = 6, size = 9;

void draw_layers(Rng& rng, Values& in) {
  in.put("mean", rng.uniform(0.2f, 1));  // so that the input's zero point is not in the middle
  in.put("x", normals(rng, 2 * size * size * channels));
  in.put("weight", normals(rng, 12 * 9 * channels));
  in.put("bias", normals(rng, 12));
}

Tensor images(const Values& in) {
  return tensor(in, "x", {2, size, size, channels}) + static_cast<float>(in.number("mean"));
}

Tensor weights(const Values& in, const nn::Conv2DShape& s) {
  const Shape shape{s.out, s.kernel, s.kernel, s.in / s.groups};
  return Tensor::from(std::span(in.floats("weight")).first(static_cast<std::size_t>(shape.count())), shape);
}

Tensor bias(const Values& in, int out) {
  return Tensor::from(std::span(in.floats("bias")).first(static_cast<std::size_t>(out)), {out});
}

ActivationFormat format_of(const Tensor& x, int bits) {
  const auto [low, high] = std::ranges::minmax(x.values());
  return {choose_params(low, high, {bits, false}, Scheme::affine), bits};
}

Tensor float_layer(const Values& in, const nn::Conv2DShape& s) {
  return conv2d(images(in), weights(in, s), bias(in, s.out),
                {.stride = s.stride, .padding = s.padding, .groups = s.groups});
}

IntegerConv2D layer(const Values& in, const nn::Conv2DShape& s, Granularity granularity, int bits,
                    Activation activation) {
  const QuantizedTensor w = quantize(weights(in, s), {{8, true}, Scheme::symmetric, granularity});
  const ActivationFormat input = format_of(images(in), bits);
  return {
      s,         w, bias_steps(bias(in, s.out), w, input.params), input, format_of(float_layer(in, s), bits),
      activation};
}

const std::vector<nn::Conv2DShape> layers = {
    {.in = channels, .out = 8, .kernel = 3, .padding = 1},
    {.in = channels, .out = 12, .kernel = 3, .stride = 2, .padding = 1, .groups = 3},
    {.in = channels, .out = channels, .kernel = 3, .stride = 1, .padding = 2, .groups = channels},
    {.in = channels, .out = 7, .kernel = 1},
    {.in = channels, .out = 4, .kernel = 2, .stride = 3}};

void run_layers(const Values& in, Values& out) {
  int number = 0;
  for (const nn::Conv2DShape& s : layers)
    for (Granularity granularity : {Granularity::per_tensor(), Granularity::per_channel(0)}) {
      const Activation activations[] = {Activation::none, Activation::relu, Activation::relu6};
      const IntegerConv2D conv = layer(in, s, granularity, number % 2 ? 8 : 5, activations[number % 3]);
      const IntegerTensor y = conv.run(quantize_activations(images(in), conv.input()));
      const std::string name = std::to_string(number++) + " " + conv.describe();
      out.put_integers(name + " codes", y.stored);
      out.put(name + " shape", y.shape.str());
      out.put(name + " scale", y.format.params.scale);
    }
}

void run_accuracy(const Values& in, Values& out) {
  for (const nn::Conv2DShape& s : layers)
    out.put(std::to_string(s.out) + " outputs",
            layer(in, s, Granularity::per_channel(0), 8, Activation::none).forward(images(in)).values());
}

std::vector<Promise> accuracy(const Values& in, const Values& out) {
  double worst = 0;
  for (const nn::Conv2DShape& s : layers) {
    const Tensor right = float_layer(in, s);
    const auto [low, high] = std::ranges::minmax(right.values());
    const auto& got = out.floats(std::to_string(s.out) + " outputs");
    double sum = 0;
    for (std::size_t i = 0; i < right.values().size(); ++i)
      sum += i < got.size() ? std::fabs(double{got[i]} - right.values()[i]) : INFINITY;
    worst = std::max(worst, sum / static_cast<double>(right.count()) / (double{high} - low));
  }
  return {{"accuracy: layer output within 1 % of float's, as a share of its range, on average", 0.01, worst}};
}

// Images that do not fit, among such that do.
void draw_images(Rng& rng, Values& in) {
  draw_layers(rng, in);
  std::vector<int> heights = {3, 2, 2, 3, 3, 4, 3, 3}, widths = {3, 3, 5, 2, 2, 4, 3, 3},
                   depths = {channels, channels, channels,     channels,
                             channels, channels, channels - 1, channels - 1};
  for (int i = 0; i < 28; ++i) {
    heights.push_back(between(rng, 1, 4));
    widths.push_back(between(rng, 1, 4));
    depths.push_back(rng.below(4) == 0 ? between(rng, 1, 8) : channels);
  }
  in.put_integers("heights", heights);
  in.put_integers("widths", widths);
  in.put_integers("depths", depths);
}

void run_images(const Values& in, Values& out) {
  const nn::Conv2DShape shapes[] = {{.in = channels, .out = 3, .kernel = 5, .padding = 1},
                                    {.in = channels, .out = 3, .kernel = 3, .stride = 2}};
  for (std::size_t i = 0; i < in.integers("heights").size(); ++i) {
    const auto at = [&](const char* name) { return static_cast<int>(in.integers(name)[i]); };
    const Shape shape = i % 6 == 5 ? Shape{at("heights"), at("widths"), at("depths")}
                                   : Shape{1, at("heights"), at("widths"), at("depths")};
    const nn::Conv2DShape& s = shapes[i % 2];
    const IntegerConv2D conv = layer(in, s, Granularity::per_tensor(), 8, Activation::none);
    const std::string name = std::to_string(i) + ": " + shape.str() + ", kernel " + std::to_string(s.kernel) +
                             ", stride " + std::to_string(s.stride) + ", padding " +
                             std::to_string(s.padding);
    answer(out, name, [&] {
      const Tensor x =
          Tensor::from(std::span(in.floats("x")).first(static_cast<std::size_t>(shape.count())), shape);
      out.put_integers(name, conv.run(quantize_activations(x, conv.input())).stored);
    });
  }
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"windows: stride and groups", 1, draw_codes, run_windows<false>},
      {"windows: padding", 1, draw_codes, run_windows<true>},
      {"sums of one group", 2, draw_codes, run_sums<false>},
      {"sums of several groups", 2, draw_codes, run_sums<true>},
      {"layers with stride, padding, groups and activations", 3, draw_layers, run_layers},
      {"images that do not fit are refused", 3, draw_images, run_images},
      {"near the float layer", 3, draw_layers, run_accuracy, 0, accuracy},
  };
}
