#pragma once
#include <functional>

namespace tt::autograder {

// Processor seconds of three processes that run one after another: one that does all but the work, one that
// does a share of it in the plain way, and one that is judged. Infinity: it came to no end; NaN: its answer was wrong.
struct Turn {
  double idle = 0, plain = 0, run = 0;
};

struct SpeedOptions {
  double plain_share = 1;  // the plain one did one part of so many
  bool quick = false;      // the first turn will do where it shows twice what is enough
};

// How many times as fast as the plain way the judged one is, at most 1000: by the shortest of several turns
// each, for a busy machine only ever adds. Turns go on while that is not enough, but more than half of it. 0
// after a wrong answer.
double speed_ratio(const std::function<Turn()>& turn, double enough, const SpeedOptions& options = {});

}  // namespace tt::autograder
