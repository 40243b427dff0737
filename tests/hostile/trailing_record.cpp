// tries: to write a second record after the real one
// points: 0
#include <unistd.h>
#include <cstdlib>
#include <string>
static std::string nonce;
static void late() {
  const std::string record = nonce + std::string(8, '\0') + nonce;
  (void)!write(3, record.data(), record.size());
}
[[gnu::constructor(65535)]] static void early() {
  nonce = std::getenv("TT_NONCE");
  std::atexit(late);
}
@RIGHT@
