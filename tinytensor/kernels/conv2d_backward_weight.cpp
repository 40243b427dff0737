#include <algorithm>

#include "tinytensor/kernels/conv2d.h"
#include "tinytensor/kernels/depthwise.h"
#include "tinytensor/kernels/gradient_tile.h"
#include "tinytensor/kernels/packed_weights.h"
#include "tinytensor/kernels/padded_strip.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::kernels {

namespace {

constexpr int most_parts = 8;
constexpr std::int64_t strip_floats = 8 << 10;  // of x and of dy that are worked on at a time

// The gradient for the weights of some strips of some images, summed in packed order.
class WeightGradient {
 public:
  explicit WeightGradient(const ConvShape& shape)
      : plan_(forward_plan(shape)),
        padded_(plan_.padded()),
        copied_(plan_.out % lanes != 0),
        pitch_(std::int64_t{padded_ ? plan_.columns.source_count(plan_.columns.count) : shape.width} *
               shape.in),
        length_(shape.groups == 1 ? shape.kernel_w * shape.in : shape.group_in()),
        vectors_(vectors_for(plan_.out)),
        functions_{gradient_run_function(length_, 1), gradient_run_function(length_, 2)} {
    const std::int64_t floats = (plan_.source_count() + plan_.result_count()) / strip_floats + 1;
    strips_ = static_cast<int>(std::min<std::int64_t>(floats, plan_.rows.count));
  }

  int strips() const { return strips_; }
  std::int64_t packed_count() const {
    return std::int64_t{plan_.groups} * vectors_ * lanes * plan_.taps() * plan_.in;
  }

  // Adds what strips [begin, end) of the batch contribute to dw, [packed_count()].
  void add(const float* x, const float* dy, std::int64_t begin, std::int64_t end, float* dw) const {
    const int most_rows = (plan_.rows.count - 1) / strips_ + 1;
    const Buffer padded(padded_ ? plan_.rows.source_count(most_rows) * pitch_ : 0);
    const Buffer copy(copied_ ? most_rows * dy_pitch() : 0);
    for (std::int64_t strip = begin; strip < end; ++strip) {
      const std::int64_t image = strip / strips_;
      add_strip(x + image * plan_.source_count(), dy + image * plan_.result_count(),
                static_cast<int>(strip % strips_), padded.data(), copy.data(), dw);
    }
  }

  void unpack(const float* packed, float* dw) const {
    for_each_packed(plan_, [&](std::int64_t index) {
      if (index >= 0) dw[index] = *packed;
      ++packed;
    });
  }

 private:
  std::int64_t dy_pitch() const { return std::int64_t{plan_.result_width} * plan_.result_channels; }

  void add_strip(const float* x, const float* dy, int strip, float* padded, float* copy, float* dw) const {
    const int first = static_cast<int>(part_begin(plan_.rows.count, strips_, strip));
    const int rows = static_cast<int>(part_begin(plan_.rows.count, strips_, strip + 1)) - first;
    const int source_row = plan_.rows.start + first * plan_.rows.stride;
    x += source_row * pitch_;
    if (padded_) {
      copy_padded(x - source_row * pitch_, plan_.source_height, plan_.source_width, plan_.source_channels,
                  source_row, plan_.rows.source_count(rows), plan_.columns.start,
                  plan_.columns.source_count(plan_.columns.count), padded);
      x = padded;
    }
    dy += first * dy_pitch();
    if (copied_) {  // the last vector is read beyond its channels: not beyond dy
      std::copy_n(dy, rows * dy_pitch(), copy);
      dy = copy;
    }
    for (int group = 0; group < plan_.groups; ++group)
      for (int vector = 0; vector < vectors_; vector += max_vectors)
        dw = add_block(x, dy, rows, group, vector, dw);
  }

  // Returns where the next block of dw begins.
  float* add_block(const float* x, const float* dy, int rows, int group, int vector, float* dw) const {
    const int vectors = std::min(max_vectors, vectors_ - vector);
    const int runs = plan_.taps() * plan_.in / (length_ * plan_.rows.taps);  // of a tap row
    for (int row = 0; row < plan_.rows.taps; ++row)
      for (int r = 0; r < runs; ++r, dw += length_ * vectors * lanes)
        functions_[vectors - 1]({.x = x + row * pitch_ + r * plan_.source_channels + group * plan_.in,
                                 .x_step = plan_.columns.stride * plan_.source_channels,
                                 .x_pitch = plan_.rows.stride * pitch_,
                                 .dy = dy + group * plan_.out + vector * lanes,
                                 .dy_step = plan_.result_channels,
                                 .dy_pitch = dy_pitch(),
                                 .rows = rows,
                                 .columns = plan_.columns.count,
                                 .dw = dw,
                                 .length = length_});
    return dw;
  }

  ConvPlan plan_;
  bool padded_, copied_;
  int strips_;
  std::int64_t pitch_;
  int length_, vectors_;
  GradientRunFunction functions_[2];
};

void sum_positions(const float* dy, std::int64_t positions, int channels, float* db) {
  std::fill_n(db, channels, 0.0f);
  for (std::int64_t p = 0; p < positions; ++p, dy += channels)
    for (int c = 0; c < channels; ++c) db[c] += dy[c];
}

}  // namespace

void conv2d_backward_weight(const ConvShape& shape, const float* x, const float* dy, float* dw, float* db) {
  if (db) sum_positions(dy, shape.images * shape.out_image_count() / shape.out, shape.out, db);
  if (DepthwiseConv::suits(forward_plan(shape))) return depthwise_backward_weight(shape, x, dy, dw);
  const WeightGradient gradient(shape);
  const std::int64_t count = gradient.packed_count(), strips = std::int64_t{shape.images} * gradient.strips();
  const int parts = std::min(parts_for(shape.multiply_adds(), strips), most_parts);
  const Buffer partial(count * parts);
  parallel_for(parts, [&](int part) {
    float* sum = partial.data() + part * count;
    std::fill_n(sum, count, 0.0f);
    gradient.add(x, dy, part_begin(strips, parts, part), part_begin(strips, parts, part + 1), sum);
  });
  for (int part = 1; part < parts; ++part)
    for (std::int64_t i = 0; i < count; ++i) partial.data()[i] += partial.data()[part * count + i];
  gradient.unpack(partial.data(), dw);
}

}  // namespace tt::kernels
