#include "autograder/recorded.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "autograder/archive.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;
using probe::Values;

namespace {

constexpr ZipLimits ours = {
    .archive_bytes = 1 << 28, .entries = 100000, .bytes = std::size_t{1} << 30, .ratio = 1 << 20};

}  // namespace

Recorded::Recorded(const Lab& lab) : lab_(lab.name), folder_(lab.folder + "/recorded") {}

std::vector<std::uint64_t> Recorded::seeds() const {
  std::vector<std::uint64_t> all;
  if (!fs::is_directory(folder_)) return all;
  for (const auto& file : fs::directory_iterator(folder_))
    if (const std::string stem = file.path().stem().string();
        !stem.empty() && stem.find_first_not_of("0123456789") == std::string::npos)
      all.push_back(std::stoull(stem));
  std::ranges::sort(all);
  return all;
}

const std::map<std::string, std::string>& Recorded::entries(const std::string& archive) const {
  const std::scoped_lock lock(mutex_);
  if (!read_.contains(archive)) read_[archive] = read_zip(folder_ + "/" + archive + ".zip", ours);
  return read_.at(archive);
}

const std::string& Recorded::entry(const std::string& archive, const std::string& name) const {
  const auto& all = entries(archive);
  const auto found = all.find(name);
  if (found == all.end()) throw Error(fmt::format("{}/{}.zip has no {}", folder_, archive, name));
  return found->second;
}

std::optional<Values> Recorded::asked(int number, std::uint64_t seed) const {
  const std::vector<std::uint64_t> known = seeds();
  if (std::ranges::find(known, seed) == known.end())
    throw Error(fmt::format("{}: this starter tree has no answers for seed {}, only for {}", lab_, seed,
                            fmt::join(known, ", ")));
  const std::string archive = std::to_string(seed), name = fmt::format("{}/asked", number);
  entry(archive, fmt::format("{}/question", number));
  if (!entries(archive).contains(name)) return {};
  return Values::from_bytes(entry(archive, name));
}

void Recorded::must_be_asked(int number, std::uint64_t seed, const Values& question) const {
  if (entry(std::to_string(seed), fmt::format("{}/question", number)) != fingerprint(question))
    throw Error(
        fmt::format("{}: case {} no longer asks what it did when its answers were recorded", lab_, number));
}

Values Recorded::answer(int number, std::uint64_t seed) const {
  return Values::from_bytes(entry(std::to_string(seed), fmt::format("{}/answer", number)));
}

std::vector<std::uint64_t> Recorded::resident(int number, std::uint64_t seed) const {
  const Values values = Values::from_bytes(entry(std::to_string(seed), fmt::format("{}/resident", number)));
  return {values.integers("bytes").begin(), values.integers("bytes").end()};
}

std::string Recorded::mistake(int number, std::uint64_t seed, const Values& answer) const {
  const Values all = Values::from_bytes(entry(std::to_string(seed), fmt::format("{}/mistakes", number)));
  const std::string print = fingerprint(answer);
  return all.find(print) ? all.text(print) : "";
}

Values Recorded::curves(const std::string& number) const {
  return Values::from_bytes(entry("pictures", number));
}

// FNV-1a, twice, with different initial values.
std::string fingerprint(const Values& values) {
  std::uint64_t a = 0xcbf29ce484222325, b = 0x84222325cbf29ce4;
  for (const char c : values.to_bytes()) {
    a = (a ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    b = (b ^ static_cast<unsigned char>(c)) * 0x10000000233;
  }
  return fmt::format("{:016x}{:016x}", a, b);
}

bool is_starter(const std::string& labs) {
  std::error_code none;
  for (const auto& lab : fs::directory_iterator(labs, none))
    if (fs::is_directory(lab.path() / "recorded")) return true;
  return false;
}

}  // namespace tt::autograder
