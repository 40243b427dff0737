#include "modules/quantization/granularity.h"

#include <algorithm>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

std::string Granularity::str() const {
  if (kind == tensor) return "tensor";
  return kind == channel ? "channel " + std::to_string(axis) : "group " + std::to_string(size);
}

ParamLayout::ParamLayout(const Shape& shape, Granularity granularity) {
  const std::int64_t values = std::max<std::int64_t>(shape.count(), 1);
  if (granularity.kind == Granularity::tensor) {
    row_ = run_ = values;
  } else if (granularity.kind == Granularity::channel) {
    // exercise: begin 1
    count_ = shape.dim(granularity.axis);
    const int axis = granularity.axis < 0 ? granularity.axis + shape.rank() : granularity.axis;
    for (int i = axis + 1; i < shape.rank(); ++i) run_ *= std::max(shape[i], 1);
    row_ = run_;
    // exercise: end
  } else {
    // exercise: begin 2
    row_ = shape.dim(-1);
    run_ = granularity.size;
    if (run_ < 1 || run_ > row_)
      throw ValueError("granularity: a group of " + std::to_string(run_) + " does not fit rows of " +
                       std::to_string(row_) + ". Use 1 to " + std::to_string(row_));
    count_ = shape.count() / row_ * ((row_ + run_ - 1) / run_);
    // exercise: end
  }
}

ParamLayout::Run ParamLayout::run_at(std::int64_t value) const {
  // exercise: begin 1
  const std::int64_t row = value / row_, run = value % row_ / run_;
  const std::int64_t runs_per_row = (row_ + run_ - 1) / run_;
  return {row * row_ + std::min((run + 1) * run_, row_), (row * runs_per_row + run) % count_};
  // exercise: end
}

}  // namespace tt::quant
