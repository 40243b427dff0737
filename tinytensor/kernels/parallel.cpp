#include "tinytensor/kernels/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "tinytensor/kernels/thread_pool.h"

namespace tt {

static std::atomic<int> chosen_threads{0};

void set_threads(int count) { chosen_threads = std::max(count, 1); }

int threads() {
  if (chosen_threads == 0)
    chosen_threads = std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
  return chosen_threads;
}

void detail::run_parts(int parts, void (*run)(const void*, int), const void* context) {
  ThreadPool::instance().run(parts, threads(), run, context);
}

}  // namespace tt
