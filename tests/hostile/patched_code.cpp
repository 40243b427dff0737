// tries: to write other code over main when it is loaded
// points: 0
#include <sys/mman.h>
#include <unistd.h>
#include <cstdint>
#include <cstring>
extern "C" int tt_main(int, char**) __asm__("main");
[[gnu::constructor]] static void early() {
  auto* code = reinterpret_cast<unsigned char*>(&tt_main);
  const auto page = reinterpret_cast<std::uintptr_t>(code) & ~std::uintptr_t{4095};
  if (mprotect(reinterpret_cast<void*>(page), 8192, PROT_READ | PROT_WRITE | PROT_EXEC) != 0) return;
  const unsigned char success[] = {0x31, 0xc0, 0xc3};  // xor eax, eax; ret
  std::memcpy(code, success, sizeof success);
}
@ZEROS@
