#include <algorithm>
#include <cmath>

#include "autograder/judge.h"

namespace tt::autograder {

const char* text_of(State state) {
  switch (state) {
    case State::passed:
      return "passed";
    case State::wrong:
      return "wrong";
    case State::not_written:
      return "not written yet";
    case State::crashed:
      return "crashed";
    case State::too_slow:
      return "too slow";
    case State::out_of_memory:
      return "out of memory";
    case State::failed:
      return "no answer";
    case State::does_not_compile:
      return "does not compile";
  }
  return "";
}

bool LabReport::looked_at(int part) const {
  return std::ranges::any_of(cases, [&](const CaseResult& c) { return c.part == part; });
}

double LabReport::points_of(const Lab& lab, int part) const {
  double passed = 0, all = 0;
  for (const CaseResult& c : cases)
    if (c.part == part) all += 1, passed += c.state == State::passed ? 1 : 0;
  return all == 0 ? 0 : lab.parts[static_cast<std::size_t>(part - 1)].points * passed / all;
}

double LabReport::points(const Lab& lab) const {
  double sum = 0;
  for (int part = 1; part <= static_cast<int>(lab.parts.size()); ++part) sum += points_of(lab, part);
  return sum;
}

double LabReport::possible(const Lab& lab) const {
  double sum = 0;
  for (int part = 1; part <= static_cast<int>(lab.parts.size()); ++part)
    if (looked_at(part)) sum += lab.parts[static_cast<std::size_t>(part - 1)].points;
  return sum;
}

double LabReport::speed() const {
  double logarithms = 0;
  int count = 0;
  for (const CaseResult& c : cases)
    if (c.speed > 0) logarithms += std::log(c.speed), ++count;
  return count == 0 ? 0 : std::exp(logarithms / count);
}

}  // namespace tt::autograder
