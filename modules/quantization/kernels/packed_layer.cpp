#include "modules/quantization/kernels/packed_layer.h"

#include <algorithm>

#include "tinytensor/kernels/parallel.h"

namespace tt::quant::kernels {

PackedLayer::PackedLayer(const std::int8_t* w, int groups, int outputs, int runs, int length,
                         const StageValues& stage, Isa isa)
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
    std::int8_t* to = weights() + at / block * block * window;
    for (int run = 0; run < runs; ++run)
      for (int l = 0; l < length; ++l)
        to[(std::int64_t{run} * quads_of_run_ + l / 4) * block * 4 + place_in_quad(at % block, l % 4, isa)] =
            *w++;
    const auto i = static_cast<std::size_t>(at), o = static_cast<std::size_t>(output);
    offsets_[i] = stage.offsets[o];
    if (stage.multipliers.empty()) continue;
    mantissas_[i] = stage.multipliers[o].mantissa;
    lefts_[i] = std::max(stage.multipliers[o].shift, 0);
    rights_[i] = std::max(-stage.multipliers[o].shift, 0);
    stage_.any_left |= lefts_[i] > 0;
  }
}

std::int64_t PackedLayer::place_in_quad(std::int64_t output, int l, Isa isa) {
  return isa == Isa::avx2 ? l / 2 * block * 2 + output * 2 + l % 2 : output * 4 + l;
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

IntegerRow PackedLayer::row_of_blocks(int first_block, int end_block) const {
  IntegerRow part = row(0);
  const std::ptrdiff_t first = std::ptrdiff_t{first_block} * block;
  part.weights += first * part.quads * 4;
  part.outputs = std::min(end_block * block, outputs_) - static_cast<int>(first);
  part.stage.offsets += first;
  part.stage.mantissas += first;
  part.stage.lefts += first;
  part.stage.rights += first;
  return part;
}

std::vector<std::ptrdiff_t> PackedLayer::steps(std::span<const std::ptrdiff_t> starts) const {
  std::vector<std::ptrdiff_t> steps;
  for (std::ptrdiff_t start : starts)
    for (int q = 0; q < quads_of_run_; ++q) steps.push_back(start + 4 * q);
  return steps;
}

PackedMatmul::PackedMatmul(const std::int8_t* w, int outputs, int length, const StageValues& stage, Isa isa)
    : outputs_(outputs), length_(length), isa_(isa), layer_(w, 1, outputs, 1, length, stage, isa) {
  const std::ptrdiff_t start = 0;
  steps_ = layer_.steps({&start, 1});
}

// Cut into parts of rows and blocks, sized so that their weights and codes stay in the cache and a part takes
// a few microseconds.
void PackedMatmul::run(const std::uint8_t* x, std::uint8_t* y, std::int32_t* sums, int rows) const {
  constexpr int rows_of_part = 48, blocks_of_part = 8;
  constexpr std::int64_t small = 1 << 17;  // multiply-adds that one thread finishes before another wakes up
  const int blocks = (outputs_ + block - 1) / block;
  const bool whole = std::int64_t{rows} * outputs_ * length_ <= small;
  const int row_parts = whole ? 1 : (rows + rows_of_part - 1) / rows_of_part;
  const int block_parts = whole ? 1 : (blocks + blocks_of_part - 1) / blocks_of_part;
  parallel_for(row_parts * block_parts, [&](int part) {
    const int at = part / block_parts, of = part % block_parts;
    const auto first_block = static_cast<int>(part_begin(blocks, block_parts, of));
    IntegerRow row =
        layer_.row_of_blocks(first_block, static_cast<int>(part_begin(blocks, block_parts, of + 1)));
    const std::int64_t first = part_begin(rows, row_parts, at), end = part_begin(rows, row_parts, at + 1);
    row.x = x + first * length_;
    row.steps = steps_.data();
    row.columns = static_cast<int>(end - first);
    row.column_step = length_;
    row.y_step = outputs_;
    const std::int64_t to = first * outputs_ + first_block * block;
    if (sums)
      row.sums = sums + to;
    else
      row.y = y + to;
    integer_row(row, isa_);
  });
}

void PackedMatmul::run(const std::uint8_t* x, std::uint8_t* y, int rows) const { run(x, y, nullptr, rows); }

void PackedMatmul::sums(const std::uint8_t* x, std::int32_t* sums, int rows) const {
  run(x, nullptr, sums, rows);
}

}  // namespace tt::quant::kernels
