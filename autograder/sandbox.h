#pragma once
#include <string>
#include <vector>

namespace tt::autograder {

// What a process may see and do: system libraries, these paths, and one folder to write in.
struct Box {
  std::vector<std::string> readable = {};
  std::string writable = {};  // and where it starts; empty: none
  bool programs = false;      // it may start other programs: a compiler
  bool proc = false;          // it sees /proc: sanitizers need it
  bool trusted = false;       // our own program: not sandboxed
  bool timed = false;  // its processor time counts: it runs as the first process inside, so ours waits for it
};

// Which layers of the sandbox this machine has, found out once.
struct Layers {
  bool users = false;       // each process has an unprivileged user of its own: where the judge is root
  bool namespaces = false;  // bubblewrap: no network, no other process, no file but the box's
  bool seccomp = false;     // the kernel refuses calls that an answer does not need
  bool all() const { return users && namespaces && seccomp; }
  std::vector<std::string> missing() const;  // a sentence for each
};
const Layers& layers();

// The user ids of processes: between those of people and those of containers.
constexpr unsigned first_slot_user = 60801, slot_users = 128;

// Whether these users may enter a folder, or run a file, of the judge's.
bool slot_users_reach(const std::string& path);

// Reserves a user for one process and the folder it writes in, while this lives.
class SlotUser {
 public:
  SlotUser();
  ~SlotUser();
  SlotUser(const SlotUser&) = delete;
  unsigned id() const { return id_; }  // 0: the judge's own

 private:
  unsigned id_ = 0;
};

// The command, started inside the box. `filter` is a descriptor of a seccomp program, or -1.
std::vector<std::string> in_bubblewrap(const std::vector<std::string>& command, const Box& box,
                                       const std::vector<std::string>& environment, int filter);

// The seccomp program of a box, as the kernel takes it; empty where there is none.
const std::string& seccomp_program(bool programs);

}  // namespace tt::autograder
