#include "tinytensor/kernels/thread_pool.h"

#include <thread>
#include <utility>

#include "tinytensor/kernels/flush_denormals.h"

namespace tt::detail {

namespace {

thread_local bool inside = false;  // this thread is running a part

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

constexpr int spins = 2000;  // some 50 microseconds: longer than the gap between two jobs of a training step

void run_alone(int parts, ThreadPool::Body body, const void* context) {
  const FlushDenormals flush;
  for (int part = 0; part < parts; ++part) body(context, part);
}

}  // namespace

ThreadPool& ThreadPool::instance() {
  static ThreadPool* pool = new ThreadPool;
  return *pool;
}

// Takes the next part of the job; false when there is none left or the job is over.
bool ThreadPool::claim(std::uint64_t job, int& part) {
  std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
  while (ticket >> 32 == job && (ticket & 0xffffffffu) > 0)
    if (ticket_.compare_exchange_weak(ticket, ticket - 1, std::memory_order_acq_rel)) {
      part = parts_.load(std::memory_order_relaxed) - static_cast<int>(ticket & 0xffffffffu);
      return true;
    }
  return false;
}

void ThreadPool::run_part(Body body, const void* context, int part) {
  try {
    body(context, part);
  } catch (...) {
    const std::scoped_lock lock(failure_mutex_);
    failure_ = std::current_exception();
  }
}

void ThreadPool::finish_parts(std::uint64_t job) {
  const FlushDenormals flush;
  inside = true;
  for (int part; claim(job, part);) {
    run_part(body_.load(std::memory_order_relaxed), context_.load(std::memory_order_relaxed), part);
    finished_.fetch_add(1, std::memory_order_release);
  }
  inside = false;
}

void ThreadPool::work(int worker) {
  std::uint64_t seen = 0;
  for (;;) {
    std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
    for (int i = 0; i < spins && ticket >> 32 == seen; ++i) {
      pause();
      ticket = ticket_.load(std::memory_order_acquire);
    }
    if (ticket >> 32 == seen) {
      ticket_.wait(ticket, std::memory_order_acquire);
      continue;
    }
    seen = ticket >> 32;
    if (worker < helpers_.load(std::memory_order_relaxed)) finish_parts(seen);
  }
}

void ThreadPool::start_workers(int count) {
  for (; workers_ < count; ++workers_) std::thread(&ThreadPool::work, this, workers_).detach();
}

void ThreadPool::run(int parts, int threads, Body body, const void* context) {
  std::unique_lock lock(busy_, std::defer_lock);
  if (parts <= 1 || threads <= 1 || inside || !lock.try_lock()) return run_alone(parts, body, context);
  start_workers(threads - 1);
  body_.store(body, std::memory_order_relaxed);
  context_.store(context, std::memory_order_relaxed);
  parts_.store(parts, std::memory_order_relaxed);
  helpers_.store(threads - 1, std::memory_order_relaxed);
  finished_.store(0, std::memory_order_relaxed);
  const std::uint64_t job = ((ticket_.load(std::memory_order_relaxed) >> 32) + 1) & 0xffffffffu;
  ticket_.store(job << 32 | static_cast<std::uint32_t>(parts), std::memory_order_release);
  ticket_.notify_all();
  finish_parts(job);
  for (int i = 0; finished_.load(std::memory_order_acquire) != parts; ++i)
    i < spins ? pause() : std::this_thread::yield();
  if (std::exception_ptr failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
}

}  // namespace tt::detail
