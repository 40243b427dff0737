#pragma once
#include <arpa/inet.h>
#include <sys/socket.h>

#include "autograder/pipe.h"

namespace tt::autograder {

// A listener on 127.0.0.1 that no submission may reach.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET, address.sin_addr = {htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_.get(), any, size) != 0 || listen(socket_.get(), 8) != 0 ||
        getsockname(socket_.get(), any, &size) != 0)
      throw Error(std::string("hostile: no listener: ") + std::strerror(errno));
    port_ = ntohs(address.sin_port);
  }
  int port() const { return port_; }
  bool was_reached() const { return Descriptor(accept(socket_.get(), nullptr, nullptr)).get() >= 0; }

 private:
  Descriptor socket_;
  int port_ = 0;
};

}  // namespace tt::autograder
