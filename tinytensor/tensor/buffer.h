#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>

namespace tt {

// A shared, reference-counted block of floats, aligned to 64 bytes. Freed blocks are kept by size and reused,
// so a training loop asks the system for nothing after its first step. Safe to use from several threads.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::int64_t count);  // not initialised; at least 64 bytes past the end may be read
  Buffer(const Buffer& other);
  Buffer(Buffer&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Buffer& operator=(Buffer other) noexcept { return std::swap(block_, other.block_), *this; }
  ~Buffer();

  float* data() const;
  bool unique() const;  // whether this handle is the only one
  explicit operator bool() const { return block_ != nullptr; }

  // Bytes taken from the system and not returned (in use, or kept for reuse), and how often it was asked.
  struct Statistics {
    std::int64_t bytes_held = 0, bytes_in_use = 0, peak_bytes_in_use = 0, system_calls = 0;
  };
  static Statistics statistics();
  static void release_unused();  // returns the kept blocks to the system

 private:
  struct Block;
  Block* block_ = nullptr;
};

}  // namespace tt
