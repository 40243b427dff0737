#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tt::autograder {

// In the name of whatever attacks leave, and what they print when they could do what they must not.
constexpr const char* hostile_mark = "tt_hostile_mark";

// What a machine looks like that attacks may change.
class Watch {
 public:
  Watch(std::vector<std::string> guarded, std::vector<std::string> places);
  // What is there now that was not: marked files, processes, sockets, System V objects; and guarded files that changed.
  std::vector<std::string> changes() const;

 private:
  std::vector<std::string> guarded_, places_, marked_;
  std::set<std::string> running_ = {};  // processes that were there before
  std::vector<std::uint64_t> sums_;
};

}  // namespace tt::autograder
