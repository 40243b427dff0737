#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace tt {

// The sizes of a tensor's axes, row-major. Rank 0 (a single value) to 4; every size is 0 or more.
class Shape {
 public:
  static constexpr int max_rank = 4;

  Shape() = default;
  Shape(std::initializer_list<int> dims) : Shape(std::span<const int>(dims.begin(), dims.size())) {}
  // Throws ShapeError when there are more than 4 sizes, one is negative, or the count overflows 2^62.
  explicit Shape(std::span<const int> dims);

  int rank() const { return rank_; }
  // axis: -rank to rank - 1; negative axes count from the end. Throws ShapeError for any other.
  int dim(int axis) const;
  int operator[](int axis) const { return dims_[static_cast<std::size_t>(axis)]; }
  std::int64_t count() const;  // how many values; 1 for rank 0
  std::span<const int> dims() const { return {dims_.data(), static_cast<std::size_t>(rank_)}; }
  std::string str() const;        // "[32, 28, 28, 1]"
  Shape with_batch(int n) const;  // [n, ...these]
  Shape without_batch() const;    // all but the first axis; rank 0 stays as it is

  bool operator==(const Shape&) const = default;

 private:
  std::array<int, max_rank> dims_{};
  int rank_ = 0;
};

}  // namespace tt
