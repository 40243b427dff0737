#include "tinytensor/tensor/rng.h"

#include <cmath>

namespace tt {

namespace {

constexpr std::uint64_t multiplier = 6364136223846793005u, increment = 1442695040888963407u;

// The quotient of two polynomials in x, coefficients from the constant term up. std::fma rounds once
// everywhere, so no compiler can contract these sums differently.
template <std::size_t N, std::size_t M>
double ratio(const double (&p)[N], const double (&q)[M], double x) {
  double above = p[N - 1], below = q[M - 1];
  for (std::size_t i = N - 1; i-- > 0;) above = std::fma(above, x, p[i]);
  for (std::size_t i = M - 1; i-- > 0;) below = std::fma(below, x, q[i]);
  return above / below;
}

// Natural logarithm, x > 0, to about 1e-12: x = m 2^e, log m = 2 artanh((m - 1) / (m + 1)).
double portable_log(double x) {
  int e = 0;
  const double m = std::frexp(x, &e), t = (m - 0.7071067811865476) / (m + 0.7071067811865476), t2 = t * t;
  double s = 1.0 / 15;
  for (int k = 13; k > 0; k -= 2) s = std::fma(s, t2, 1.0 / k);
  return std::fma(2 * t, s, std::fma(static_cast<double>(e), 0.6931471805599453, -0.34657359027997264));
}

// The normal quantile, 0 < p < 1, to about 1e-7: Wichura's algorithm AS 241 (1988), PPND7.
double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425)
    return q * ratio({3.3871327179, 50.434271938, 159.29113202, 59.109374720},
                     {1.0, 17.895169469, 78.757757664, 67.187563600}, std::fma(-q, q, 0.180625));
  const double r = std::sqrt(-portable_log(q < 0 ? p : 1 - p));
  const double x = r <= 5 ? ratio({1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103},
                                  {1.0, 0.73700164250, 0.12021132975}, r - 1.6)
                          : ratio({6.6579051150, 3.0812263860, 0.42868294337, 0.017337203997},
                                  {1.0, 0.24197894225, 0.012258202635}, r - 5);
  return q < 0 ? -x : x;
}

}  // namespace

Rng::Rng(std::uint64_t seed) : state_((seed + increment) * multiplier + increment) {}

std::uint32_t Rng::bits() {
  const std::uint64_t s = state_;
  state_ = s * multiplier + increment;
  const std::uint32_t x = static_cast<std::uint32_t>(((s >> 18) ^ s) >> 27);
  const int turn = static_cast<int>(s >> 59);
  return (x >> turn) | (x << (-turn & 31));
}

// Lemire's multiplication, rejecting the few draws that would favour small results.
std::uint32_t Rng::below(std::uint32_t n) {
  std::uint64_t product = std::uint64_t{bits()} * n;
  if (static_cast<std::uint32_t>(product) < n)
    for (const std::uint32_t least = -n % n; static_cast<std::uint32_t>(product) < least;)
      product = std::uint64_t{bits()} * n;
  return static_cast<std::uint32_t>(product >> 32);
}

float Rng::uniform() { return static_cast<float>(bits() >> 8) * 0x1p-24f; }

float Rng::uniform(float low, float high) { return std::fma(uniform(), high - low, low); }

float Rng::normal() {
  return static_cast<float>(normal_quantile((static_cast<double>(bits()) + 0.5) * 0x1p-32));
}

Rng Rng::split() {
  const std::uint64_t high = bits();
  return Rng(high << 32 | bits());
}

}  // namespace tt
