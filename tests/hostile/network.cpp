// tries: to reach somebody who listens on 127.0.0.1, and to listen there itself
// points: 0
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cstdio>
static void attack(int) {
  sockaddr_in address{};
  address.sin_family = AF_INET, address.sin_addr.s_addr = htonl(INADDR_LOOPBACK), address.sin_port = htons(@PORT@);
  auto* there = reinterpret_cast<sockaddr*>(&address);
  const int to = socket(AF_INET, SOCK_STREAM, 0), from = socket(AF_INET, SOCK_STREAM, 0);
  if (to >= 0 && connect(to, there, sizeof address) == 0) std::puts("tt_hostile_mark: it was reached");
  address.sin_port = 0;
  if (from >= 0 && bind(from, there, sizeof address) == 0 && listen(from, 1) == 0) std::puts("tt_hostile_mark: it listens");
}
@ATTACK@
