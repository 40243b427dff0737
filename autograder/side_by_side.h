#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tt::autograder {

// Runs work(0) to work(count - 1) on at_once threads, by default one per processor. The first exception is
// rethrown when all have ended; nothing more is begun after it.
template <class Work>
void side_by_side(std::size_t count, const Work& work,
                  unsigned at_once = std::thread::hardware_concurrency()) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < count && t < std::max(1u, at_once); ++t)
      threads.emplace_back([&] {
        for (std::size_t i; (i = next++) < count;) try {
            work(i);
          } catch (...) {
            const std::scoped_lock lock(mutex);
            if (!failure) failure = std::current_exception();
            next = count;
          }
      });
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tt::autograder
