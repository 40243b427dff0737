#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tinytensor/kernels/linear.h"
#include "tinytensor/kernels/matmul.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/update.h"
#include "tinytensor/tensor/rng.h"

using namespace tt;
using namespace tt::kernels;

namespace {

using Values = std::vector<float>;

Values normal(int count, Rng& rng) {
  Values v(static_cast<std::size_t>(count));
  for (float& value : v) value = rng.normal();
  return v;
}

Values transposed(const Values& a, int rows, int columns) {
  Values t(a.size());
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j)
      t[static_cast<std::size_t>(j * rows + i)] = a[static_cast<std::size_t>(i * columns + j)];
  return t;
}

// start + a b in double. a: [m, k], b: [k, n].
Values product(const Values& a, const Values& b, const Values& start, int m, int k, int n) {
  Values c(static_cast<std::size_t>(m * n));
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      double sum = start.empty() ? 0 : start[static_cast<std::size_t>(i * n + j)];
      for (int l = 0; l < k; ++l)
        sum += double{a[static_cast<std::size_t>(i * k + l)]} * b[static_cast<std::size_t>(l * n + j)];
      c[static_cast<std::size_t>(i * n + j)] = static_cast<float>(sum);
    }
  return c;
}

float difference(const Values& a, const Values& b) {
  float most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]));
  return most;
}

int pick(Rng& rng, int low, int high) {
  return low + static_cast<int>(rng.below(static_cast<std::uint32_t>(high - low + 1)));
}

}  // namespace

TEST_CASE("matmul agrees with sums in double, in every orientation", "[kernels]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Rng rng(seed);
    const int most = seed % 10 == 0 ? 200 : 40, m = pick(rng, 1, most), k = pick(rng, 1, most),
              n = pick(rng, 1, most);
    INFO("seed " << seed << ": " << m << " x " << k << " x " << n);
    const Values a = normal(m * k, rng), b = normal(k * n, rng), start = normal(m * n, rng);
    const Values at = transposed(a, m, k), bt = transposed(b, k, n);
    const Values want = product(a, b, {}, m, k, n), more = product(a, b, start, m, k, n);
    for (const bool ta : {false, true})
      for (const bool tb : {false, true}) {
        Values c(want.size(), 7), sum = start;
        matmul({(ta ? at : a).data(), ta}, {(tb ? bt : b).data(), tb}, c.data(), m, k, n);
        matmul({(ta ? at : a).data(), ta}, {(tb ? bt : b).data(), tb}, sum.data(), m, k, n, Into::add);
        CHECK(difference(c, want) < 1e-4f);
        CHECK(difference(sum, more) < 1e-4f);
      }
  }
}

TEST_CASE("matmul with nothing to sum gives zeros", "[kernels]") {
  Values c(6, 7), none;
  matmul({none.data()}, {none.data()}, c.data(), 2, 0, 3, Into::add);
  CHECK(c == Values(6, 7));
  matmul({none.data()}, {none.data()}, c.data(), 2, 0, 3);
  CHECK(c == Values(6, 0));
}

TEST_CASE("linear and its gradients agree with sums in double", "[kernels]") {
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    Rng rng(seed);
    const int rows = pick(rng, 1, 40), in = pick(rng, 1, seed % 8 == 0 ? 900 : 70),
              out = pick(rng, 1, seed % 9 == 0 ? 130 : 24);
    INFO("seed " << seed << ": x [" << rows << ", " << in << "], w [" << out << ", " << in << "]");
    const Values x = normal(rows * in, rng), w = normal(out * in, rng), bias = normal(out, rng),
                 dy = normal(rows * out, rng);
    Values y(dy.size(), 7), dw(w.size(), 7), db(bias.size(), 7), dx(x.size(), 7), start;
    for (int i = 0; i < rows; ++i) start.insert(start.end(), bias.begin(), bias.end());
    linear_forward(x.data(), w.data(), bias.data(), y.data(), rows, in, out);
    linear_backward(x.data(), w.data(), dy.data(), dw.data(), db.data(), dx.data(), rows, in, out);
    CHECK(difference(y, product(x, transposed(w, out, in), start, rows, in, out)) < 3e-4f);
    CHECK(difference(dw, product(transposed(dy, rows, out), x, {}, out, rows, in)) < 1e-4f);
    CHECK(difference(dx, product(dy, w, {}, rows, out, in)) < 1e-4f);
    CHECK(difference(db, product(Values(static_cast<std::size_t>(rows), 1), dy, {}, 1, rows, out)) < 1e-4f);
    Values again(dw.size());
    linear_backward(x.data(), w.data(), dy.data(), again.data(), nullptr, nullptr, rows, in, out);
    CHECK(again == dw);
    linear_forward(x.data(), w.data(), nullptr, y.data(), rows, in, out);
    CHECK(difference(y, product(x, transposed(w, out, in), {}, rows, in, out)) < 3e-4f);
  }
}

TEST_CASE("matrix products give the same bits with one thread and with two", "[kernels]") {
  const int before = threads();
  for (const auto& [m, k, n] :
       {std::tuple{128, 784, 128}, {33, 801, 10}, {10, 50, 900}, {300, 64, 65}, {96, 2000, 200}}) {
    Rng rng(1);
    const Values a = normal(m * k, rng), b = normal(n * k, rng), d = normal(m * n, rng);
    std::vector<Values> results[2];
    for (int t : {0, 1}) {
      set_threads(t + 1);
      Values c(d.size()), y(d.size()), dw(b.size()), db(static_cast<std::size_t>(n)), dx(a.size());
      matmul({a.data()}, {b.data(), true}, c.data(), m, k, n);
      linear_forward(a.data(), b.data(), nullptr, y.data(), m, k, n);
      linear_backward(a.data(), b.data(), d.data(), dw.data(), db.data(), dx.data(), m, k, n);
      results[t] = {c, y, dw, db, dx};
    }
    CHECK(results[0] == results[1]);
  }
  set_threads(before);
}

// w after three steps whose gradients are 2 w, 2 w, 2 w, in double.
TEST_CASE("Adam and SGD follow PyTorch's formulas", "[kernels]") {
  const double beta1 = 0.9, beta2 = 0.99, lr = 0.1, decay = 0.01, eps = 1e-8, momentum = 0.8;
  const std::size_t count = 37000;  // more than one piece, and not a whole number of vectors
  Rng rng(5);
  const Values start = normal(static_cast<int>(count), rng);
  Values w = start, m(count), v(count), u = start, velocity(count), plain = start, unused(count), g(count);
  std::vector<double> w2(start.begin(), start.end()), m2(count), v2(count), u2 = w2, velocity2(count),
                                                                            plain2 = w2;
  for (int step = 1; step <= 3; ++step) {
    const double c1 = 1 - std::pow(beta1, step), c2 = 1 - std::pow(beta2, step);
    for (std::size_t i = 0; i < count; ++i) g[i] = 2 * w[i];
    adam_update(w.data(), g.data(), m.data(), v.data(), static_cast<std::int64_t>(count),
                {.lr = 0.1f,
                 .beta1 = 0.9f,
                 .beta2 = 0.99f,
                 .eps = 1e-8f,
                 .weight_decay = 0.01f,
                 .correction1 = static_cast<float>(c1),
                 .correction2 = static_cast<float>(c2)});
    for (std::size_t i = 0; i < count; ++i) g[i] = 2 * u[i];
    sgd_update(u.data(), g.data(), velocity.data(), static_cast<std::int64_t>(count),
               {.lr = 0.1f, .momentum = 0.8f, .weight_decay = 0.01f});
    for (std::size_t i = 0; i < count; ++i) g[i] = 2 * plain[i];
    sgd_update(plain.data(), g.data(), unused.data(), static_cast<std::int64_t>(count),
               {.lr = 0.1f, .weight_decay = 0.01f});
    for (std::size_t i = 0; i < count; ++i) {
      const double gradient = (2 + decay) * w2[i];
      m2[i] = beta1 * m2[i] + (1 - beta1) * gradient;
      v2[i] = beta2 * v2[i] + (1 - beta2) * gradient * gradient;
      w2[i] -= lr * (m2[i] / c1) / (std::sqrt(v2[i] / c2) + eps);
      velocity2[i] = momentum * velocity2[i] + (2 + decay) * u2[i];
      u2[i] -= lr * velocity2[i];
      plain2[i] -= lr * (2 + decay) * plain2[i];
    }
  }
  CHECK(difference(w, Values(w2.begin(), w2.end())) < 1e-5f);
  CHECK(difference(u, Values(u2.begin(), u2.end())) < 1e-5f);
  CHECK(difference(plain, Values(plain2.begin(), plain2.end())) < 1e-5f);
}

TEST_CASE("a weight without gradient keeps no denormal memory", "[kernels]") {
  Values w(1000, 0.5f), g(1000, 0), m(1000, 1e-37f), v(1000, 1e-37f);
  for (int step = 0; step < 200; ++step) adam_update(w.data(), g.data(), m.data(), v.data(), 1000, {});
  CHECK(std::ranges::all_of(m, [](float value) { return value == 0; }));
}
