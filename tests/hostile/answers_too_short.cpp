// tries: to have the reference measure promises past the end of an answer that is too short
// points: 0
#include <unistd.h>
#include <cstdint>
#include <cstdlib>
#include <string>
static std::string bytes(std::uint64_t n) { return {reinterpret_cast<const char*>(&n), 8}; }
static std::string floats(const std::string& name) { return bytes(name.size()) + name + '\2' + bytes(0); }
static std::string number(const std::string& name) { return bytes(name.size()) + name + std::string(9, '\0'); }
[[gnu::constructor]] static void early() {
  const std::string nonce = std::getenv("TT_NONCE");
  const std::string values = number("affine scale") + floats("affine back") + number("symmetric scale") +
                             floats("symmetric back");
  const std::string record = nonce + bytes(values.size()) + values + nonce;
  (void)!write(3, record.data(), record.size());
  _exit(0);
}
@ZEROS@
