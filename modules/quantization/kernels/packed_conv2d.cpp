#include "modules/quantization/kernels/packed_conv2d.h"

#include <algorithm>

#include "modules/quantization/kernels/depthwise_row.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::quant::kernels {

using tt::kernels::ConvShape;

static bool is_depthwise(const ConvShape& s) {
  return s.groups > 1 && s.group_in() == 1 && s.group_out() == 1;
}

// Without groups a row of the window is contiguous; with them, only the channels of one group are.
static PackedLayer pack(const ConvShape& s, const std::int8_t* w, const StageValues& stage, Isa isa) {
  if (is_depthwise(s)) return {w, 1, s.out, 1, 1, stage, isa};  // for the stage alone
  if (s.groups == 1) return {w, 1, s.out, s.kernel_h, s.kernel_w * s.in, stage, isa};
  return {w, s.groups, s.group_out(), s.kernel_h * s.kernel_w, s.group_in(), stage, isa};
}

PackedIntegerConv2D::PackedIntegerConv2D(const ConvShape& s, const std::int8_t* w, std::uint8_t x_zero,
                                         const StageValues& stage, bool pooled, Isa isa)
    : shape_(s),
      x_zero_(x_zero),
      pooled_(pooled),
      isa_(isa),
      rows_(s.out_height() / (pooled ? 2 : 1)),
      columns_(s.out_width() / (pooled ? 2 : 1)),
      layer_(pack(s, w, stage, isa)) {
  const std::ptrdiff_t line = std::ptrdiff_t{s.width + 2 * s.padding} * s.in;
  std::vector<std::ptrdiff_t> starts;
  for (int kh = 0; kh < s.kernel_h; ++kh)
    for (int kw = 0; kw < (s.groups == 1 ? 1 : s.kernel_w); ++kw)
      starts.push_back(kh * line + std::ptrdiff_t{kw} * s.in);
  steps_ = layer_.steps(starts);
  if (is_depthwise(s)) pack_depthwise(w);
}

void PackedIntegerConv2D::pack_depthwise(const std::int8_t* w) {
  const int taps = shape_.kernel_h * shape_.kernel_w, pairs = (taps + 1) / 2;
  depthwise_.resize(static_cast<std::size_t>(2 * pairs * shape_.out));
  for (int tap = 0; tap < taps; ++tap)
    for (int o = 0; o < shape_.out; ++o)
      depthwise_[static_cast<std::size_t>((tap / 2 * shape_.out + o) * 2 + tap % 2)] = w[o * taps + tap];
  if (taps % 2 == 1) steps_.push_back(steps_.back());
}

void PackedIntegerConv2D::crop(int rows, int columns) {
  rows_ = std::min(rows_, rows);
  columns_ = std::min(columns_, columns);
}

std::int64_t PackedIntegerConv2D::padded_count() const {
  const ConvShape& s = shape_;
  return std::int64_t{s.height + 2 * s.padding} * (s.width + 2 * s.padding) * s.in + 3;
}

const std::uint8_t* PackedIntegerConv2D::pad(const std::uint8_t* x, std::uint8_t x_zero,
                                             std::uint8_t* padded) const {
  const ConvShape& s = shape_;
  if (s.padding == 0) return x;
  const std::int64_t line = std::int64_t{s.width} * s.in, side = std::int64_t{s.padding} * s.in;
  std::uint8_t* to = std::fill_n(padded, s.padding * (line + 2 * side), x_zero);
  for (int row = 0; row < s.height; ++row, x += line)
    to = std::fill_n(std::copy_n(x, line, std::fill_n(to, side, x_zero)), side, x_zero);
  std::fill_n(to, s.padding * (line + 2 * side), x_zero);
  return padded;
}

void PackedIntegerConv2D::run_image(const std::uint8_t* x, std::uint8_t* y, std::uint8_t* padded) const {
  run_rows(pad(x, x_zero_, padded), y, nullptr);
}

void PackedIntegerConv2D::sums_image(const std::uint8_t* x, std::uint8_t x_zero, std::int32_t* sums,
                                     std::uint8_t* padded) const {
  run_rows(pad(x, x_zero, padded), nullptr, sums);
}

void PackedIntegerConv2D::run_rows(const std::uint8_t* x, std::uint8_t* y, std::int32_t* sums) const {
  const ConvShape& s = shape_;
  const std::ptrdiff_t line = std::ptrdiff_t{s.width + 2 * s.padding} * s.in;
  const int groups = depthwise_.empty() ? s.groups : 1;
  for (int group = 0; group < groups; ++group) {
    IntegerRow row = layer_.row(group);
    row.steps = steps_.data();
    row.columns = columns_;
    row.column_step = std::ptrdiff_t{s.stride} * s.in;
    row.pooled = pooled_;
    row.row_step = s.stride * line;
    row.y_step = s.out;
    for (int r = 0; r < rows_; ++r) {
      row.x = x + r * row.row_step * (pooled_ ? 2 : 1) + group * s.group_in();
      const std::int64_t to = std::int64_t{r} * columns_ * s.out + group * s.group_out();
      if (sums)
        row.sums = sums + to;
      else
        row.y = y + to;
      if (depthwise_.empty())
        integer_row(row, isa_);
      else
        depthwise_row(row, {depthwise_.data(), static_cast<int>(steps_.size() / 2)}, isa_);
    }
  }
}

void PackedIntegerConv2D::run(const std::uint8_t* x, std::uint8_t* y, int images) const {
  parallel_for(images, [&](int image) {
    std::vector<std::uint8_t> padded(shape_.padding > 0 ? static_cast<std::size_t>(padded_count()) : 0);
    run_image(x + image * shape_.image_count(), y + std::int64_t{image} * rows_ * columns_ * shape_.out,
              padded.data());
  });
}

}  // namespace tt::quant::kernels
