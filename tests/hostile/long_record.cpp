// tries: to send a record that claims to be four gigabytes long
// points: 0
#include <unistd.h>
#include <cstdint>
#include <cstdlib>
#include <string>
[[gnu::constructor]] static void early() {
  const std::string nonce = std::getenv("TT_NONCE");
  const std::uint64_t length = 1ull << 32;
  const std::string record = nonce + std::string(reinterpret_cast<const char*>(&length), 8) + nonce;
  (void)!write(3, record.data(), record.size());
  _exit(0);
}
@ZEROS@
