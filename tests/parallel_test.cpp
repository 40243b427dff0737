#include "tinytensor/kernels/parallel.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace tt;

TEST_CASE("every part is done once, whatever the thread count, many times over") {
  const int before = threads();
  for (int count : {1, 2, 3, 7}) {
    set_threads(count);
    CHECK(threads() == count);
    for (int round = 0; round < 3000; ++round) {
      const int parts = round % 17;
      std::vector<std::atomic<int>> done(static_cast<std::size_t>(parts));
      parallel_for(parts, [&](int p) { ++done[static_cast<std::size_t>(p)]; });
      for (const auto& d : done) REQUIRE(d == 1);
    }
  }
  set_threads(before);
}

// A thread that is late for one job must not take a part that only the next, larger one has.
TEST_CASE("jobs of changing size, one right after another") {
  const int before = threads();
  set_threads(2);
  std::vector<std::atomic<int>> done(16);
  int wrong = 0;
  for (int round = 0; round < 100'000; ++round) {
    const int parts = 2 + round % 13;
    for (auto& d : done) d = 0;
    parallel_for(parts, [&](int p) { ++done[static_cast<std::size_t>(p)]; });
    for (int p = 0; p < 16; ++p) wrong += done[static_cast<std::size_t>(p)] != (p < parts);
  }
  CHECK(wrong == 0);
  set_threads(before);
}

TEST_CASE("a part may run parts of its own, and several callers do not mix") {
  std::atomic<int> sum{0};
  parallel_for(4, [&](int) { parallel_for(5, [&](int p) { sum += p; }); });
  CHECK(sum == 40);
  std::vector<std::thread> callers;
  std::atomic<int> total{0};
  for (int c = 0; c < 4; ++c)
    callers.emplace_back([&] {
      for (int round = 0; round < 500; ++round) parallel_for(8, [&](int) { ++total; });
    });
  for (std::thread& t : callers) t.join();
  CHECK(total == 4 * 500 * 8);
}

TEST_CASE("what a part throws comes out, and the next job is unharmed") {
  for (int round = 0; round < 100; ++round) {
    CHECK_THROWS_AS(parallel_for(6,
                                 [](int p) {
                                   if (p == 3) throw std::runtime_error("part 3");
                                 }),
                    std::runtime_error);
    std::atomic<int> done{0};
    parallel_for(6, [&](int) { ++done; });
    REQUIRE(done == 6);
  }
}

TEST_CASE("denormals are zero inside a part, and are back outside") {
  volatile float tiny = 1e-39f;
  const auto is_zero = [&] { return tiny * 1.0f == 0.0f; };
  CHECK_FALSE(is_zero());
#if defined(__SSE2__) || defined(__aarch64__)
  std::atomic<int> zeros{0};
  parallel_for(4, [&](int) { zeros += is_zero(); });
  CHECK(zeros == 4);
#endif
  CHECK_FALSE(is_zero());
}

TEST_CASE("parts deal items evenly and without gaps") {
  for (std::int64_t items : {0, 1, 7, 100})
    for (int parts : {1, 3, 8}) {
      CHECK(part_begin(items, parts, 0) == 0);
      CHECK(part_begin(items, parts, parts) == items);
      for (int p = 0; p < parts; ++p) {
        const std::int64_t size = part_begin(items, parts, p + 1) - part_begin(items, parts, p);
        CHECK(size >= items / parts);
        CHECK(size <= (items + parts - 1) / parts);
      }
    }
}
