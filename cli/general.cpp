#include "cli/general.h"

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "cli/command.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

General& general() {
  static General all;
  return all;
}

static const char* const group = "Everywhere";

static void add_json_and_seed(Command command, const std::string& seed) {
  command.flag("--json", general().json, "Print the figures as one JSON document").group(group);
  command.option("--seed", general().seed, seed).whole(0).group(group);
}

void add_general(Command command, const std::string& seed) {
  add_json_and_seed(command, seed);
  command.option("--threads", general().threads, "Threads to use (all of the machine's)")
      .whole(1, 1024)
      .group(group);
  command.first([] {
    if (general().threads > 0) set_threads(general().threads);
  });
}

void add_thread_counts(Command command, std::vector<int>& counts) {
  add_json_and_seed(command, any_seed);
  std::string usual;
  for (int n : counts) usual += (usual.empty() ? "" : ",") + std::to_string(n);
  command.option("--threads", counts, "Thread counts to measure with (" + usual + ")")
      .commas()
      .whole(1, 1024)
      .group(group);
}

void print_json(const Json& json) { fmt::print("{}\n", json.dump(2)); }

void check_output(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  std::error_code unreadable;  // then it is no folder
  if (!std::filesystem::is_directory(folder, unreadable))
    throw IoError(path + ": no such folder: " + folder.string());
  if (std::filesystem::is_directory(path, unreadable))
    throw IoError(path + ": that is a folder; name a file in it");
  if (access(folder.c_str(), W_OK) != 0) throw IoError(path + ": cannot write to " + folder.string());
}

std::string shell_word(const std::string& text) {
  const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+=:,";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string quoted = "'";
  for (char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string program() {
  const char* called = std::getenv("TT_CALLED");  // set by the script
  return called && *called ? shell_word(called) : "tt";
}

std::string with_commas(std::int64_t n) {
  std::string text = std::to_string(n);
  for (int at = static_cast<int>(text.size()) - 3; at > (n < 0 ? 1 : 0); at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string kilobytes(std::int64_t bytes) {
  return fmt::format("{:.1f} KB", static_cast<double>(bytes) / 1000);
}

std::string percent(double share) { return fmt::format("{:.2f} %", 100 * share); }

std::string duration(double seconds) {
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const int whole = static_cast<int>(seconds + 0.5);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

}  // namespace tt::cli
