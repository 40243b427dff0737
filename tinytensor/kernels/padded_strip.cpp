#include "tinytensor/kernels/padded_strip.h"

#include <algorithm>

namespace tt::kernels {

void copy_padded(const float* image, int height, int width, int channels, int first_row, int rows,
                 int first_column, int columns, float* copy) {
  const int left = std::clamp(-first_column, 0, columns);                           // columns of zeros
  const int right = std::clamp(first_column + columns - width, 0, columns - left);  // and on the other side
  const std::int64_t zeros_left = std::int64_t{left} * channels, zeros_right = std::int64_t{right} * channels;
  const std::int64_t data = std::int64_t{columns - left - right} * channels;
  for (int row = first_row; row < first_row + rows; ++row) {
    if (row < 0 || row >= height) {
      copy = std::fill_n(copy, std::int64_t{columns} * channels, 0.0f);
      continue;
    }
    const float* from = image + (std::int64_t{row} * width + std::max(first_column, 0)) * channels;
    copy = std::fill_n(copy, zeros_left, 0.0f);
    copy = std::copy_n(from, data, copy);
    copy = std::fill_n(copy, zeros_right, 0.0f);
  }
}

}  // namespace tt::kernels
