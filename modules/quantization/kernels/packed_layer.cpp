#include "modules/quantization/kernels/packed_layer.h"

#include <algorithm>

namespace tt::quant::kernels {

PackedLayer::PackedLayer(const std::int8_t* w, int groups, int outputs, int runs, int length,
                         const StageValues& stage)
    : outputs_(outputs),
      runs_(runs),
      quads_of_run_((length + 3) / 4),
      padded_((outputs + block - 1) / block * block) {
  const std::int64_t all = std::int64_t{groups} * padded_, window = std::int64_t{runs} * quads_of_run_ * 4;
  weights_ = Buffer(all * window / static_cast<std::int64_t>(sizeof(float)));
  std::fill_n(weights(), all * window, std::int8_t{0});
  for (auto* values : {&offsets_, &mantissas_, &lefts_, &rights_})
    values->resize(static_cast<std::size_t>(all));
  stage_ = {.offsets = offsets_.data(),
            .mantissas = mantissas_.data(),
            .lefts = lefts_.data(),
            .rights = rights_.data(),
            .zero_point = stage.zero_point,
            .lowest = stage.lowest,
            .highest = stage.highest,
            .any_left = false};
  for (int output = 0; output < groups * outputs; ++output) {
    const std::int64_t at = std::int64_t{output / outputs} * padded_ + output % outputs;
    std::int8_t* to = weights() + at / block * block * window + at % block * 4;
    for (int run = 0; run < runs; ++run)
      for (int l = 0; l < length; ++l)
        to[(std::int64_t{run} * quads_of_run_ + l / 4) * block * 4 + l % 4] = *w++;
    const auto i = static_cast<std::size_t>(at), o = static_cast<std::size_t>(output);
    offsets_[i] = stage.offsets[o];
    if (stage.multipliers.empty()) continue;
    mantissas_[i] = stage.multipliers[o].mantissa;
    lefts_[i] = std::max(stage.multipliers[o].shift, 0);
    rights_[i] = std::max(-stage.multipliers[o].shift, 0);
    stage_.any_left |= lefts_[i] > 0;
  }
}

IntegerRow PackedLayer::row(int group) const {
  const std::ptrdiff_t first = std::ptrdiff_t{group} * padded_;
  IntegerRow row{};
  row.quads = runs_ * quads_of_run_;
  row.weights = weights() + first * row.quads * 4;
  row.outputs = outputs_;
  row.stage = stage_;
  row.stage.offsets = offsets_.data() + first;
  row.stage.mantissas = mantissas_.data() + first;
  row.stage.lefts = lefts_.data() + first;
  row.stage.rights = rights_.data() + first;
  return row;
}

std::vector<std::ptrdiff_t> PackedLayer::steps(std::span<const std::ptrdiff_t> starts) const {
  std::vector<std::ptrdiff_t> steps;
  for (std::ptrdiff_t start : starts)
    for (int q = 0; q < quads_of_run_; ++q) steps.push_back(start + 4 * q);
  return steps;
}

PackedMatmul::PackedMatmul(const std::int8_t* w, int outputs, int length, const StageValues& stage, Isa isa)
    : outputs_(outputs), length_(length), isa_(isa), layer_(w, 1, outputs, 1, length, stage) {
  const std::ptrdiff_t start = 0;
  steps_ = layer_.steps({&start, 1});
}

void PackedMatmul::run(const std::uint8_t* x, std::uint8_t* y, int rows) const {
  IntegerRow row = layer_.row(0);
  row.x = x;
  row.steps = steps_.data();
  row.columns = rows;
  row.column_step = length_;
  row.y = y;
  row.y_step = outputs_;
  integer_row(row, isa_);
}

void PackedMatmul::sums(const std::uint8_t* x, std::int32_t* sums, int rows) const {
  IntegerRow row = layer_.row(0);
  row.x = x;
  row.steps = steps_.data();
  row.columns = rows;
  row.column_step = length_;
  row.sums = sums;
  row.y_step = outputs_;
  integer_row(row, isa_);
}

}  // namespace tt::quant::kernels
