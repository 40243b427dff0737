#pragma once
#include <cstdint>
#include <vector>

#include "tinytensor/kernels/conv_shape.h"

namespace tt::kernels {

// One axis of a convolution. Its result m, 0 <= m < count, stands at first + m * step in the result's image
// and sums over its taps t: source[start + m * stride + t] * weight[tap_first + t * tap_step]. Outside the
// image source is 0.
struct ConvAxis {
  int count, first, step;
  int stride, start;
  int taps, tap_first, tap_step;

  int source_count(int results) const {
    return (results - 1) * stride + taps;
  }  // what `results` neighbouring results read
  bool inside(int extent) const { return start >= 0 && start + source_count(count) <= extent; }
};

// A convolution from a source image to a result image: the forward pass, or one phase of the gradient for the
// input. For stride s, that gradient splits into s * s convolutions of dy with stride 1, since inputs s apart
// have met the same taps. No product with an inserted zero is ever formed.
struct ConvPlan {
  ConvAxis rows, columns;
  int source_height, source_width, source_channels;
  int result_height, result_width, result_channels;
  int groups, in, out;                 // in, out: channels of one group, from source to result
  std::int64_t in_step, out_step;      // floats in w from one such channel to the next
  std::int64_t row_step, column_step;  // floats in w from one tap to the next
  std::int64_t group_step;

  std::int64_t source_count() const { return std::int64_t{source_height} * source_width * source_channels; }
  std::int64_t result_count() const { return std::int64_t{result_height} * result_width * result_channels; }
  int taps() const { return rows.taps * columns.taps; }
  std::int64_t multiply_adds() const;  // of one image
  bool padded() const { return !rows.inside(source_height) || !columns.inside(source_width); }

  // The index in w of the weight from source channel i to result channel o at a tap.
  std::int64_t weight(int group, int o, int row, int column, int i) const {
    return group * group_step + o * out_step + (rows.tap_first + row * rows.tap_step) * row_step +
           (columns.tap_first + column * columns.tap_step) * column_step + i * in_step;
  }
};

// Neighbouring results [first, first + count) of an axis with the same taps inside the image: those at an
// edge lack some, and all between the edges are one span.
struct ConvSpan {
  int first, count;
  int tap, taps;
};
std::vector<ConvSpan> spans(const ConvAxis& axis, int extent);

ConvPlan forward_plan(const ConvShape& shape);
// Rows i of dx with (i + padding) % stride == row_phase, columns alike. Phases: 0 to stride - 1.
ConvPlan backward_plan(const ConvShape& shape, int row_phase, int column_phase);

// How work is split for threads: into enough parts for a few of them, none too small to be worth starting
// one. The split never depends on the number of threads, so neither do results. Outer items (images, bands,
// tiles) are split first; inner ones (blocks of weights) only where those are too few, since that reads the
// outer ones again.
class ConvParts {
 public:
  ConvParts(std::int64_t multiply_adds, std::int64_t outer, std::int64_t inner);

  int count() const { return outer_ * inner_; }
  int outer_count() const { return outer_; }
  int outer_index(int part) const { return part / inner_; }
  struct Range {
    std::int64_t begin, end;
  };
  Range outer(std::int64_t items, int part) const { return range(items, outer_, part / inner_); }
  Range inner(std::int64_t items, int part) const { return range(items, inner_, part % inner_); }

 private:
  static Range range(std::int64_t items, int parts, int part) {
    return {items * part / parts, items * (part + 1) / parts};
  }
  int outer_, inner_;
};

}  // namespace tt::kernels
