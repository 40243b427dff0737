#include <algorithm>
#include <cmath>

#include "autograder/probe/at_the_end.h"
#include "autograder/probe/probe.h"
#include "modules/quantization/kernels/fast_matmul.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant::kernels;

namespace {

constexpr int longest = 32896;  // the contract's limit of k

std::vector<std::int64_t> draw_codes(Rng& rng, int count, int low, int high) {
  std::vector<std::int64_t> codes;
  while (std::ssize(codes) < count) codes.push_back(between(rng, low, high));
  return codes;
}

struct Matrices {
  Matrices(const Values& in, int rows, int width, int columns)
      : m(rows),
        k(width),
        n(columns),
        a(in.integers("a").begin(), in.integers("a").begin() + m * k),
        b(in.integers("b").begin(), in.integers("b").begin() + n * k),
        c(static_cast<std::size_t>(m * n)) {}

  int m, k, n;
  std::vector<std::uint8_t> a;
  std::vector<std::int8_t> b;
  std::vector<std::int32_t> c;
};

constexpr std::int32_t not_written = 12345;
const std::vector<std::int32_t> untouched(16, not_written);  // after c: nobody's to write

void put_product(const Values& in, Values& out, const std::string& number, int m, int k, int n) {
  for (bool portable : {true, false}) {  // both on every machine: answers have the same names then
    const AtTheEnd<std::uint8_t> a(in.integers("a"), static_cast<std::size_t>(m * k));
    const AtTheEnd<std::int8_t> b(in.integers("b"), static_cast<std::size_t>(n * k));
    std::vector<std::int32_t> c(static_cast<std::size_t>(m * n) + untouched.size(), not_written);
    fast_matmul(a.data(), b.data(), c.data(), m, k, n, portable ? Isa::portable : best_isa());
    const std::string name = (portable ? number + " portable" : number) + ": " + std::to_string(m) + " x " +
                             std::to_string(k) + " x " + std::to_string(n);
    const auto end = c.end() - std::ssize(untouched);
    const bool kept = std::equal(end, c.end(), untouched.begin());
    out.put_integers(name, std::vector(c.begin(), end));
    out.put(name + ", what lies after c", std::string(kept ? "as it was" : "written over"));
  }
}

// Each size in turn from 0 to 70, the others small.
constexpr int largest = 70, small = 9;

void draw_shapes(Rng& rng, Values& in) {
  in.put_integers("a", draw_codes(rng, largest * largest, 0, 255));
  in.put_integers("b", draw_codes(rng, largest * largest, -128, 127));
  std::vector<int> m, k, n;
  for (int size = 0; size <= largest; ++size)
    for (int which = 0; which < 3; ++which) {
      m.push_back(which == 0 ? size : between(rng, 1, small));
      k.push_back(which == 1 ? size : between(rng, 1, largest));
      n.push_back(which == 2 ? size : between(rng, 1, small));
    }
  in.put_integers("m", m);
  in.put_integers("k", k);
  in.put_integers("n", n);
}

template <bool by_width>
void run_shapes(const Values& in, Values& out) {
  const auto size = [&](const char* name, std::size_t i) { return static_cast<int>(in.integers(name)[i]); };
  for (std::size_t i = 0; i < in.integers("m").size(); ++i)
    if ((i % 3 == 1) == by_width)
      put_product(in, out, std::to_string(i), size("m", i), size("k", i), size("n", i));
}

void draw_large(Rng& rng, Values& in) {
  const int m = between(rng, 60, 80), k = between(rng, 900, 1200), n = between(rng, 90, 130);
  in.put("m", m);
  in.put("k", k);
  in.put("n", n);
  in.put_integers("a", draw_codes(rng, m * k, 0, 255));
  in.put_integers("b", draw_codes(rng, n * k, -128, 127));
}

void run_large(const Values& in, Values& out) {
  put_product(in, out, "product", in.integer("m"), in.integer("k"), in.integer("n"));
}

// Rows of the largest codes, of alternating ones, and of any; as long as they may be, or shorter.
template <bool shorter>
void draw_extremes(Rng& rng, Values& in) {
  std::vector<int> a, b;
  for (int row = 0; row < 3; ++row)
    for (int l = 0; l < longest; ++l) {
      const int any = between(rng, -128, 127);
      a.push_back(row == 0 ? 255 : row == 1 ? 255 * (l % 2) : any + 128);
      b.push_back(row == 0 ? -128 : row == 1 ? (l % 2 ? 127 : -128) : any);
    }
  in.put_integers("a", a);
  in.put_integers("b", b);
  if (shorter) in.put("k", between(rng, 300, 3000));
}

void run_longest(const Values& in, Values& out) { put_product(in, out, "rows", 3, longest, 3); }
void run_shorter(const Values& in, Values& out) { put_product(in, out, "rows", 3, in.integer("k"), 3); }

// Speed. Before each repeat a code of every row of a is another: nothing can be kept from the last. All sums count.
template <int m, int k, int n, int times>
void draw_speed(Rng& rng, Values& in) {
  in.put_integers("a", draw_codes(rng, m * k, 0, 255));
  in.put_integers("b", draw_codes(rng, n * k, -128, 127));
  in.put("repeats", times);
}

using Product = void (*)(const std::uint8_t*, const std::int8_t*, std::int32_t*, int, int, int);

template <int m, int k, int n, Product product>
void run_speed(const Values& in, Values& out) {
  Matrices x(in, m, k, n);
  std::int32_t digest = 0;
  for (int repeat = 0; repeat < in.integer("repeats"); ++repeat) {
    for (int i = 0; i < m; ++i) x.a[static_cast<std::size_t>(i * k + repeat % k)] ^= 255;
    product(x.a.data(), x.b.data(), x.c.data(), m, k, n);
    for (std::int32_t sum : x.c) digest ^= sum;
  }
  out.put("all sums of all repeats, by exclusive or", digest);
  out.put_integers("sums", x.c);
}

void fast(const std::uint8_t* a, const std::int8_t* b, std::int32_t* c, int m, int k, int n) {
  fast_matmul(a, b, c, m, k, n);
}

// The plain way: three loops, compiled as a student's file is.
void plain(const std::uint8_t* a, const std::int8_t* b, std::int32_t* c, int m, int k, int n) {
  for (int i = 0; i < m; ++i, a += k, c += n)
    for (int j = 0; j < n; ++j) {
      const std::int8_t* row = b + std::int64_t{j} * k;
      std::int32_t sum = 0;
      for (int l = 0; l < k; ++l) sum += std::int32_t{a[l]} * row[l];
      c[j] = sum;
    }
}

// Without AVX2 the reference has no more than its portable tile, and less is asked.
template <int m, int k, int n, int times>
Case speed(double faster) {
  const std::string shape = std::to_string(m) + " x " + std::to_string(k) + " x " + std::to_string(n);
  if (!available(Isa::avx2)) faster = 1 + faster / 40;
  return {.name = shape + ", " + std::to_string(faster).substr(0, 3) + " times as fast",
          .part = 3,
          .draw = draw_speed<m, k, n, times>,
          .run = run_speed<m, k, n, fast>,
          .plain = run_speed<m, k, n, plain>,
          .faster = faster};
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"any number of rows", 1, draw_shapes, run_shapes<false>},
      {"any number of codes in a row", 1, draw_shapes, run_shapes<true>},
      {"a large product", 1, draw_large, run_large},
      {"rows of extreme codes", 2, draw_extremes<true>, run_shorter},
      {"rows as long as they may be", 2, draw_extremes<false>, run_longest},
      speed<256, 256, 256, 16>(2),
      speed<256, 256, 256, 16>(4),
      speed<256, 256, 256, 16>(8),
      speed<64, 800, 10, 400>(8),
  };
}
