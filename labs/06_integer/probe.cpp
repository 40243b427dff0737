#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "autograder/probe/probe.h"
#include "modules/quantization/integer_matmul.h"
#include "modules/quantization/requantize.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int least = std::numeric_limits<std::int32_t>::min(),
              most = std::numeric_limits<std::int32_t>::max();

// Part 1. On both sides of the last count that fits, and of those that a mistake would take for it.
void draw_counts(Rng& rng, Values& in) {
  std::vector<std::int64_t> counts = {0,     1,     16513, 16514, 32767, 32768,   32896,     32897,    33155,
                                      33156, 65535, 65536, 65793, 65794, 1 << 20, 1ll << 32, 1ll << 40};
  for (int i = 0; i < 40; ++i) counts.push_back(between(rng, 0, 70000));
  in.put_integers("products", counts);
}

void run_counts(const Values& in, Values& out) {
  int number = 0;
  for (std::int64_t products : in.integers("products"))
    answer(out, std::to_string(number++) + ": " + std::to_string(products) + " products",
           [&] { check_products("probe", products); });
}

// Part 2. Codes of every size, among them the smallest and the largest.
template <int low, int high>
std::vector<std::int64_t> codes(Rng& rng, int count) {
  std::vector<std::int64_t> values = {low, high};
  while (std::ssize(values) < count) values.push_back(between(rng, low, high));
  values.resize(static_cast<std::size_t>(count));
  return values;
}

// Not one of m, k and n equal to another, so that no two can be mistaken.
void draw_matrices(Rng& rng, Values& in) {
  const int m = between(rng, 2, 6), n = between(rng, 7, 11), k = between(rng, 12, 300);
  in.put("m", m);
  in.put("k", k);
  in.put("n", n);
  in.put("a_zero", between(rng, 1, 255));
  in.put("b_zero", between(rng, 0, 1) == 0 ? between(rng, -128, -1) : between(rng, 1, 127));
  in.put_integers("a", codes<0, 255>(rng, m * k));
  in.put_integers("b", codes<-128, 127>(rng, n * k));
}

void multiply_matrices(const Values& in, Values& out, const std::string& name, int a_zero, int b_zero) {
  const std::vector<std::uint8_t> a(in.integers("a").begin(), in.integers("a").end());
  const std::vector<std::int8_t> b(in.integers("b").begin(), in.integers("b").end());
  const int m = in.integer("m"), k = in.integer("k"), n = in.integer("n");
  std::vector<std::int32_t> c(static_cast<std::size_t>(m) * static_cast<std::size_t>(n), 12345);
  integer_matmul(a, a_zero, b, b_zero, c, m, k, n);
  out.put_integers(name, c);
}

void run_plain(const Values& in, Values& out) { multiply_matrices(in, out, "zero points 0", 0, 0); }

void run_zero_points(const Values& in, Values& out) {
  const int a_zero = in.integer("a_zero"), b_zero = in.integer("b_zero");
  multiply_matrices(in, out, "zero point of a", a_zero, 0);
  multiply_matrices(in, out, "zero point of b", 0, b_zero);
  multiply_matrices(in, out, "both", a_zero, b_zero);
}

// As many products as there may be, most of them as large as they get.
void draw_longest(Rng& rng, Values& in) {
  const int k = 32896;
  in.put("m", 1);
  in.put("k", k);
  in.put("n", 2);
  std::vector<std::int64_t> a(k, 255), b(k, -128);
  b.resize(2 * k, 127);
  for (int i = 0; i < 500; ++i) a[rng.below(k)] = between(rng, 0, 255);
  in.put_integers("a", a);
  in.put_integers("b", b);
}

void run_longest(const Values& in, Values& out) {
  multiply_matrices(in, out, "zero points 0", 0, 0);
  multiply_matrices(in, out, "zero points 1 and 3", 1, 3);
}

// Part 3. Powers of two, what rounds up to one, the ends, and numbers of every size; some that are refused.
void draw_reals(Rng& rng, Values& in) {
  std::vector<float> reals = {1,         0.5f,     0.25f,          2,          3,        1e-3f,
                              0x1p-31f,  0x1p-32f, 1e-9f,          0x1.8p-33f, 0x1p-33f, 0x1p-34f,
                              1e-30f,    0x1p30f,  0x1.fffffep30f, 0,          -1,       INFINITY,
                              -INFINITY, NAN,      0x1p31f,        -0.25f,     0x1p32f};
  for (int i = 0; i < 60; ++i) reals.push_back(std::ldexp(rng.uniform(0.5f, 1), between(rng, -34, 31)));
  for (int i = 0; i < 20; ++i) reals.push_back(std::ldexp(rng.uniform(0.5f, 1), between(rng, -12, 1)));
  in.put("reals", reals);
}

void run_reals(const Values& in, Values& out) {
  std::vector<double> all;
  for (double real : in.floats("reals")) {
    all.insert(all.end(), {real, real * (4 / 3.0)});  // a third more: a fraction longer than a mantissa
    if (real > 0x1p-31) all.push_back(std::nextafter(real, 0.0));  // a hair less than 2^n rounds up to it
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    char digits[32];  // all of them: 0.99999999999999989 is not 1
    std::snprintf(digits, sizeof digits, "%.17g", all[i]);
    const std::string name = std::to_string(i) + ": real " + digits;
    answer(out, name, [&] {
      const Multiplier m = make_multiplier(all[i]);
      out.put_integers(name + ": mantissa, shift", std::vector<int>{m.mantissa, m.shift});
    });
  }
}

// Part 4. Around every half and both ends.
void draw_pairs(Rng& rng, Values& in) {
  std::vector<std::int64_t> a, b;
  const auto both = [&](int x, int y) { a.push_back(x), b.push_back(y); };
  for (int x : {least, least + 1, -3, -1, 0, 1, 3, most - 1, most})
    for (int y : {least, least + 1, -(1 << 30), -1, 0, 1, 1 << 30, most}) both(x, y);
  for (int x = -20; x <= 20; ++x) both(x, 1 << 30), both(1 << 30, x), both(x, 1 << 29);  // halves, quarters
  for (int i = 0; i < 200; ++i)
    both(static_cast<int>(rng.bits()) >> between(rng, 0, 24),
         static_cast<int>(rng.bits()) >> between(rng, 0, 2));
  in.put_integers("a", a);
  in.put_integers("b", b);
}

void run_pairs(const Values& in, Values& out) {
  std::vector<int> high;
  for (std::size_t i = 0; i < in.integers("a").size(); ++i)
    high.push_back(saturating_rounding_doubling_high_mul(static_cast<int>(in.integers("a")[i]),
                                                         static_cast<int>(in.integers("b")[i])));
  out.put_integers("high half", high);
}

void draw_dividends(Rng& rng, Values& in) {
  std::vector<std::int64_t> x = {least, least + 1, -1, 0, 1, most - 1, most};
  for (int i = -40; i <= 40; ++i) x.push_back(i);
  for (int i = 0; i < 60; ++i) x.push_back(static_cast<int>(rng.bits()) >> between(rng, 0, 24));
  for (int e = 1; e < 31; ++e)  // halves of every power of two
    for (int sign : {-1, 1})
      x.push_back(sign * (between(rng, 0, (1 << (31 - e)) - 1) * 2ll + 1) * (1ll << (e - 1)));
  in.put_integers("x", x);
}

void run_dividends(const Values& in, Values& out) {
  for (int exponent = 0; exponent <= 31; ++exponent) {
    std::vector<int> quotients;
    for (std::int64_t x : in.integers("x"))
      quotients.push_back(rounding_divide_by_power_of_two(static_cast<int>(x), exponent));
    out.put_integers("/ 2^" + std::to_string(exponent), quotients);
  }
}

// Part 5. Sums of every size by multipliers of every size.
void draw_sums(Rng& rng, Values& in) {
  std::vector<std::int64_t> sums = {0, 1, -1, least, most}, mantissas, shifts;
  for (int i = 0; i < 200; ++i) sums.push_back(static_cast<int>(rng.bits()) >> between(rng, 0, 24));
  for (int shift = -31; shift <= 31; ++shift) {
    mantissas.push_back(shift == 31 ? most : shift == -31 ? 1 << 30 : between(rng, 1 << 30, most));
    shifts.push_back(shift);
  }
  in.put_integers("sums", sums);
  in.put_integers("mantissas", mantissas);
  in.put_integers("shifts", shifts);
  in.put("zero_point", between(rng, 1, 255));
  in.put("lowest", between(rng, 1, 100));
  in.put("highest", between(rng, 130, 254));
}

template <class F>
void for_multipliers(const Values& in, Values& out, const std::string& name, const F& f) {
  for (std::size_t i = 0; i < in.integers("shifts").size(); ++i) {
    const Multiplier multiplier{static_cast<int>(in.integers("mantissas")[i]),
                                static_cast<int>(in.integers("shifts")[i])};
    std::vector<int> results;
    for (std::int64_t sum : in.integers("sums")) results.push_back(f(static_cast<int>(sum), multiplier));
    out.put_integers(name + " shift " + std::to_string(multiplier.shift), results);
  }
}

void run_products(const Values& in, Values& out) { for_multipliers(in, out, "product,", multiply); }

void run_codes(const Values& in, Values& out) {
  const auto ask = [&](const std::string& name, int lowest, int highest) {
    for_multipliers(in, out, name, [&](int sum, Multiplier multiplier) {
      return requantize(sum, multiplier, in.integer("zero_point"), lowest, highest);
    });
  };
  ask("code,", 0, 255);
  ask("code of an activation,", in.integer("lowest"), in.integer("highest"));
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"as many products as fit half of int32", 1, draw_counts, run_counts},
      {"products of plain codes", 2, draw_matrices, run_plain},
      {"zero points leave the inner loop", 2, draw_matrices, run_zero_points},
      {"the longest row", 2, draw_longest, run_longest},
      {"mantissa and shift", 3, draw_reals, run_reals},
      {"the high half, rounded", 4, draw_pairs, run_pairs},
      {"division by powers of two", 4, draw_dividends, run_dividends},
      {"sums times multipliers", 5, draw_sums, run_products},
      {"codes", 5, draw_sums, run_codes},
  };
}
