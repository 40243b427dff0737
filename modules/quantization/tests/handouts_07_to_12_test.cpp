#include "modules/quantization/embedding.h"
#include "modules/quantization/fake_quant.h"
#include "modules/quantization/fold.h"
#include "modules/quantization/kernels/fast_matmul.h"
#include "modules/quantization/kernels/integer_conv2d.h"
#include "modules/quantization/packed.h"
#include "modules/quantization/packing.h"
#include "modules/quantization/product.h"
#include "modules/quantization/quantize_model.h"
#include "modules/quantization/tests/handout.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/nn/linear.h"

using namespace tt;
using namespace tt::quant;
using namespace tt::quant::handouts;

TEST_CASE("the handout of lab 07 is right", "[handouts]") {
  const Handout handout("07_conv2d");
  const QuantParams p = choose_params(-1.5f, 2.3f, uint8, Scheme::affine);
  handout.says("the zero point {} (as int8", p.zero_point);
  std::vector<std::uint8_t> x;
  for (float pixel : {1.0f, -0.5f, 2.0f})
    x.push_back(static_cast<std::uint8_t>(quantize(pixel, p, uint8, Scheme::affine)));
  handout.says("are the codes {}, {} and {}.", x[0], x[1], x[2]);
  const std::vector<std::int8_t> w = {2, -1, 3};
  const tt::kernels::ConvShape shape{.height = 3, .width = 3, .kernel_h = 3, .kernel_w = 3, .padding = 1};
  const auto row =
      [&](std::uint8_t border) {  // the kernel's middle row, and an image with rows of the border
        std::vector<std::uint8_t> image(9, border);
        std::copy(x.begin(), x.end(), image.begin() + 3);
        std::vector<std::int8_t> kernel(9, 0);
        std::copy(w.begin(), w.end(), kernel.begin() + 3);
        std::vector<std::int32_t> y(9);
        quant::kernels::integer_conv2d(shape, image.data(), border, kernel.data(), y.data());
        return std::vector<std::int32_t>(y.begin() + 3, y.begin() + 6);
      };
  const auto sums = row(static_cast<std::uint8_t>(p.zero_point)), wrong = row(0);
  const std::vector<std::string> floats = {"-2.5", "8.5", "-3"};
  const std::vector<std::string> windows = {fmt::format("**{}** {} {}", p.zero_point, x[0], x[1]),
                                            fmt::format("{} {} {}", x[0], x[1], x[2]),
                                            fmt::format("{} {} **{}**", x[1], x[2], p.zero_point)};
  const int z = p.zero_point * 4;
  for (std::size_t i = 0; i < 3; ++i)
    handout.says("| {} | {} | {} | {:.3f} | {} | {:.3f} |", windows[i], sums[i], sums[i] - z,
                 p.scale * static_cast<float>(sums[i] - z), floats[i],
                 p.scale * static_cast<float>(wrong[i] - z));
}

TEST_CASE("the handout of lab 08 is right", "[handouts]") {
  const Handout handout("08_model");
  Rng rng(1);
  nn::Sequential model = io::make_model("linear 2 2, batchnorm 2", rng);
  model.eval();
  const std::vector<std::vector<float>> values = {
      {0.6f, -0.4f, 0.3f, 0.5f}, {0.1f, 0}, {1.5f, 0.2f}, {-0.2f, 0.5f}, {0.5f, 1}, {0.25f, 4}};
  std::size_t next = 0;
  for (auto& [name, t] : nn::named_tensors(model)) std::ranges::copy(values.at(next++), t.data());
  const Tensor v = Tensor::from({1, 2}, {1, 2}), before = model(v);
  std::vector<NamedLayer> layers = copy_layers(model);
  fold(layers);
  REQUIRE(layers.size() == 1);
  const auto& linear = dynamic_cast<const nn::Linear&>(*layers[0].layer);
  const Tensor after = layers[0].layer->forward(v);
  const float *w = linear.weight.data(), *b = linear.bias.data();
  for (int o : {0, 1})
    handout.says("| {:.3f} | {:.3f}, {:.3f} | {:.3f} |",
                 w[2 * o] / values[0][static_cast<std::size_t>(2 * o)], w[2 * o], w[2 * o + 1], b[o]);
  handout.says("- 0.2 = {:.3f} and (1.3 - 1) * 0.1 + 0.5 = {:.3f}.", before.data()[0], before.data()[1]);
  handout.says("1.8 - 2.4 - 1.4 = {:.3f} and 0.03 + 0.1 + 0.4 = {:.3f}.", after.data()[0], after.data()[1]);
  const QuantizedTensor one = quantize_weight(linear.weight, {.granularity = Granularity::tensor}),
                        each = quantize_weight(linear.weight, {});
  CHECK_NOTHROW(quantize_weight(linear.weight, {.granularity = Granularity::group, .group = 1}));
  handout.says("1.8 / 127 = {:.5f}. The first output's codes are {} and {}, the second's {} and {}:",
               one.scales()[0], one.stored(0), one.stored(1), one.stored(2), one.stored(3));
  const Tensor back = one.dequantize();
  handout.says("{:.4f} and {:.4f}, and {:.4f} is {:.0f} % too large", back.data()[2], back.data()[3],
               back.data()[3], 100 * (back.data()[3] / w[3] - 1));
  handout.says("the second has {:.6f}, its codes are {} and {}, and 0.030 comes back as {:.4f}",
               each.scales()[1], each.stored(2), each.stored(3), each.dequantize().data()[2]);

  nn::Sequential digits = io::make_model(
      "conv 1 8 3, relu, maxpool 2, conv 8 16 3, relu, maxpool 2, flatten, linear 400 10", rng);
  const std::int64_t floats = digits.nbytes(), bytes = QuantizedModel(quantize_model(digits)).nbytes();
  handout.says("{} bytes as floats", thousands(floats));
  handout.says("{} in all, **{:.2f}** times less", thousands(bytes),
               static_cast<double>(floats) / static_cast<double>(bytes));
}

TEST_CASE("the handout of lab 09 is right", "[handouts]") {
  const Handout handout("09_qat");
  const QuantFormat format{{3, true}, Scheme::symmetric, {}};
  Tensor x = Tensor::from({0.42f, -0.11f, 0.65f, 0.75f}, {4}).track(),
         scale = Tensor::from({0.2f}, {1}).track();
  const Tensor dy = Tensor::from({1, -2, 1, -1}, {4}), y = fake_quantize(x, format, scale, {0});
  sum(y * dy).backward();
  const std::vector<std::string> rounded = {"2", "-1", "3", "4, clamped 3"};
  for (std::size_t i = 0; i < 4; ++i)
    handout.says("| {} | {} | {} | {} | {} | {} |", plain(x.data()[i], 4), plain(x.data()[i] / 0.2f, 4),
                 rounded[i], plain(y.data()[i], 4), plain(dy.data()[i], 4), plain(x.grad().data()[i], 4));
  const double g = 1 / std::sqrt(12.0), dscale = scale.grad().data()[0];
  handout.says("The sum is {:.2f}, g = 1 / sqrt(4 * 3) = {:.4f}, so dscale = **{:.4f}**", dscale / g, g,
               dscale);
  handout.says("the scale becomes {:.4f}, and 0.75 is now {:.2f} steps", 0.2 - 0.1 * dscale,
               0.75 / (0.2 - 0.1 * dscale));
}

TEST_CASE("the handout of lab 10 is right", "[handouts]") {
  const Handout handout("10_packed");
  const std::vector<std::int32_t> four = {5, -3, 7, -8, 1}, three = {3, -1, 2, -4, 1};
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(packed_bytes(5, 4)));
  pack(four, 4, bytes);
  handout.says("| 0 | 1101 | 0101 | 0x{:02x} | | 1 | 1000 | 0111 | 0x{:02x} | | 2 | 0000 | 0001 | 0x{:02x} |",
               bytes[0], bytes[1], bytes[2]);
  handout.says("(5 * 4 + 7) / 8 = {} bytes", bytes.size());
  bytes.resize(static_cast<std::size_t>(packed_bytes(5, 3)));
  pack(three, 3, bytes);
  handout.says("{} bytes, {} and {}.", bytes.size(), bytes[0], bytes[1]);

  // A scale of 1 from the row's own range: 3 bits, symmetric, 3 at its end.
  const QuantizedTensor fed = quantize_with_feedback(Tensor::from({0.4f, 0.4f, 0.4f, 0.4f, 0.4f, 3}, {1, 6}),
                                                     {{3, true}, Scheme::symmetric, {}});
  REQUIRE(fed.scales()[0] == 1);
  float carry = 0;
  for (std::int64_t i = 0; i < 5; ++i) {
    const float value = 0.4f, before = value + carry;
    carry = before - static_cast<float>(fed.stored(i));
    handout.says("| {} | {} | {} | {} |", plain(value, 4), plain(before, 4), fed.stored(i), plain(carry, 4));
  }

  const Tensor row = Tensor::from({0.9f, -0.1f, -0.6f, 0.3f, 0.05f, -1.2f, 0.4f, -0.05f}, {1, 8}),
               against = Tensor::from({1, 1, -1, -1, 1, -1, 1, 1}, {1, 8});
  const QuantizedTensor ternary = quantize_ternary(row);
  handout.says("**{}**, and the codes are {}.", plain(ternary.scales()[0], 4), list(ternary.stored()));
  const BinaryTensor signs(row), others(against);
  handout.says("One bit: scale **{}**,", plain(signs.dequantize().data()[0], 4));
  handout.says("has **{}** ones: similarity cos(3 pi / 8) = {:.3f}.", signs.hamming(0, others, 0),
               signs.similarity(0, others, 0));
}

TEST_CASE("the handout of lab 11 is right", "[handouts]") {
  const Handout handout("11_embedding");
  const QuantizedTensor row =
      quantize(Tensor::from({0.5f, -1.5f, 2.3f, 0}, {1, 4}), {int8, Scheme::affine, {}});
  const Tensor back = row.dequantize();
  handout.says(
      "scale {:.4f} and zero point {} (lab 01). The codes are {}, {}, {} and {}; they come back as {:.4f}, "
      "{:.4f}, {:.4f} and {}.",
      row.scales()[0], row.params().zero_point, row.stored(0), row.stored(1), row.stored(2), row.stored(3),
      back.data()[0], back.data()[1], back.data()[2], back.data()[3]);
  Rng rng(1);
  const QuantizedTensor table =
      quantize(Tensor::normal({1000, 64}, rng), {int8, Scheme::affine, Granularity::per_channel(0)});
  handout.says("{} bytes of floats;", thousands(4 * table.count()));
  handout.says("zero points, **{}**.", thousands(QuantizedEmbedding(table).nbytes()));

  // The example's start is one of those that chance gives: the first seed that does.
  const Tensor points = Tensor::from({1, 2, 3, 10, 12}, {5, 1});
  std::uint64_t seed = 0;
  const auto means = [&](int rounds) {
    Rng from(seed);
    const Tensor m = k_means(points, 2, rounds, from);
    return std::vector<float>(m.values().begin(), m.values().end());
  };
  while (means(0) != std::vector<float>{1, 3}) REQUIRE(++seed < 1000);
  handout.says("| 3, 10, 12 | {} |", list(means(1)));
  handout.says("| 10, 12 | {} |", list(means(2)));
  handout.says("| the same | the same | {} |", list(means(3)));

  const Tensor vectors = Tensor::from({0, 0, 4, 4, 0, 2, 0, 1, 6, 6, 4, 6, 6, 8, 0, -1}, {4, 4});
  const std::vector<float> query = {1, 1, 4, 4}, centroids = {0, 1, 6, 7, 4, 5, 0, 0};
  const auto quantizer = [&] {
    Rng from(seed);
    return ProductQuantizer(vectors, {.parts = 2, .centroids = 2, .rounds = 3}, from);
  };
  seed = 0;
  while (!std::ranges::equal(quantizer().centroids().values(), centroids)) REQUIRE(++seed < 1000);
  const ProductQuantizer index = quantizer();
  for (int i = 0; i < 4; ++i) {
    const float* x = vectors.data() + 4 * i;
    handout.says("| {} | {}, {} | {}, {} | {} {} |", i, x[0], x[1], x[2], x[3],
                 index.codes()[static_cast<std::size_t>(2 * i)],
                 index.codes()[static_cast<std::size_t>(2 * i + 1)]);
  }
  handout.says("Vector 2 is decoded as {}.", list(std::span(index.decode().values()).subspan(8, 4)));
  const std::vector<float> d = index.distances(query);
  handout.says("1 + 1 = **{}**, 1 + 32 = **{}**, 61 + 1 = **{}** and 61 + 32 = **{}**.", d[0], d[1], d[2],
               d[3]);
  std::vector<float> right;
  for (int i = 0; i < 4; ++i) {
    right.push_back(0);
    for (int j = 0; j < 4; ++j)
      right.back() += std::pow(vectors.data()[4 * i + j] - query[static_cast<std::size_t>(j)], 2.0f);
  }
  handout.says("they would be {}, {}, {} and {}:", right[0], right[1], right[2], right[3]);
  handout.says("{} of codes and {} of centroids, for {} of floats", index.codes().size(),
               4 * index.centroids().count(), 4 * vectors.count());
  const double floats = 4 * 64 * 1e6, codes = 8e6, learned = 4 * 256 * 64;
  handout.says("{} and {}, for {}: **{:.1f}** times less", thousands(static_cast<std::int64_t>(codes)),
               thousands(static_cast<std::int64_t>(learned)), thousands(static_cast<std::int64_t>(floats)),
               floats / (codes + learned));
}

TEST_CASE("the handout of lab 12 is right", "[handouts]") {
  const Handout handout("12_kernel");
  const std::vector<std::uint8_t> a = {250, 3, 128, 255, 255, 0};
  const std::vector<std::int8_t> b = {-128, 127, 2, -128, -128, 77};
  std::vector<std::int32_t> c(4);
  quant::kernels::fast_matmul(a.data(), b.data(), c.data(), 2, 3, 2);
  handout.says("| -32000 + 381 + 256 | **{}** |", c[0]);
  handout.says("| -32000 - 384 + 9856 | **{}** |", c[1]);
  handout.says("| -32640 + 32385 + 0 | **{}** |", c[2]);
  handout.says("| -32640 - 32640 + 0 | **{}** |", c[3]);
  handout.says("{} products. At 1.7 a nanosecond, which a plain loop may reach, that is {:.1f} ms.",
               thousands(256 * 256 * 256), 256 * 256 * 256 / 1.7e6);
  handout.says("48 a nanosecond, {:.0f} times as many", 48 / 1.7);
}
