#pragma once
// Private to the model file.
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/io/safetensors.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

// Numbers that lie in the file one after another, taken layer by layer.
template <class Number>
class NumberStream {
 public:
  NumberStream(const io::SafetensorsFile& file, const char* name, io::DType type) : name_(name) {
    if (!file.contains(name)) return;
    const io::ArrayView& array = file.entry(name);
    if (array.dtype != type) throw ValueError(std::string(name) + " is " + io::dtype_name(array.dtype));
    rest_ = array.bytes;
  }
  std::vector<Number> take(std::int64_t count) {
    const auto there = std::ssize(rest_) / static_cast<std::int64_t>(sizeof(Number));
    if (count > there)
      throw ValueError(name_ + ": " + std::to_string(count) + " are wanted, the file has " +
                       std::to_string(there));
    std::vector<Number> numbers(static_cast<std::size_t>(count));
    const std::size_t bytes = numbers.size() * sizeof(Number);
    if (bytes > 0) std::memcpy(numbers.data(), rest_.data(), bytes);
    rest_ = rest_.subspan(bytes);
    return numbers;
  }
  void finish() const {
    if (!rest_.empty())
      throw ValueError(name_ + ": " + std::to_string(rest_.size()) + " bytes belong to no layer");
  }

 private:
  std::string name_;
  std::span<const std::byte> rest_;
};

}  // namespace tt::quant
