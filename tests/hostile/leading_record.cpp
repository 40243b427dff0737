// tries: to write a record before the real one
// points: 0
#include <unistd.h>
#include <cstdlib>
#include <string>
[[gnu::constructor]] static void early() {
  const std::string nonce = std::getenv("TT_NONCE");
  const std::string record = nonce + std::string(8, '\0') + nonce;
  (void)!write(3, record.data(), record.size());
}
@RIGHT@
