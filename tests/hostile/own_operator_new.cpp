// tries: to answer every request for memory with the same block
// points: 0
#include <cstddef>
#include <new>
alignas(64) static char block[1 << 20];
void* operator new(std::size_t) { return block; }
void operator delete(void*) noexcept {}
void operator delete(void*, std::size_t) noexcept {}
@ZEROS@
