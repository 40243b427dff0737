#pragma once
#include <algorithm>
#include <chrono>
#include <vector>

namespace tt::cli {

inline double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Seconds of one call: the median of `samples` samples, each of as many calls as fill about two milliseconds.
template <class F>
double median_seconds(const F& f, int samples = 25) {
  for (int i = 0; i < 2; ++i) f();
  const double start = seconds_now();
  f();
  const int calls = std::max(1, static_cast<int>(2e-3 / std::max(seconds_now() - start, 1e-8)));
  std::vector<double> times;
  for (int s = 0; s < samples; ++s) {
    const double begin = seconds_now();
    for (int i = 0; i < calls; ++i) f();
    times.push_back((seconds_now() - begin) / calls);
  }
  std::ranges::nth_element(times, times.begin() + samples / 2);
  return times[static_cast<std::size_t>(samples / 2)];
}

}  // namespace tt::cli
