#pragma once
#include <cstdint>
#include <type_traits>

namespace tt {

// How many threads the kernels use: at least 1; the machine's count unless set.
void set_threads(int count);
int threads();

namespace detail {
void run_parts(int parts, void (*run)(const void*, int), const void* context);
}

// Calls body(part) for every part from 0 to parts - 1, on the threads that are free, each claiming the next
// part. The caller chooses the parts regardless of the thread count, so that the results do not depend
// on it. Denormals are flushed to zero while a body runs. An exception thrown by a body is rethrown here.
template <class Body>
void parallel_for(int parts, const Body& body) {
  detail::run_parts(
      parts, [](const void* context, int part) { (*static_cast<const Body*>(context))(part); }, &body);
}

// The first item of a part, items being split as evenly as can be: a part is [begin(part), begin(part + 1)).
constexpr std::int64_t part_begin(std::int64_t items, int parts, int part) { return items * part / parts; }

// Calls body(begin, end) on pieces of [0, count), for items that take about a nanosecond each.
template <class Body>
void parallel_ranges(std::int64_t count, const Body& body) {
  const std::int64_t wanted = count >> 15;
  const int parts = wanted < 1 ? 1 : wanted > 64 ? 64 : static_cast<int>(wanted);
  parallel_for(parts, [&](int p) { body(part_begin(count, parts, p), part_begin(count, parts, p + 1)); });
}

}  // namespace tt
