#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "autograder/lab.h"
#include "autograder/probe/values.h"

namespace tt::autograder {

// The reference's answers to the questions of a few seeds, in a folder labs/NN_name/recorded: a zip for each
// seed, and pictures.zip. A starter tree, which has no reference, checks against these.
//   N/question   the fingerprint of case N's question, which is drawn again
//   N/asked      the question itself, where it cannot be drawn without the solution; bytes of Values
//   N/answer     the answer; bytes of Values, as are the next two
//   N/resident   "bytes"
//   N/mistakes   for each usual mistake, the fingerprint of its answer and its sentence
// In pictures.zip, N is what curves N gives.
class Recorded {
 public:
  explicit Recorded(const Lab& lab);
  bool any() const { return !seeds().empty(); }
  std::vector<std::uint64_t> seeds() const;

  // The question, if it was recorded. Throws Error for a seed that is not recorded, naming those that are.
  std::optional<probe::Values> asked(int number, std::uint64_t seed) const;
  // Throws Error for a question that is not the recorded one.
  void must_be_asked(int number, std::uint64_t seed, const probe::Values& question) const;
  probe::Values answer(int number, std::uint64_t seed) const;
  std::vector<std::uint64_t> resident(int number, std::uint64_t seed) const;
  std::string mistake(int number, std::uint64_t seed, const probe::Values& answer) const;
  probe::Values curves(const std::string& number) const;

 private:
  const std::map<std::string, std::string>& entries(const std::string& archive) const;
  const std::string& entry(const std::string& archive, const std::string& name) const;

  std::string lab_, folder_;
  mutable std::mutex mutex_;  // of the next member: cases are judged side by side
  mutable std::map<std::string, std::map<std::string, std::string>> read_;  // archives
};

// A hash that tells values apart; the same on every machine.
std::string fingerprint(const probe::Values& values);

// Whether the labs of this folder are a starter tree's.
bool is_starter(const std::string& labs);

}  // namespace tt::autograder
