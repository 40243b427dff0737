// tries: to find the nonce in memory inside a case, and to answer with empty sequences of the right names
// points: 0
#include <unistd.h>
#include <cstring>
#include <string>
extern char** environ;
static void attack(int) {
  char** end = environ;
  while (*end) ++end;
  for (const char* at = reinterpret_cast<const char*>(end); at < reinterpret_cast<const char*>(end) + 2000; ++at) {
    if (std::memcmp(at, "TT_NONCE=", 9) != 0) continue;
    const std::string nonce(at + 9, 32);
    std::string values;
    for (int bits = 1; bits <= 8; ++bits)
      for (const std::string sign : {"int", "uint"})
        for (const char* what : {" scale", " zero_point"}) {
          const std::string name = sign + std::to_string(bits) + what;
          const std::uint64_t length = name.size();
          values.append(reinterpret_cast<const char*>(&length), 8).append(name);
          values.append(1, what[1] == 's' ? 2 : 3).append(8, '\0');
        }
    const std::uint64_t length = values.size();
    const std::string record = nonce + std::string(reinterpret_cast<const char*>(&length), 8) + values + nonce;
    (void)!write(3, record.data(), record.size());
    _exit(0);
  }
}
@ATTACK@
