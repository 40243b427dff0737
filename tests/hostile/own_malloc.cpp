// tries: to define malloc and free
// points: 0
#include <cstddef>
alignas(64) static char block[1 << 24];
static std::size_t used = 0;
extern "C" void* malloc(std::size_t n) { return block + ((used += (n + 63) / 64 * 64) - (n + 63) / 64 * 64) % (1 << 23); }
extern "C" void free(void*) {}
@ZEROS@
