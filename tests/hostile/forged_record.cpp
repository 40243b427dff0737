// tries: to write a record of its own with the judge's nonce, and to end
// points: 0
#include <unistd.h>
#include <cstdint>
#include <cstdlib>
#include <string>
[[gnu::constructor]] static void early() {
  const std::string nonce = std::getenv("TT_NONCE");
  const std::string record = nonce + std::string(8, '\0') + nonce;
  (void)!write(3, record.data(), record.size());
  _exit(0);
}
@ZEROS@
