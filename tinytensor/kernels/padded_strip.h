#pragma once
#include <cstdint>

namespace tt::kernels {

// Copies rows [first_row, first_row + rows) and columns [first_column, first_column + columns) of an image
// [height, width, channels] to `copy`, row after row; what lies outside the image is 0.
void copy_padded(const float* image, int height, int width, int channels, int first_row, int rows,
                 int first_column, int columns, float* copy);

}  // namespace tt::kernels
