#include "tinytensor/tensor/buffer.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "tests/buffers_kept.h"
#include "tinytensor/tensor/rng.h"

using tt::Buffer;
using tt::Rng;

TEST_CASE("buffers are aligned to 64 bytes and readable 64 bytes past the end") {
  for (std::int64_t count : {0, 1, 3, 15, 16, 17, 1000, 12345, 1 << 20}) {
    CAPTURE(count);
    const Buffer b(count);
    CHECK(reinterpret_cast<std::uintptr_t>(b.data()) % 64 == 0);
    std::memset(b.data(), 0, static_cast<std::size_t>(4 * count + 64));  // the sanitizer watches
  }
}

TEST_CASE("a buffer's handles are counted") {
  Buffer a(10);
  CHECK(a.unique());
  Buffer b = a;
  CHECK(a.data() == b.data());
  CHECK_FALSE(a.unique());
  const Buffer c = std::move(b);
  CHECK_FALSE(b);  // NOLINT: moved from on purpose
  CHECK(c.data() == a.data());
  a = Buffer();
  CHECK_FALSE(a);
  CHECK(a.data() == nullptr);
  CHECK_FALSE(a.unique());
  CHECK(c.unique());
}

TEST_CASE("assigning a buffer to itself keeps it") {
  Buffer a(4);
  a.data()[0] = 3;
  Buffer& same = a;
  a = same;
  CHECK(a.data()[0] == 3);
  CHECK(a.unique());
}

TEST_CASE("freed memory is handed out again") {
  if (!buffers_kept) return;
  const float* first = nullptr;
  {
    const Buffer a(1000);
    first = a.data();
  }
  CHECK(Buffer(1000).data() == first);
  const auto before = Buffer::statistics();
  for (int i = 0; i < 100; ++i) {
    const Buffer x(1000), y(50000), z(7);
    if (i == 0) continue;
    CHECK(Buffer::statistics().system_calls <= before.system_calls + 3);
  }
}

TEST_CASE("statistics say what is in use, and release_unused gives back what is not") {
  const auto before = Buffer::statistics();
  {
    const Buffer a(100000);
    const auto during = Buffer::statistics();
    CHECK(during.bytes_in_use >= before.bytes_in_use + 400000);
    CHECK(during.bytes_in_use <= before.bytes_in_use + 400000 * 5 / 4 + 256);  // a fifth wasted at most
    CHECK(during.bytes_held >= during.bytes_in_use);
    CHECK(during.peak_bytes_in_use >= during.bytes_in_use);
  }
  CHECK(Buffer::statistics().bytes_in_use == before.bytes_in_use);
  Buffer::release_unused();
  CHECK(Buffer::statistics().bytes_held == Buffer::statistics().bytes_in_use);
}

TEST_CASE("blocks are never smaller than asked for, whatever the size") {
  Rng rng(1);
  for (int i = 0; i < 300; ++i) {
    const auto count = static_cast<std::int64_t>(rng.below(1u << (4 + rng.below(16))));
    CAPTURE(count);
    const auto before = Buffer::statistics();
    const Buffer b(count);
    CHECK(Buffer::statistics().bytes_in_use - before.bytes_in_use >= 4 * count + 64);
  }
}

TEST_CASE("very large buffers go back to the system at once") {
  const auto before = Buffer::statistics();
  { const Buffer large(std::int64_t{20} << 20); }
  CHECK(Buffer::statistics().bytes_held == before.bytes_held);
}

TEST_CASE("several threads make, share and free buffers") {
  const Buffer shared(64);
  shared.data()[0] = 5;
  const auto before = Buffer::statistics().bytes_in_use;
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (std::size_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      Rng rng(t);
      for (int i = 0; i < 3000; ++i) {
        const Buffer copy = shared;
        const Buffer own(1 + rng.below(5000));
        own.data()[0] = static_cast<float>(t);
        const Buffer again = own;
        if (again.data()[0] != static_cast<float>(t) || copy.data()[0] != 5) ++wrong[t];
      }
    });
  for (std::thread& t : threads) t.join();
  CHECK(wrong == std::vector<int>(4));
  CHECK(shared.unique());
  CHECK(Buffer::statistics().bytes_in_use == before);
}
