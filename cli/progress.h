#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace tt::cli {

// A line on standard error that is redrawn a few times a second; nothing at all where that is not a
// terminal. "epoch 2 of 5 [=========>      ] 61 %  57,000 images/s  6 s left  loss 0.081"
class Progress {
 public:
  Progress(std::string label, std::int64_t total, std::string unit);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void update(std::int64_t done, const std::string& more = "");
  void clear();  // takes the line away

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_, unit_;
  std::int64_t total_;
  Clock::time_point start_ = Clock::now(), drawn_{};
  bool terminal_, visible_ = false;
};

}  // namespace tt::cli
