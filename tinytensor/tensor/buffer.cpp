#include "tinytensor/tensor/buffer.h"

#include <array>
#include <atomic>
#include <bit>
#include <mutex>
#include <new>
#include <vector>

namespace tt {

struct alignas(64) Buffer::Block {
  std::atomic<std::int64_t> handles;
  std::int64_t bytes;
  int size_class;  // -1: too large to keep
};

namespace {

constexpr std::int64_t largest_kept = std::int64_t{64} << 20;
constexpr int classes = 4 * 64;
#if defined(__SANITIZE_ADDRESS__)
constexpr bool keep = false;  // every block goes back to the system, so that the sanitizer sees misuse
#elif defined(__has_feature)
constexpr bool keep = !__has_feature(address_sanitizer);
#else
constexpr bool keep = true;
#endif

// Four size classes per octave: at most a fifth of a block is unused.
int class_of(std::int64_t bytes) {
  const int octave = std::bit_width(static_cast<std::uint64_t>(bytes - 1)) - 3;
  return 4 * octave + static_cast<int>((bytes - 1) >> octave) - 4;
}
std::int64_t class_bytes(int c) { return std::int64_t{c % 4 + 5} << (c / 4); }

struct Pool {
  std::mutex mutex;
  std::array<std::vector<void*>, classes> free;
  Buffer::Statistics statistics;
};
Pool& pool() {
  static Pool* p = new Pool;  // never destroyed: tensors may outlive every static
  return *p;
}

}  // namespace

Buffer::Buffer(std::int64_t count) {
  if (count > std::int64_t{1} << 58) throw std::bad_alloc();  // 4 * count would overflow
  const std::int64_t wanted = static_cast<std::int64_t>(sizeof(Block)) + 64 + 4 * (count > 0 ? count : 1);
  const bool kept = keep && wanted <= largest_kept;
  const int size_class = kept ? class_of(wanted) : -1;
  const std::int64_t bytes = kept ? class_bytes(size_class) : wanted;
  Pool& p = pool();
  void* memory = nullptr;
  {
    std::scoped_lock lock(p.mutex);
    if (kept && !p.free[static_cast<std::size_t>(size_class)].empty()) {
      memory = p.free[static_cast<std::size_t>(size_class)].back();
      p.free[static_cast<std::size_t>(size_class)].pop_back();
    } else {
      memory = ::operator new(static_cast<std::size_t>(bytes), std::align_val_t(64));
      p.statistics.bytes_held += bytes;
      ++p.statistics.system_calls;
    }
    p.statistics.bytes_in_use += bytes;
    if (p.statistics.bytes_in_use > p.statistics.peak_bytes_in_use)
      p.statistics.peak_bytes_in_use = p.statistics.bytes_in_use;
  }
  block_ = new (memory) Block{{1}, bytes, size_class};
}

Buffer::Buffer(const Buffer& other) : block_(other.block_) {
  if (block_) block_->handles.fetch_add(1, std::memory_order_relaxed);
}

Buffer::~Buffer() {
  if (!block_ || block_->handles.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::int64_t bytes = block_->bytes;
  const int size_class = block_->size_class;
  block_->~Block();
  Pool& p = pool();
  std::scoped_lock lock(p.mutex);
  p.statistics.bytes_in_use -= bytes;
  if (size_class >= 0) {
    p.free[static_cast<std::size_t>(size_class)].push_back(block_);
    return;
  }
  p.statistics.bytes_held -= bytes;
  ::operator delete(block_, std::align_val_t(64));
}

float* Buffer::data() const { return block_ ? reinterpret_cast<float*>(block_ + 1) : nullptr; }

bool Buffer::unique() const { return block_ && block_->handles.load(std::memory_order_acquire) == 1; }

Buffer::Statistics Buffer::statistics() {
  std::scoped_lock lock(pool().mutex);
  return pool().statistics;
}

void Buffer::release_unused() {
  Pool& p = pool();
  std::scoped_lock lock(p.mutex);
  for (int c = 0; c < classes; ++c) {
    for (void* memory : p.free[static_cast<std::size_t>(c)]) {
      p.statistics.bytes_held -= class_bytes(c);
      ::operator delete(memory, std::align_val_t(64));
    }
    p.free[static_cast<std::size_t>(c)].clear();
  }
}

}  // namespace tt
