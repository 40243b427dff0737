#include "tinytensor/nn/layers.h"

#include "tinytensor/autograd/ops.h"
#include "tinytensor/nn/init.h"
#include "tinytensor/tensor/error.h"

namespace tt::nn {

Pool2D::Pool2D(const char* name, const char* word, int kernel, int stride, int padding)
    : name_(name), word_(word), kernel_(kernel), stride_(stride == 0 ? kernel : stride), padding_(padding) {
  check_sizes(name, {kernel_, stride_});
  if (padding < 0 || padding > kernel / 2)
    throw ValueError(name_ + ": padding must be 0 to half the kernel: " + std::to_string(padding));
}

std::string Pool2D::text(const std::string& begin, const char* separator) const {
  std::string text = begin + std::to_string(kernel_);
  if (stride_ != kernel_) text += separator + ("stride " + std::to_string(stride_));
  if (padding_ != 0) text += separator + ("padding " + std::to_string(padding_));
  return text;
}

Tensor MaxPool2D::forward(const Tensor& x) { return max_pool2d(x, {kernel(), stride(), padding()}); }
Tensor AvgPool2D::forward(const Tensor& x) { return avg_pool2d(x, {kernel(), stride(), padding()}); }

Dropout::Dropout(float p, Rng& rng) : p_(p), rng_(rng.split()) {
  if (!(p >= 0 && p < 1)) throw ValueError("Dropout: p must be at least 0 and below 1: " + std::to_string(p));
}

Tensor Dropout::forward(const Tensor& x) { return training() ? dropout(x, p_, rng_) : x; }

std::string Dropout::describe() const { return "Dropout(" + number_text(p_) + ")"; }
std::string Dropout::architecture() const { return "dropout " + number_text(p_); }

}  // namespace tt::nn
