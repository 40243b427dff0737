#pragma once
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <vector>

namespace tt::detail {

// Threads that share the parts of one job at a time. The caller works too, and waits only for parts that
// another thread has begun: where the other cores are busy, it does everything itself and loses nothing.
class ThreadPool {
 public:
  using Body = void (*)(const void* context, int part);

  // Calls body(context, part) for every part from 0 to parts - 1 on up to `threads` threads, this one
  // included. Rethrows an exception that a part threw, once no part is running any more. One caller at a time
  // gets help; any other, or one inside a part, works alone.
  void run(int parts, int threads, Body body, const void* context);

  static ThreadPool& instance();  // never destroyed: its threads sleep until the process ends

 private:
  void work(int worker);
  void start_workers(int count);
  bool claim(std::uint64_t job, int& part);
  void finish_parts(std::uint64_t job);
  void run_part(Body body, const void* context, int part);

  // The job's number in the upper half, how many of its parts are unclaimed in the lower. A part is claimed by
  // counting down, which only the current job allows, and the job lasts until the part is finished: what is
  // read below between the two is this job's. A late thread finds another number, or none left.
  std::atomic<std::uint64_t> ticket_{0};
  std::atomic<Body> body_{nullptr};
  std::atomic<const void*> context_{nullptr};
  std::atomic<int> parts_{0}, helpers_{0}, finished_{0};
  std::mutex busy_, failure_mutex_;
  std::exception_ptr failure_;
  int workers_ = 0;
};

}  // namespace tt::detail
