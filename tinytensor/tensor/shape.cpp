#include "tinytensor/tensor/shape.h"

#include <vector>

#include "tinytensor/tensor/error.h"

namespace tt {

static std::string text(std::span<const int> dims) {
  std::string s = "[";
  for (std::size_t i = 0; i < dims.size(); ++i) s += (i ? ", " : "") + std::to_string(dims[i]);
  return s + "]";
}

Shape::Shape(std::span<const int> dims) {
  if (dims.size() > max_rank) throw ShapeError("shape: more than 4 axes: " + text(dims));
  std::int64_t count = 1;
  for (int d : dims) {
    if (d < 0) throw ShapeError("shape: a negative size: " + text(dims));
    if (__builtin_mul_overflow(count, std::int64_t{d}, &count) || count > (std::int64_t{1} << 62))
      throw ShapeError("shape: too many values: " + text(dims));
    dims_[static_cast<std::size_t>(rank_++)] = d;
  }
}

int Shape::dim(int axis) const {
  const int at = axis < 0 ? axis + rank_ : axis;
  if (at < 0 || at >= rank_) throw ShapeError("dim: no axis " + std::to_string(axis) + " in " + str());
  return dims_[static_cast<std::size_t>(at)];
}

std::int64_t Shape::count() const {
  std::int64_t n = 1;
  for (int d : dims()) n *= d;
  return n;
}

std::string Shape::str() const { return text(dims()); }

Shape Shape::with_batch(int n) const {
  std::vector<int> all{n};
  all.insert(all.end(), dims().begin(), dims().end());
  return Shape(all);
}

Shape Shape::without_batch() const { return rank_ == 0 ? *this : Shape(dims().subspan(1)); }

}  // namespace tt
