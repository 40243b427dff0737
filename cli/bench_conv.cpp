#include "cli/bench_conv.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/peak.h"
#include "tinytensor/kernels/vec.h"
#include "tinytensor/tensor/buffer.h"
#include "tinytensor/tensor/rng.h"

namespace tt::cli {

namespace {

using kernels::ConvShape;

double seconds_of(const std::function<void()>& work, int times) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / times;
}

double best(const std::vector<double>& seconds) { return *std::min_element(seconds.begin(), seconds.end()); }

Buffer draw(std::int64_t count, Rng& rng) {
  const Buffer values(count);
  for (std::int64_t i = 0; i < count; ++i) values.data()[i] = rng.uniform(-0.5f, 0.5f);
  return values;
}

// Ours, for one shape and batch.
class OurConv {
 public:
  OurConv(const ConvShape& shape, Rng& rng)
      : shape_(shape),
        x_(draw(shape.images * shape.image_count(), rng)),
        y_(draw(shape.images * shape.out_image_count(), rng)),
        w_(draw(shape.weight_count(), rng)),
        packed_(shape, w_.data(), nullptr, false) {}

  void run(ConvPass pass) {
    if (pass == ConvPass::forward) packed_.run(x_.data(), y_.data(), shape_.images);
    if (pass == ConvPass::backward_input)
      kernels::conv2d_backward_input(shape_, y_.data(), w_.data(), x_.data());
    if (pass == ConvPass::backward_weight)
      kernels::conv2d_backward_weight(shape_, x_.data(), y_.data(), w_.data(), nullptr);
  }

 private:
  ConvShape shape_;
  Buffer x_, y_, w_;
  kernels::PackedConv2D packed_;
};

ConvBenchRow measure(const ConvBenchShape& bench, int batch, ConvPass pass, const ConvBenchOptions& options,
                     Rng& rng) {
  ConvShape shape = bench.shape;
  shape.images = batch;
  OurConv ours(shape, rng);
  std::vector<std::function<void()>> works = {[&] { ours.run(pass); }};
  std::optional<DnnlConv> channels_last, blocked;
  if (DnnlConv::available()) {
    channels_last.emplace(shape, pass, DnnlConv::Layout::channels_last);
    blocked.emplace(shape, pass, DnnlConv::Layout::blocked);
    works.insert(works.end(), {[&] { channels_last->run(); }, [&] { blocked->run(); }});
  }
  std::vector<int> times;
  for (const auto& work : works) {
    seconds_of(work, 1);
    times.push_back(static_cast<int>(std::clamp(options.milliseconds / 1e3 / seconds_of(work, 3), 1.0, 1e5)));
  }
  works.push_back([&] { kernels::multiply_add_in_registers(options.threads); });
  times.push_back(2);
  std::vector<std::vector<double>> seconds(works.size());
  for (int round = 0; round < options.rounds; ++round)
    for (std::size_t i = 0; i < works.size(); ++i) seconds[i].push_back(seconds_of(works[i], times[i]));
  const double ours_best = best(seconds[0]),
               speed = 2.0 * static_cast<double>(shape.multiply_adds()) / ours_best;
  const double peak = kernels::multiply_add_in_registers(options.threads) / best(seconds.back());
  const auto ratio = [&](std::size_t peer) {
    return peer + 1 < seconds.size() ? best(seconds[peer]) / ours_best : 0;
  };
  return {bench.name, batch, pass, speed / 1e9, speed / peak, ratio(1), ratio(2)};
}

}  // namespace

std::vector<ConvBenchShape> conv_bench_shapes() {
  const auto square = [](int size, int in, int out, int kernel, int stride, int padding, int groups = 1) {
    return ConvShape{1, size, size, in, out, kernel, kernel, stride, padding, groups};
  };
  std::vector<ConvBenchShape> shapes = {
      {"", square(28, 1, 16, 3, 1, 0)},         {"", square(13, 16, 32, 3, 1, 0)},
      {"", square(32, 3, 16, 3, 1, 1)},         {"", square(32, 3, 64, 3, 1, 1)},
      {"", square(56, 16, 16, 3, 1, 1)},        {"", square(56, 24, 24, 3, 1, 1)},
      {"", square(28, 32, 32, 3, 1, 1)},        {"", square(56, 64, 64, 3, 1, 1)},
      {"", square(28, 64, 64, 3, 1, 1)},        {"", square(14, 128, 128, 3, 1, 1)},
      {"", square(7, 256, 256, 3, 1, 1)},       {"", square(28, 64, 64, 1, 1, 0)},
      {"", square(14, 128, 128, 1, 1, 0)},      {"", square(28, 256, 64, 1, 1, 0)},
      {"", square(14, 256, 64, 1, 1, 0)},       {"", square(14, 64, 256, 1, 1, 0)},
      {"", square(28, 64, 128, 1, 2, 0)},       {"", square(28, 16, 32, 5, 1, 2)},
      {"", square(14, 64, 64, 5, 1, 2)},        {"", square(112, 3, 32, 7, 2, 3)},
      {"", square(112, 3, 32, 3, 2, 1)},        {"", square(56, 32, 64, 3, 2, 1)},
      {"", square(28, 64, 128, 3, 2, 1)},       {"", square(56, 64, 64, 3, 1, 1, 64)},
      {"", square(28, 128, 128, 3, 1, 1, 128)}, {"", square(56, 64, 64, 3, 2, 1, 64)},
      {"", square(28, 96, 96, 5, 1, 2, 96)},    {"", square(28, 64, 64, 3, 1, 1, 4)}};
  for (auto& [name, s] : shapes) {
    const auto text = [](int n) { return std::to_string(n); };
    name = text(s.kernel_h) + "x" + text(s.kernel_w) + " " + text(s.in) + "->" + text(s.out) + " at " +
           text(s.height);
    if (s.stride > 1) name += " stride " + text(s.stride);
    if (s.padding > 0) name += " pad " + text(s.padding);
    if (s.groups > 1) name += s.groups == s.in ? " depthwise" : " groups " + text(s.groups);
  }
  return shapes;
}

std::vector<ConvBenchRow> bench_conv(const ConvBenchOptions& options,
                                     const std::function<void(const ConvBenchRow&)>& report) {
  const int before = threads();
  set_threads(options.threads);
  set_dnnl_threads(options.threads);
  Rng rng(1);
  std::vector<ConvBenchRow> rows;
  for (const ConvPass pass : {ConvPass::forward, ConvPass::backward_input, ConvPass::backward_weight})
    for (const ConvBenchShape& shape : conv_bench_shapes()) {
      if (shape.name.find(options.only) == std::string::npos) continue;
      for (const int batch : options.batches) {
        rows.push_back(measure(shape, batch, pass, options, rng));
        if (report) report(rows.back());
      }
    }
  set_threads(before);
  return rows;
}

}  // namespace tt::cli
