#include "modules/quantization/fake_quant.h"

#include <algorithm>

#include "modules/quantization/fake_quant_run.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

// Calls body(begin, end, set) for runs of values that share their params, on several threads.
template <class Body>
void for_runs(const Tensor& x, Granularity granularity, const Body& body) {
  const ParamLayout layout(x.shape(), granularity);
  const int parts = static_cast<int>(std::clamp<std::int64_t>(x.count() >> 15, 1, 64));
  parallel_for(parts, [&](int part) {
    const std::int64_t last = part_begin(x.count(), parts, part + 1);
    for (std::int64_t i = part_begin(x.count(), parts, part); i < last;) {
      const auto [end, set] = layout.run_at(i);
      body(i, std::min(end, last), static_cast<std::size_t>(set));
      i = end;
    }
  });
}

void check_sets(const Tensor& x, const QuantFormat& format, std::size_t sets) {
  check_type("fake_quantize", format.type, format.scheme);
  const std::int64_t wanted = ParamLayout(x.shape(), format.granularity).count();
  if (static_cast<std::int64_t>(sets) != wanted)
    throw ValueError("fake_quantize: " + std::to_string(sets) + " params for " + x.shape().str() + " by " +
                     format.granularity.str() + ", which has " + std::to_string(wanted));
}

std::vector<Steps> all_steps(const std::vector<QuantParams>& params, const QuantFormat& format) {
  std::vector<Steps> steps;
  for (const QuantParams& p : params) steps.emplace_back(p, format);
  return steps;
}

Tensor forward(const Tensor& x, const QuantFormat& format, const std::vector<Steps>& steps) {
  Tensor y = Tensor::uninitialized(x.shape());
  for_runs(x, format.granularity, [&](std::int64_t begin, std::int64_t end, std::size_t set) {
    quantize_run(x.data() + begin, y.data() + begin, end - begin, steps[set]);
  });
  return y;
}

Tensor input_gradient(const Tensor& x, const Tensor& dy, const QuantFormat& format,
                      const std::vector<Steps>& steps) {
  Tensor dx = Tensor::uninitialized(x.shape());
  for_runs(x, format.granularity, [&](std::int64_t begin, std::int64_t end, std::size_t set) {
    gradient_run(x.data() + begin, dy.data() + begin, dx.data() + begin, end - begin, steps[set]);
  });
  return dx;
}

Tensor scale_gradient(const Tensor& x, const Tensor& dy, const QuantFormat& format,
                      const std::vector<Steps>& steps) {
  const ParamLayout layout(x.shape(), format.granularity);
  std::vector<double> sums(steps.size());
  std::vector<std::int64_t> counts(steps.size());
  for (std::int64_t i = 0; i < x.count();) {
    const auto [end, set] = layout.run_at(i);
    counts[static_cast<std::size_t>(set)] += end - i;
    sums[static_cast<std::size_t>(set)] +=
        scale_sum(x.data() + i, dy.data() + i, end - i, steps[static_cast<std::size_t>(set)]);
    i = end;
  }
  Tensor dscale = Tensor::uninitialized({static_cast<int>(steps.size())});
  for (std::size_t i = 0; i < steps.size(); ++i)
    dscale.data()[i] = static_cast<float>(sums[i] / scale_divisor(counts[i], steps[i]));
  return dscale;
}

}  // namespace

Tensor fake_quantize(const Tensor& x, const QuantFormat& format, const std::vector<QuantParams>& params) {
  check_sets(x, format, params.size());
  const std::vector<Steps> steps = all_steps(params, format);
  return record(
      "fake_quantize", forward(x, format, steps), {x},
      [x, format, steps](const Tensor& dy) -> Grads { return {input_gradient(x, dy, format, steps)}; });
}

Tensor fake_quantize(const Tensor& x, const QuantFormat& format, const Tensor& scale,
                     const std::vector<std::int32_t>& zero_points) {
  check_sets(x, format, zero_points.size());
  check_sets(x, format, static_cast<std::size_t>(scale.count()));
  std::vector<QuantParams> params;
  for (std::size_t i = 0; i < zero_points.size(); ++i)
    params.push_back({std::max(scale.data()[i], 0x1p-125f), zero_points[i]});
  const std::vector<Steps> steps = all_steps(params, format);
  return record("fake_quantize", forward(x, format, steps), {x, scale},
                [x, format, steps](const Tensor& dy) -> Grads {
                  return {input_gradient(x, dy, format, steps), scale_gradient(x, dy, format, steps)};
                });
}

}  // namespace tt::quant
