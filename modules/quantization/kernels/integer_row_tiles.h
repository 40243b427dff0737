#pragma once
#include <utility>

#include "modules/quantization/kernels/integer_row.h"

// How a row of results is cut into tiles that fit a machine's registers; the same for every instruction set.
namespace tt::quant::kernels {

// A Tile<rows, columns, blocks> has run(row, column, first), row being an IntegerRow or what holds one: the
// results at `columns` adjacent positions (in `rows` rows, when pooled) for `blocks` blocks of outputs from
// output `first` on. run_columns() computes all columns for such blocks, dealt evenly among tiles of at most
// `most` columns.
template <template <int, int, int> class Tile, int rows, int blocks, class Row, int... index>
void run_columns(const Row& r, int columns, int first, std::integer_sequence<int, index...>) {
  constexpr void (*run[])(const Row&, int, int) = {Tile<rows, rows*(index + 1), blocks>::run...};
  constexpr int most = sizeof...(index);
  const int tiles = (columns + most - 1) / most;
  for (int tile = 0; tile < tiles; ++tile) {
    const auto begin = static_cast<int>(std::int64_t{columns} * tile / tiles);
    const auto end = static_cast<int>(std::int64_t{columns} * (tile + 1) / tiles);
    run[end - begin - 1](r, begin, first);
  }
}

template <template <int, int, int> class Tile, int rows, int blocks, int positions, class Row>
void run_columns(const Row& r, int columns, int first) {
  run_columns<Tile, rows, blocks>(r, columns, first,
                                  std::make_integer_sequence<int, positions / (rows * rows)>());
}

}  // namespace tt::quant::kernels
