#include "tinytensor/kernels/pool.h"

#include <algorithm>

#include "tinytensor/kernels/parallel.h"

namespace tt::kernels {

namespace {

// Calls body(first row, end row, first column, end column of the window, the output's place) for every output
// of one image.
template <class Body>
void for_windows(const PoolShape& s, const Body& body) {
  for (int i = 0; i < s.out_height(); ++i)
    for (int j = 0; j < s.out_width(); ++j) {
      const int row = i * s.stride - s.padding, column = j * s.stride - s.padding;
      body(std::max(row, 0), std::min(row + s.kernel, s.height), std::max(column, 0),
           std::min(column + s.kernel, s.width), std::int64_t{i * s.out_width() + j} * s.channels);
    }
}

template <class Body>
void for_images(const PoolShape& s, const Body& body) {
  const std::int64_t work = std::int64_t{s.images} * s.height * s.width * s.channels;
  const int parts = static_cast<int>(std::clamp<std::int64_t>(work >> 15, 1, std::clamp(s.images, 1, 16)));
  parallel_for(parts, [&](int p) {
    const std::int64_t end = part_begin(s.images, parts, p + 1);
    for (std::int64_t n = part_begin(s.images, parts, p); n < end; ++n)
      body(n * s.height * s.width * s.channels, n * s.out_height() * s.out_width() * s.channels);
  });
}

void keep_larger(const float* __restrict x, float* __restrict y, int channels) {
  for (int c = 0; c < channels; ++c) y[c] = x[c] > y[c] ? x[c] : y[c];
}

void keep_larger(const float* __restrict x, float* __restrict y, std::int32_t* __restrict winners, int place,
                 int channels) {
  for (int c = 0; c < channels; ++c) {
    winners[c] = x[c] > y[c] ? place : winners[c];
    y[c] = x[c] > y[c] ? x[c] : y[c];
  }
}

void add(const float* __restrict x, float* __restrict y, float scale, int channels) {
  for (int c = 0; c < channels; ++c) y[c] += scale * x[c];
}

}  // namespace

void max_pool(const PoolShape& s, const float* x, float* y, std::int32_t* winners) {
  for_images(s, [&](std::int64_t in, std::int64_t out) {
    for_windows(s, [&](int row, int row_end, int column, int column_end, std::int64_t at) {
      const int first = row * s.width + column;
      std::copy_n(x + in + std::int64_t{first} * s.channels, s.channels, y + out + at);
      if (winners) std::fill_n(winners + out + at, s.channels, first);
      for (int r = row; r < row_end; ++r)
        for (int c = column; c < column_end; ++c) {
          const int place = r * s.width + c;
          const float* from = x + in + std::int64_t{place} * s.channels;
          if (winners)
            keep_larger(from, y + out + at, winners + out + at, place, s.channels);
          else
            keep_larger(from, y + out + at, s.channels);
        }
    });
  });
}

void max_pool_backward(const PoolShape& s, const float* dy, const std::int32_t* winners, float* dx) {
  for_images(s, [&](std::int64_t in, std::int64_t out) {
    std::fill_n(dx + in, std::int64_t{s.height} * s.width * s.channels, 0.0f);
    const std::int64_t outputs = std::int64_t{s.out_height()} * s.out_width();
    for (std::int64_t i = 0; i < outputs; ++i)
      for (int c = 0; c < s.channels; ++c) {
        const std::int64_t at = out + i * s.channels + c;
        dx[in + std::int64_t{winners[at]} * s.channels + c] += dy[at];
      }
  });
}

void avg_pool(const PoolShape& s, const float* x, float* y) {
  const float scale = 1.0f / static_cast<float>(s.kernel * s.kernel);
  for_images(s, [&](std::int64_t in, std::int64_t out) {
    for_windows(s, [&](int row, int row_end, int column, int column_end, std::int64_t at) {
      std::fill_n(y + out + at, s.channels, 0.0f);
      for (int r = row; r < row_end; ++r)
        for (int c = column; c < column_end; ++c)
          add(x + in + std::int64_t{r * s.width + c} * s.channels, y + out + at, scale, s.channels);
    });
  });
}

void avg_pool_backward(const PoolShape& s, const float* dy, float* dx) {
  const float scale = 1.0f / static_cast<float>(s.kernel * s.kernel);
  for_images(s, [&](std::int64_t in, std::int64_t out) {
    std::fill_n(dx + in, std::int64_t{s.height} * s.width * s.channels, 0.0f);
    for_windows(s, [&](int row, int row_end, int column, int column_end, std::int64_t at) {
      for (int r = row; r < row_end; ++r)
        for (int c = column; c < column_end; ++c)
          add(dy + out + at, dx + in + std::int64_t{r * s.width + c} * s.channels, scale, s.channels);
    });
  });
}

}  // namespace tt::kernels
