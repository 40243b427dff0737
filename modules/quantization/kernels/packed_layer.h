#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "modules/quantization/kernels/integer_row.h"
#include "modules/quantization/requantize.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::quant::kernels {

// How the sums of each output become codes, as in OutputStage. Without multipliers there are sums only.
struct StageValues {
  std::span<const std::int32_t> offsets;
  std::span<const Multiplier> multipliers = {};
  std::int32_t zero_point = 0, lowest = 0, highest = 255;
};

// A layer's weights and output stage, laid out once for the kernels.
class PackedLayer {
 public:
  // w: [groups][outputs][runs][length], a run being the codes of one window that lie side by side in x.
  PackedLayer(const std::int8_t* w, int groups, int outputs, int runs, int length, const StageValues& stage,
              Isa isa);

  // A row of one group: weights, quads, outputs and stage; the caller adds the rest.
  IntegerRow row(int group) const;
  // For a single group, only the blocks of outputs first_block to end_block - 1.
  IntegerRow row_of_blocks(int first_block, int end_block) const;
  // At which byte each quad of a window begins if its runs begin at starts: [runs]. Result: [quads].
  std::vector<std::ptrdiff_t> steps(std::span<const std::ptrdiff_t> starts) const;

 private:
  // Where a weight lies among the 64 of its quad and block: see the layouts in integer_row.h.
  static std::int64_t place_in_quad(std::int64_t output, int l, Isa isa);
  std::int8_t* weights() const { return reinterpret_cast<std::int8_t*>(weights_.data()); }

  int outputs_, runs_, quads_of_run_, padded_;  // padded_: outputs of a group, in whole blocks
  Buffer weights_;                              // bytes, [group][block][quads][16][4]
  std::vector<std::int32_t> offsets_, mantissas_, lefts_, rights_;  // [group][padded_]
  Stage stage_{};
};

// x w^T, requantized. Callers shift signed codes by 128, to unsigned ones, and their zero point too.
class PackedMatmul {
 public:
  PackedMatmul(const std::int8_t* w, int outputs, int length, const StageValues& stage,
               Isa isa = best_isa());  // w: [outputs, length]
  // x: [rows, length] and 3 more bytes that may be read; y: [rows, outputs]. In parallel.
  void run(const std::uint8_t* x, std::uint8_t* y, int rows) const;
  // The sums with their offsets, not requantized.
  void sums(const std::uint8_t* x, std::int32_t* sums, int rows) const;

 private:
  void run(const std::uint8_t* x, std::uint8_t* y, std::int32_t* sums, int rows) const;  // y or sums

  int outputs_, length_;
  Isa isa_;
  PackedLayer layer_;
  std::vector<std::ptrdiff_t> steps_;
};

}  // namespace tt::quant::kernels
