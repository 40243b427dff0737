#include "cli/bench_conv.h"

#include <algorithm>

#include "modules/quantization/kernels/integer_peak.h"
#include "modules/quantization/kernels/packed_conv2d.h"
#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/kernels/peak.h"
#include "tinytensor/kernels/vec.h"
#include "tinytensor/tensor/buffer.h"
#include "tinytensor/tensor/rng.h"

namespace tt::cli {

namespace {

using kernels::ConvShape;

Buffer draw(std::int64_t count, Rng& rng) {
  const Buffer values(count);
  for (std::int64_t i = 0; i < count; ++i) values.data()[i] = rng.uniform(-0.5f, 0.5f);
  return values;
}

// Our convolution, for one shape and batch.
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

class OurIntegerConv {
 public:
  OurIntegerConv(const ConvShape& shape, Rng& rng)
      : images_(shape.images),
        x_(codes(shape.images * shape.image_count() + 3, rng)),
        y_(static_cast<std::size_t>(shape.images * shape.out_image_count())),
        packed_(pack(shape, rng)) {}
  void run() { packed_.run(x_.data(), y_.data(), images_); }

 private:
  static std::vector<std::uint8_t> codes(std::int64_t count, Rng& rng) {
    std::vector<std::uint8_t> values(static_cast<std::size_t>(count));
    for (auto& value : values) value = static_cast<std::uint8_t>(rng.below(256));
    return values;
  }
  static quant::kernels::PackedIntegerConv2D pack(const ConvShape& shape, Rng& rng) {
    const auto out = static_cast<std::size_t>(shape.out);
    const std::vector<std::uint8_t> w = codes(shape.weight_count(), rng);
    const std::vector<std::int32_t> offsets(out, 1000);
    const std::vector<quant::Multiplier> multipliers(out, quant::make_multiplier(0.001));
    return {shape, reinterpret_cast<const std::int8_t*>(w.data()), 128, {offsets, multipliers}, false};
  }

  std::int64_t images_;
  std::vector<std::uint8_t> x_, y_;
  quant::kernels::PackedIntegerConv2D packed_;
};

double multiply_add_in_registers(const ConvBenchOptions& options) {
  return options.integers
             ? quant::kernels::integer_multiply_add_in_registers(options.threads, quant::kernels::best_isa())
             : kernels::multiply_add_in_registers(options.threads);
}

ConvBenchRow measure(const ConvBenchShape& bench, int batch, ConvPass pass, const ConvBenchOptions& options,
                     Rng& rng) {
  ConvShape shape = bench.shape;
  shape.images = batch;
  OurConv ours(shape, rng);
  OurIntegerConv integers(shape, rng);
  std::vector<DnnlPeer> peers;
  if (DnnlPeer::available())
    for (const DnnlLayout layout : {DnnlLayout::channels_last, DnnlLayout::blocked})
      peers.push_back(options.integers ? dnnl_integer_conv(shape, layout) : dnnl_conv(shape, pass, layout));
  std::vector<std::function<void()>> works = {[&] { options.integers ? integers.run() : ours.run(pass); },
                                              [&] { multiply_add_in_registers(options); }};
  for (DnnlPeer& peer : peers) works.emplace_back([&] { peer.run(); });
  const std::vector<double> seconds = options.turns.best(works);
  const double speed = 2.0 * static_cast<double>(shape.multiply_adds()) / seconds[0];
  const double peak = multiply_add_in_registers(options) / seconds[1];
  const auto ratio = [&](std::size_t peer) {
    return peer < peers.size() ? seconds[peer + 2] / seconds[0] : 0;
  };
  return {bench.name, batch, pass, speed / 1e9, peak > 0 ? speed / peak : 0, ratio(0), ratio(1)};
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

std::vector<ConvPass> passes(const ConvBenchOptions& options) {
  if (options.integers) return {ConvPass::forward};
  return {ConvPass::forward, ConvPass::backward_input, ConvPass::backward_weight};
}

std::vector<ConvBenchRow> bench_conv(const ConvBenchOptions& options,
                                     const std::function<void(const ConvBenchRow&)>& report) {
  const int before = threads();
  set_threads(options.threads);
  set_dnnl_threads(options.threads);
  Rng rng(1);
  std::vector<ConvBenchRow> rows;
  for (const ConvPass pass : passes(options))
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
