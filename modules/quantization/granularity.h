#pragma once
#include <cstdint>
#include <string>

#include "tinytensor/tensor/shape.h"

namespace tt::quant {

// Which values share a scale and a zero point: all; those with the same index along one axis; or `size`
// neighbours along the last axis, where the last group of a row takes what is left.
struct Granularity {
  enum Kind { tensor, channel, group };
  Kind kind = tensor;
  int axis = 0;  // of channel; negative axes count from the end
  int size = 0;  // of group

  static Granularity per_tensor() { return {}; }
  static Granularity per_channel(int axis = 0) { return {channel, axis, 0}; }
  static Granularity per_group(int size) { return {group, -1, size}; }
  std::string str() const;  // "tensor", "channel 0", "group 32"
  bool operator==(const Granularity&) const = default;
};

// Where in a row-major tensor of this shape each set of params applies.
class ParamLayout {
 public:
  // Throws ShapeError when the shape has no such axis, ValueError when the group does not fit its rows.
  ParamLayout(const Shape& shape, Granularity granularity);

  std::int64_t count() const { return count_; }  // sets of params
  struct Run {
    std::int64_t end;    // values up to here, not including it, share the params
    std::int64_t param;  // which: 0 to count() - 1
  };
  Run run_at(std::int64_t value) const;  // the run of the value at this place

 private:
  // Rows of row_ values, each cut into runs of run_; params repeat after count_ runs.
  std::int64_t row_ = 1, run_ = 1, count_ = 1;
};

}  // namespace tt::quant
