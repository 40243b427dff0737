#include "modules/quantization/least_squares.h"

#include <algorithm>
#include <cmath>

#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

// What one pass over the values tells about params: their error, and the best scale for their codes.
struct Fit {
  double error = 0;
  float scale = 0;
};

Fit fit(std::span<const float> values, QuantParams p, QuantType type, Scheme scheme) {
  double error = 0, xq = 0, qq = 0;
  for (float x : values) {
    const double q = quantize(x, p, type, scheme) - p.zero_point, rest = x - p.scale * q;
    error += rest * rest;
    xq += x * q;
    qq += q * q;
  }
  return {error, qq > 0 && xq > 0 ? std::max(static_cast<float>(xq / qq), 0x1p-125f) : p.scale};
}

class Search {
 public:
  Search(std::span<const float> values, QuantType type, Scheme scheme)
      : values_(values), type_(type), scheme_(scheme) {}

  // Improves the params from this start for as long as the error falls.
  void from(float low, float high) {
    QuantParams p = choose_params(low, high, type_, scheme_);
    double before = INFINITY;
    for (int step = 0; step < 20; ++step) {
      const auto [error, scale] = fit(values_, p, type_, scheme_);
      if (error < best_error_) best_error_ = error, best_ = p;
      if (!(error < before)) break;
      before = error;
      p.scale = scale;
    }
  }
  QuantParams best() const { return best_; }

 private:
  std::span<const float> values_;
  QuantType type_;
  Scheme scheme_;
  QuantParams best_;
  double best_error_ = INFINITY;
};

QuantParams search(std::span<const float> values, QuantType type, Scheme scheme) {
  const auto [smallest, largest] = std::ranges::minmax(values);
  Search best(values, type, scheme);
  constexpr int shares = 16;  // fractions of each end to start from
  for (int i = shares; i > 0; --i) {
    const float high = largest * static_cast<float>(i) / shares;
    if (scheme == Scheme::symmetric) {
      best.from(smallest * static_cast<float>(i) / shares, high);
    } else {
      for (int j = shares; j > 0; --j) {
        const float low = smallest * static_cast<float>(j) / shares;
        best.from(std::min(low, high), std::max(low, high));
      }
    }
  }
  return best.best();
}

}  // namespace

std::vector<QuantParams> least_squares_params(const Tensor& x, const QuantFormat& format) {
  check_type("least_squares_params", format.type, format.scheme);
  const ParamLayout layout(x.shape(), format.granularity);
  std::vector<std::vector<float>> sets(static_cast<std::size_t>(layout.count()));
  for (std::int64_t i = 0; i < x.count();) {
    const auto [end, param] = layout.run_at(i);
    auto& set = sets[static_cast<std::size_t>(param)];
    set.insert(set.end(), x.data() + i, x.data() + end);
    i = end;
  }
  std::vector<QuantParams> params(sets.size());
  parallel_for(static_cast<int>(sets.size()), [&](int s) {
    const auto i = static_cast<std::size_t>(s);
    params[i] = sets[i].empty() ? QuantParams{} : search(sets[i], format.type, format.scheme);
  });
  return params;
}

}  // namespace tt::quant
