// The fast integer kernels against the plain loops: the same bits, for every instruction set of this machine.
#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

#include "modules/quantization/kernels/fast_matmul.h"
#include "modules/quantization/kernels/integer_conv2d.h"
#include "modules/quantization/kernels/integer_matmul.h"
#include "modules/quantization/kernels/packed_conv2d.h"
#include "tinytensor/tensor/rng.h"

using namespace tt;
using namespace tt::quant;
namespace fast = tt::quant::kernels;
using fast::Isa;

namespace {

int between(Rng& rng, int low, int high) {
  return low + static_cast<int>(rng.below(static_cast<unsigned>(high - low + 1)));
}

// Codes over their whole range, with the 3 bytes after them that may be read.
std::vector<std::uint8_t> random_codes(Rng& rng, std::int64_t count) {
  std::vector<std::uint8_t> codes(static_cast<std::size_t>(count + 3));
  for (auto& code : codes) code = static_cast<std::uint8_t>(rng.below(256));
  return codes;
}

std::vector<std::int8_t> random_weights(Rng& rng, std::int64_t count) {
  std::vector<std::int8_t> w(static_cast<std::size_t>(count));
  for (auto& code : w) code = static_cast<std::int8_t>(between(rng, -128, 127));
  return w;
}

// An output stage whose results fill the codes, and one in eight of whose multipliers is extreme.
struct RandomStage {
  std::vector<std::int32_t> offsets;
  std::vector<Multiplier> multipliers;
  std::int32_t zero_point, lowest, highest;

  RandomStage(Rng& rng, int outputs)
      : zero_point(between(rng, 0, 255)), lowest(between(rng, 0, 100)), highest(between(rng, 101, 255)) {
    for (int o = 0; o < outputs; ++o) {
      const bool extreme = rng.below(8) == 0;
      offsets.push_back(extreme ? static_cast<std::int32_t>(rng.bits()) / 4 : between(rng, -20000, 20000));
      multipliers.push_back(
          {between(rng, 1 << 30, 0x7fffffff), extreme ? between(rng, -31, 12) : between(rng, -12, -5)});
    }
  }
  fast::StageValues values() const { return {offsets, multipliers, zero_point, lowest, highest}; }
  std::uint8_t code(std::int32_t sum, std::size_t o) const {
    return requantize(sum + offsets[o], multipliers[o], zero_point, lowest, highest);
  }
};

std::vector<Isa> isas() {
  std::vector<Isa> here;
  for (Isa isa : fast::all_isas)
    if (fast::available(isa)) here.push_back(isa);
  return here;
}

void check_matmul(Rng& rng, int m, int k, int n) {
  const auto x = random_codes(rng, std::int64_t{m} * k);
  const auto w = random_weights(rng, std::int64_t{n} * k);
  const RandomStage stage(rng, n);
  std::vector<std::int32_t> expected(static_cast<std::size_t>(m * n)), sums(expected.size());
  fast::integer_matmul(x.data(), w.data(), expected.data(), m, k, n);
  for (Isa isa : isas()) {
    CAPTURE(m, k, n, fast::name(isa));
    fast::fast_matmul(x.data(), w.data(), sums.data(), m, k, n, isa);
    if (sums != expected) CHECK(sums == expected);
  }
  std::vector<std::uint8_t> codes(expected.size()), y(expected.size() + 1);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    codes[i] = stage.code(expected[i], i % static_cast<std::size_t>(n));
    expected[i] += stage.offsets[i % static_cast<std::size_t>(n)];
  }
  for (Isa isa : isas()) {
    CAPTURE(m, k, n, fast::name(isa));
    const fast::PackedMatmul product(w.data(), n, k, stage.values(), isa);
    product.sums(x.data(), sums.data(), m);
    y.back() = 77;
    product.run(x.data(), y.data(), m);
    if (sums != expected || !std::equal(codes.begin(), codes.end(), y.begin()) || y.back() != 77) {
      CHECK(sums == expected);
      CHECK(std::vector<std::uint8_t>(y.begin(), y.end() - 1) == codes);
      CHECK(y.back() == 77);
    }
  }
}

std::vector<std::uint8_t> plain_conv(const tt::kernels::ConvShape& s, const std::vector<std::uint8_t>& x,
                                     std::uint8_t x_zero, const std::vector<std::int8_t>& w,
                                     const RandomStage& stage, bool pooled) {
  std::vector<std::int32_t> sums(static_cast<std::size_t>(s.images * s.out_image_count()));
  fast::integer_conv2d(s, x.data(), x_zero, w.data(), sums.data());
  const int window = pooled ? 2 : 1, height = s.out_height() / window, width = s.out_width() / window;
  std::vector<std::uint8_t> y;
  for (int i = 0; i < s.images * height * width * s.out; ++i) {
    const int o = i % s.out, column = i / s.out % width, row = i / s.out / width % height;
    const int image = i / s.out / width / height;
    std::uint8_t largest = 0;
    for (int p = 0; p < window * window; ++p) {
      const int h = row * window + p / window, c = column * window + p % window;
      const std::int64_t at = ((std::int64_t{image} * s.out_height() + h) * s.out_width() + c) * s.out + o;
      largest =
          std::max(largest, stage.code(sums[static_cast<std::size_t>(at)], static_cast<std::size_t>(o)));
    }
    y.push_back(largest);
  }
  return y;
}

}  // namespace

TEST_CASE("integer products of every size from 1 to 70 in each dimension equal the plain loops") {
  Rng rng(1);
  for (int size = 1; size <= 70; ++size) {
    for (int other : {1, 3, 17}) {
      check_matmul(rng, size, other, between(rng, 1, 70));
      check_matmul(rng, other, size, between(rng, 1, 70));
      check_matmul(rng, other, between(rng, 1, 70), size);
    }
    check_matmul(rng, size, size, size);
  }
}

TEST_CASE("large integer products equal the plain loops") {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    Rng rng(seed);
    CAPTURE(seed);
    check_matmul(rng, between(rng, 1, 200), between(rng, 200, 2000), between(rng, 1, 200));
  }
  Rng rng(7);
  check_matmul(rng, 1, 32000, 5);
}

TEST_CASE("integer convolutions of any shape, pooled or not, equal the plain loops") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Rng rng(seed);
    tt::kernels::ConvShape s{
        .images = between(rng, 1, 2), .height = between(rng, 8, 20), .width = between(rng, 8, 30)};
    s.groups = rng.below(3) == 0 ? between(rng, 2, 6) : 1;
    s.in = s.groups * between(rng, 1, s.groups > 1 ? 6 : 24);
    s.out = rng.below(4) == 0 && s.groups > 1 ? s.in : s.groups * between(rng, 1, s.groups > 1 ? 6 : 40);
    if (rng.below(4) == 0) s.groups = s.in = s.out = between(rng, 2, 70);  // depthwise
    s.kernel_h = between(rng, 1, 7), s.kernel_w = between(rng, 1, 7);
    s.stride = between(rng, 1, 3), s.padding = between(rng, 0, 3);
    const bool pooled = rng.below(2) == 0 && s.out_height() > 1 && s.out_width() > 1;
    const auto x = random_codes(rng, s.images * s.image_count());
    const auto w = random_weights(rng, s.weight_count());
    const auto x_zero = static_cast<std::uint8_t>(rng.below(256));
    const RandomStage stage(rng, s.out);
    const auto expected = plain_conv(s, x, x_zero, w, stage, pooled);
    for (Isa isa : isas()) {
      CAPTURE(seed, pooled, fast::name(isa));
      const fast::PackedIntegerConv2D conv(s, w.data(), x_zero, stage.values(), pooled, isa);
      std::vector<std::uint8_t> y(expected.size());
      conv.run(x.data(), y.data(), s.images);
      CHECK(y == expected);
    }
  }
}
