#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tt::autograder {

// Part of the name of whatever attacks leave; they print it when they could do what they must not.
constexpr const char* hostile_mark = "tt_hostile_mark";

// The state of a machine, which attacks may change.
class Watch {
 public:
  Watch(std::vector<std::string> guarded, std::vector<std::string> places);
  // What is new: marked files, processes, sockets, System V objects; and which guarded files changed.
  std::vector<std::string> changes() const;

 private:
  std::vector<std::string> guarded_, places_, marked_;
  std::set<std::string> running_ = {};  // processes that were there before
  std::vector<std::uint64_t> sums_;
};

}  // namespace tt::autograder
