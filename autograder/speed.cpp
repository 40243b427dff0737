#include "autograder/speed.h"

#include <algorithm>
#include <cmath>

namespace tt::autograder {

double speed_ratio(const std::function<Turn()>& turn, double enough, const SpeedOptions& options) {
  constexpr int least = 3, most = 8;
  constexpr double highest = 1000;
  Turn best{INFINITY, INFINITY, INFINITY};
  double ratio = 0;
  for (int i = 0; i < least || (i < most && ratio < enough && ratio > enough / 2); ++i) {
    const Turn next = turn();
    best = {std::min(best.idle, next.idle), std::min(best.plain, next.plain), std::min(best.run, next.run)};
    if (std::isnan(next.run)) return 0;
    const double plain = options.plain_share * (best.plain - best.idle);
    ratio = plain > 0 && std::isfinite(plain) ? plain / std::max(best.run - best.idle, plain / highest) : 0;
    if (options.quick && ratio >= 2 * enough) break;
  }
  return ratio;
}

}  // namespace tt::autograder
