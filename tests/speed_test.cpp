// How the judge makes one figure of several turns.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "autograder/speed.h"

using tt::autograder::speed_ratio;
using tt::autograder::Turn;

// Turns as given; the last one again and again.
static double ratio_of(const std::vector<Turn>& turns, double enough) {
  std::size_t next = 0;
  return speed_ratio([&] { return turns[std::min(next++, turns.size() - 1)]; }, enough);
}

TEST_CASE("speed is what the shortest turns say, without what is not work") {
  CHECK(ratio_of({{1, 9, 2}, {2, 11, 3}, {1, 10, 5}}, 2) == Approx(8));
  CHECK(ratio_of({{1, 9, 8}, {1, 9, 8}, {1, 9, 8}, {1, 9, 2}}, 2) == Approx(8));  // tried again
  CHECK(ratio_of({{1, 9, 9}}, 2) == Approx(1));
}

TEST_CASE("of the plain way a share will do") {
  CHECK(speed_ratio([] { return Turn{1, 2, 3}; }, 2, {.plain_share = 8}) == Approx(4));
}

TEST_CASE("in a hurry, one turn will do that shows twice what is enough") {
  for (const auto& [run, turns] : std::vector<std::pair<double, int>>{{2, 1}, {3, 3}, {9, 3}, {5.1, 8}}) {
    int made = 0;
    speed_ratio([&] { return ++made, Turn{1, 9, run}; }, 3, {.quick = true});
    CHECK(made == turns);
  }
}

TEST_CASE("a turn that came to no end is not counted, a wrong answer is") {
  CHECK(ratio_of({{1, 9, INFINITY}, {1, INFINITY, 2}, {INFINITY, 9, 2}, {1, 9, 3}}, 2) == Approx(8));
  CHECK(ratio_of({{1, 9, INFINITY}}, 2) == 0);
  CHECK(ratio_of({{1, INFINITY, 2}}, 2) == 0);
  CHECK(ratio_of({{1, 9, 2}, {1, 9, NAN}}, 2) == 0);
}

TEST_CASE("no work at all is fast, but not without end") {
  CHECK(ratio_of({{1, 9, 0.5}}, 2) == Approx(1000));
}
