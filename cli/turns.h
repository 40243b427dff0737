#pragma once
#include <algorithm>
#include <functional>
#include <vector>

#include "cli/timing.h"

namespace tt::cli {

// Ours and its peers, measured side by side: in each round every work runs for about `milliseconds`.
struct Turns {
  int rounds = 15;
  double milliseconds = 1;

  // Seconds of one call of each work: the best of the rounds, which is what a busy machine disturbs least.
  std::vector<double> best(const std::vector<std::function<void()>>& works) const {
    const auto seconds_of = [](const std::function<void()>& work, int times) {
      const double start = seconds_now();
      for (int i = 0; i < times; ++i) work();
      return (seconds_now() - start) / times;
    };
    std::vector<int> times;
    for (const auto& work : works) {
      seconds_of(work, 1);
      times.push_back(static_cast<int>(std::clamp(milliseconds / 1e3 / seconds_of(work, 3), 1.0, 1e5)));
    }
    std::vector<double> best(works.size(), 1e30);
    for (int round = 0; round < rounds; ++round)
      for (std::size_t i = 0; i < works.size(); ++i)
        best[i] = std::min(best[i], seconds_of(works[i], times[i]));
    return best;
  }
};

}  // namespace tt::cli
