#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <vector>

namespace tt::probe {

// Bytes that end where their memory ends: reading what lies after the last one is a crash.
template <class Byte>
class AtTheEnd {
  static_assert(sizeof(Byte) == 1);

 public:
  // The first `count` of the values.
  template <class Integer>
  AtTheEnd(const std::vector<Integer>& values, std::size_t count)
      : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))), pages_((count + page_ - 1) / page_) {
    memory_ = mmap(nullptr, (pages_ + 1) * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) throw std::bad_alloc();
    std::byte* const end = static_cast<std::byte*>(memory_) + pages_ * page_;
    if (mprotect(end, page_, PROT_NONE) != 0) throw std::bad_alloc();
    values_ = {reinterpret_cast<Byte*>(end - count), count};
    std::transform(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count), values_.begin(),
                   [](Integer v) { return static_cast<Byte>(v); });
  }
  ~AtTheEnd() { munmap(memory_, (pages_ + 1) * page_); }
  AtTheEnd(const AtTheEnd&) = delete;

  std::span<const Byte> values() const { return values_; }
  const Byte* data() const { return values_.data(); }

 private:
  std::size_t page_, pages_;
  void* memory_;
  std::span<Byte> values_;
};

}  // namespace tt::probe
