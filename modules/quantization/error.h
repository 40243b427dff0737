#pragma once
#include <string>

#include "tinytensor/tensor/tensor.h"

namespace tt::quant {

// How far y, a tensor that went through fewer bits, is from x. Sums are in double. Each throws ShapeError
// unless the shapes are equal, and gives 0 (cosine 1, SQNR infinity) for tensors without values.
float max_error(const Tensor& x, const Tensor& y);   // largest |x - y|
float mean_error(const Tensor& x, const Tensor& y);  // mean of |x - y|
float rms_error(const Tensor& x, const Tensor& y);   // sqrt(mean of (x - y)^2)
// Signal to quantization noise in decibels: 10 log10(sum of x^2 / sum of (x - y)^2). Infinity when x = y.
// Each extra bit adds about 6.02.
float sqnr_db(const Tensor& x, const Tensor& y);
// sum of x y / sqrt(sum of x^2 * sum of y^2), -1 to 1. 1 for two tensors of zeros, 0 for one.
float cosine_similarity(const Tensor& x, const Tensor& y);

struct ErrorMeasures {
  float max = 0, mean = 0, rms = 0, sqnr_db = 0, cosine = 0;
};
ErrorMeasures measure_error(const Tensor& x, const Tensor& y);

}  // namespace tt::quant
