// tries: to listen on a socket without a file, for the next submission
// points: 0
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cstdio>
#include <cstring>
static void attack(int) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path + 1, "tt_hostile_mark");
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  if (s >= 0 && bind(s, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && listen(s, 1) == 0)
    std::puts("tt_hostile_mark: it listens");
}
@ATTACK@
