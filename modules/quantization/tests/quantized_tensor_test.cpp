// Stored tensors: the error bound over random shapes, formats and ranges; packing; what is held; what is refused.
#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

#include "modules/quantization/kernels/quantize.h"
#include "modules/quantization/packing.h"
#include "modules/quantization/quantized_tensor.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

namespace {

int between(Rng& rng, int low, int high) {
  return low + static_cast<int>(rng.below(static_cast<unsigned>(high - low + 1)));
}

Shape any_shape(Rng& rng) {
  std::vector<int> dims;
  for (int rank = between(rng, 1, 4); rank > 0; --rank) dims.push_back(between(rng, 1, 9));
  return Shape(dims);
}

Granularity any_granularity(const Shape& shape, Rng& rng) {
  switch (rng.below(3)) {
    case 0:
      return Granularity::per_tensor();
    case 1:
      return Granularity::per_channel(between(rng, -shape.rank(), shape.rank() - 1));
    default:
      return Granularity::per_group(between(rng, 1, shape.dim(-1)));
  }
}

QuantFormat any_format(const Shape& shape, Rng& rng) {
  const Scheme scheme = rng.below(2) ? Scheme::affine : Scheme::symmetric;
  return {{between(rng, scheme == Scheme::affine ? 1 : 2, 16), rng.below(2) == 0},
          scheme,
          any_granularity(shape, rng)};
}

// The params' number of a value, from the definition: by its coordinates.
std::int64_t param_of(const Shape& shape, Granularity g, std::int64_t value) {
  if (g.kind == Granularity::tensor) return 0;
  std::vector<std::int64_t> at(static_cast<std::size_t>(shape.rank()));
  std::int64_t row = value / shape.dim(-1);
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    at[static_cast<std::size_t>(axis)] = value % shape[axis];
    value /= shape[axis];
  }
  if (g.kind == Granularity::channel)
    return at[static_cast<std::size_t>(g.axis < 0 ? g.axis + shape.rank() : g.axis)];
  return row * ((shape.dim(-1) + g.size - 1) / g.size) + at.back() / g.size;
}

}  // namespace

TEST_CASE("|x - dequantize(quantize(x))| <= scale / 2 for any shape, range, type, scheme and granularity") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Rng rng(seed);
    const Shape shape = any_shape(rng);
    const QuantFormat format = any_format(shape, rng);
    const float size = std::ldexp(1.0f, between(rng, -30, 30));
    const Tensor x = Tensor::uniform(shape, rng, size * rng.uniform(-1, 1), size);
    const QuantizedTensor q = quantize(x, format);
    const Tensor y = q.dequantize();
    CAPTURE(seed, shape.str(), format.type.str(), format.granularity.str(), format.scheme == Scheme::affine);
    REQUIRE(std::ssize(q.bytes()) == (x.count() * format.type.bits + 7) / 8);
    const std::vector<std::int32_t> codes = q.stored();
    for (std::int64_t i = 0; i < x.count(); ++i) {
      const QuantParams p = q.params(param_of(shape, format.granularity, i));
      const float v = x.data()[i];
      if (std::fabs(double{v} - y.data()[i]) > 0.5 * p.scale + std::fabs(v) * 0x1p-23)
        FAIL("value " << i << ": " << v);
      if (q.stored(i) != quantize(v, p, format.type, format.scheme))
        FAIL("code " << i << ": " << q.stored(i));
      if (q.stored(i) != codes[static_cast<std::size_t>(i)]) FAIL("stored() at " << i);
    }
  }
}

TEST_CASE("params are chosen by what they cover, no more") {
  const Tensor x = Tensor::from({1, 2, 3, 40, 50, 60}, {2, 3});
  const auto scales = [&](Granularity g) {
    const QuantizedTensor q = quantize(x, {{8, false}, Scheme::affine, g});
    return std::vector<float>(q.scales().begin(), q.scales().end());
  };
  CHECK(scales(Granularity::per_tensor()) == std::vector<float>{60.0f / 255});
  CHECK(scales(Granularity::per_channel(0)) == std::vector<float>{3.0f / 255, 60.0f / 255});
  CHECK(scales(Granularity::per_channel(-1)) == std::vector<float>{40.0f / 255, 50.0f / 255, 60.0f / 255});
  CHECK(scales(Granularity::per_group(2)) ==
        std::vector<float>{2.0f / 255, 3.0f / 255, 50.0f / 255, 60.0f / 255});
}

TEST_CASE("codes are packed as a little-endian stream of bits") {
  const std::vector<std::int32_t> four{1, -2, 7, -8, 3};
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(packed_bytes(5, 4)));
  pack(four, 4, bytes);
  CHECK(bytes == std::vector<std::uint8_t>{0xe1, 0x87, 0x03});
  pack(std::vector<std::int32_t>{0, 1, 2, 3}, 2, bytes);
  CHECK(bytes[0] == 0b11100100);
  pack(std::vector<std::int32_t>{1, 0, 0, 0, 0, 0, 1, 1}, 1, bytes);
  CHECK(bytes[0] == 0b11000001);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed);
    const QuantType type{between(rng, 1, 16), rng.below(2) == 0};
    std::vector<std::int32_t> codes(rng.below(70)), back(codes.size());
    for (auto& c : codes) c = between(rng, type.lowest(), type.highest());
    std::vector<std::uint8_t> room(static_cast<std::size_t>(packed_bytes(std::ssize(codes), type.bits)),
                                   0xff);
    pack(codes, type.bits, room);
    unpack(room, type.bits, type.is_signed, 0, back);
    CAPTURE(seed, type.str());
    CHECK(back == codes);
  }
}

TEST_CASE("nbytes counts what is held, and it is small") {
  Rng rng(1);
  const Tensor x = Tensor::normal({64, 100}, rng);
  const auto bytes = [&](int bits, Scheme scheme, Granularity g) {
    return quantize(x, {{bits, true}, scheme, g}).nbytes();
  };
  CHECK(bytes(8, Scheme::symmetric, Granularity::per_tensor()) == 6400 + 4);
  CHECK(bytes(8, Scheme::affine, Granularity::per_tensor()) == 6400 + 4 + 1);
  CHECK(bytes(4, Scheme::symmetric, Granularity::per_channel(0)) == 3200 + 64 * 4);
  CHECK(bytes(4, Scheme::affine, Granularity::per_group(32)) == 3200 + 64 * 4 * 4 + 64 * 4 / 2);
  CHECK(bytes(2, Scheme::symmetric, Granularity::per_tensor()) == 1600 + 4);
  CHECK(bytes(1, Scheme::affine, Granularity::per_tensor()) == 800 + 4 + 1);
  CHECK(bytes(3, Scheme::symmetric, Granularity::per_tensor()) == 2400 + 4);
}

TEST_CASE("four mistakes that are easily made") {
  const QuantFormat affine{{8, true}, Scheme::affine, {}}, symmetric{{8, true}, Scheme::symmetric, {}};
  // A range that is not widened to contain 0: [5, 6] came back as 1.
  const Tensor far = Tensor::from({5, 5.5f, 6}, {3});
  const Tensor back = quantize(far, affine).dequantize();
  for (int i = 0; i < 3; ++i) CHECK(back.data()[i] == Approx(far.data()[i]).margin(6.0 / 255 / 2));
  // A constant tensor came back as 0.
  CHECK(quantize(Tensor::full({4}, 2.5f), affine).dequantize().data()[3] == Approx(2.5).epsilon(1e-6));
  CHECK(quantize(Tensor::full({4}, -2.5f), symmetric).dequantize().data()[3] == Approx(-2.5).epsilon(1e-6));
  CHECK(quantize(Tensor::zeros({4}), affine).dequantize().data()[0] == 0);
  // Symmetric where affine was asked for, and the other way round.
  const Tensor skewed = Tensor::from({0, 1, 2}, {3});
  CHECK(quantize(skewed, symmetric).params() == QuantParams{2.0f / 127, 0});
  CHECK(quantize(skewed, affine).params() == QuantParams{2.0f / 255, -128});
  // round((x - zero_point) / scale), where x / scale + zero_point is meant.
  const std::vector<QuantParams> params{{0.5f, 10}};
  CHECK(quantize(Tensor::from({3}, {1}), affine, params).stored(0) == 16);
}

TEST_CASE("a large tensor is the same on one thread and on several, denormals too") {
  Rng rng(5);
  Tensor x = Tensor::normal({50, 1000}, rng);
  x.data()[7] = 1e-40f;
  const QuantizedTensor q = quantize(x, {{5, true}, Scheme::affine, Granularity::per_channel(1)});
  const Tensor y = q.dequantize();
  for (std::int64_t i = 0; i < x.count(); ++i)
    if (y.data()[i] != dequantize(q.stored(i), q.params(i % 1000))) FAIL("value " << i);
  std::vector<float> some(99);
  q.dequantize(4090, some);
  for (int i = 0; i < 99; ++i) CHECK(some[static_cast<std::size_t>(i)] == y.data()[4090 + i]);
}

TEST_CASE("what cannot be stored is refused") {
  Tensor x = Tensor::zeros({4, 5});
  x.data()[13] = NAN;
  CHECK_THROWS_WITH(quantize(x), Catch::Contains("value 13") && Catch::Contains("nan"));
  x.data()[13] = -INFINITY;
  CHECK_THROWS_WITH(quantize(x), Catch::Contains("value 13") && Catch::Contains("inf"));
  x.data()[13] = 0;
  CHECK_THROWS_AS(quantize(Tensor()), ValueError);
  CHECK_THROWS_AS(quantize(x, {{17, true}, Scheme::affine, {}}), ValueError);
  CHECK_THROWS_WITH(quantize(x, {{}, Scheme::affine, Granularity::per_group(6)}),
                    Catch::Contains("does not fit rows of 5"));
  CHECK_THROWS_AS(quantize(x, {{}, Scheme::affine, Granularity::per_group(0)}), ValueError);
  CHECK_THROWS_AS(quantize(x, {{}, Scheme::affine, Granularity::per_channel(2)}), ShapeError);
  CHECK_THROWS_AS(quantize(x, {}, std::vector<QuantParams>(2)), ValueError);
  const QuantFormat format{{8, true}, Scheme::affine, {}};
  CHECK_THROWS_WITH(QuantizedTensor({3}, format, {1, 2}, {1}, {0}), Catch::Contains("2 bytes"));
  CHECK_THROWS_WITH(QuantizedTensor({2}, format, {1, 2}, {}, {0}), Catch::Contains("0 scales"));
  CHECK_THROWS_WITH(QuantizedTensor({2}, format, {1, 2}, {-1}, {0}), Catch::Contains("not a scale"));
  CHECK_THROWS_WITH(QuantizedTensor({2}, format, {1, 2}, {1}, {128}), Catch::Contains("not int8"));
}

TEST_CASE(
    "codes of a byte are quantized and turned back by loops that equal the one-value functions bit by bit") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Rng rng(seed);
    const QuantType type{8, rng.below(2) == 0};
    const Scheme scheme = rng.below(2) ? Scheme::affine : Scheme::symmetric;
    const std::size_t count = rng.below(70);
    std::vector<float> x(count), y(count);
    for (float& v : x)
      v = rng.below(9) == 0 ? 1e30f * rng.normal()
          : rng.below(3)    ? rng.normal()
                            : 0.05f * static_cast<float>(rng.below(9));
    const QuantParams p = choose_params(rng.uniform(-1, 0), rng.uniform(0, 1), type, scheme);
    std::vector<std::uint8_t> codes(count);
    kernels::quantize(x.data(), codes.data(), static_cast<std::int64_t>(count), p, type.lowest(scheme),
                      type.highest());
    kernels::dequantize(codes.data(), y.data(), static_cast<std::int64_t>(count), p, type.is_signed);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t code = quantize(x[i], p, type, scheme);
      if (codes[i] != static_cast<std::uint8_t>(code)) FAIL(seed << ": code of " << x[i]);
      if (y[i] != dequantize(code, p)) FAIL(seed << ": value of " << code);
    }
  }
}

TEST_CASE("ranges, whatever the signs") {
  CHECK(range_of(std::vector<float>{-1, 3, -2, 0}, "t").low == -2);
  CHECK(range_of(std::vector<float>{-1, 3, -2, 0}, "t").high == 3);
  CHECK(range_of(std::vector<float>{-5, -3}, "t").high == -3);
  CHECK(range_of(std::vector<float>{1e-40f, -1e-41f}, "t").low == -1e-41f);
  CHECK(range_of(std::vector<float>{}, "t").high == 0);
  for (float bad : {NAN, -NAN, INFINITY, -INFINITY})
    CHECK_THROWS_WITH(range_of(std::vector<float>{1, 2, bad, 3}, "t"), Catch::Contains("t: value 2 is"));
}
