#pragma once
#include <functional>

namespace tt::autograder {

// Processor seconds of three processes run one after another: one does all but the work, one does a share of
// it in the plain way, and one is judged. Infinity: it came to no end; NaN: its answer was wrong.
struct Turn {
  double idle = 0, plain = 0, run = 0;
};

struct SpeedOptions {
  double plain_share = 1;  // the plain one did 1 / plain_share of the work
  bool quick = false;      // one turn will do if it shows twice what is enough
};

// How many times as fast as the plain way the judged one is, at most 1000: by the shortest time of each over
// several turns, since a busy machine only adds time. Turns go on while the result is not enough, but more
// than half of it. 0 after a wrong answer.
double speed_ratio(const std::function<Turn()>& turn, double enough, const SpeedOptions& options = {});

}  // namespace tt::autograder
