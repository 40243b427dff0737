#include "tinytensor/kernels/conv_plan.h"

#include <algorithm>

namespace tt::kernels {

namespace {

ConvAxis forward_axis(int count, int kernel, int stride, int padding) {
  return {.count = count,
          .first = 0,
          .step = 1,
          .stride = stride,
          .start = -padding,
          .taps = kernel,
          .tap_first = 0,
          .tap_step = 1};
}

// x[i] met tap k in y[(i + padding - k) / stride] where that is whole: k = phase, phase + stride, ... The
// taps are walked from last to first, since y's index falls as k grows.
ConvAxis backward_axis(int extent, int kernel, int stride, int padding, int phase) {
  const int first = ((phase - padding) % stride + stride) % stride;
  const int count = first < extent ? (extent - 1 - first) / stride + 1 : 0;
  const int taps = phase < kernel ? (kernel - 1 - phase) / stride + 1 : 0;
  return {.count = count,
          .first = first,
          .step = stride,
          .stride = 1,
          .start = (first + padding - phase) / stride - (taps - 1),
          .taps = taps,
          .tap_first = phase + stride * (taps - 1),
          .tap_step = -stride};
}

}  // namespace

std::int64_t ConvPlan::multiply_adds() const {
  return std::int64_t{rows.count} * columns.count * taps() * in * out * groups;
}

std::vector<ConvSpan> spans(const ConvAxis& axis, int extent) {
  std::vector<ConvSpan> result;
  for (int m = 0; m < axis.count; ++m) {
    const int source = axis.start + m * axis.stride;
    const int tap = std::clamp(-source, 0, axis.taps),
              taps = std::clamp(extent - source, tap, axis.taps) - tap;
    if (!result.empty() && result.back().tap == tap && result.back().taps == taps)
      ++result.back().count;
    else
      result.push_back({m, 1, tap, taps});
  }
  return result;
}

ConvPlan forward_plan(const ConvShape& s) {
  const std::int64_t out_step = std::int64_t{s.kernel_h} * s.kernel_w * s.group_in();
  return {.rows = forward_axis(s.out_height(), s.kernel_h, s.stride, s.padding),
          .columns = forward_axis(s.out_width(), s.kernel_w, s.stride, s.padding),
          .source_height = s.height,
          .source_width = s.width,
          .source_channels = s.in,
          .result_height = s.out_height(),
          .result_width = s.out_width(),
          .result_channels = s.out,
          .groups = s.groups,
          .in = s.group_in(),
          .out = s.group_out(),
          .in_step = 1,
          .out_step = out_step,
          .row_step = std::int64_t{s.kernel_w} * s.group_in(),
          .column_step = s.group_in(),
          .group_step = s.group_out() * out_step};
}

ConvPlan backward_plan(const ConvShape& s, int row_phase, int column_phase) {
  ConvPlan plan = forward_plan(s);
  plan.rows = backward_axis(s.height, s.kernel_h, s.stride, s.padding, row_phase);
  plan.columns = backward_axis(s.width, s.kernel_w, s.stride, s.padding, column_phase);
  std::swap(plan.source_height, plan.result_height);
  std::swap(plan.source_width, plan.result_width);
  std::swap(plan.source_channels, plan.result_channels);
  std::swap(plan.in, plan.out);
  std::swap(plan.in_step, plan.out_step);
  return plan;
}

ConvParts::ConvParts(std::int64_t multiply_adds, std::int64_t outer, std::int64_t inner) {
  constexpr std::int64_t least = 1 << 19, most = 16, enough = 4;  // 2^19 multiply-adds: about 20 microseconds
  const std::int64_t wanted = std::clamp<std::int64_t>(multiply_adds / least, 1, most);
  outer_ = static_cast<int>(std::max<std::int64_t>(std::min(wanted, outer), 1));
  inner_ = outer_ >= enough
               ? 1
               : static_cast<int>(std::max<std::int64_t>(std::min({wanted, enough, inner}) / outer_, 1));
}

}  // namespace tt::kernels
