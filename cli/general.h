#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace tt::cli {

class Command;

using Json = nlohmann::ordered_json;

// What every command takes.
struct General {
  bool json = false;
  std::uint64_t seed = 0;
  int threads = 0;  // 0: as many as the machine has
};
General& general();
// Adds --json, --seed and --threads. seed: the help text of --seed.
inline const std::string any_seed = "Seed of everything random (0); the same seed gives the same numbers";
void add_general(Command command, const std::string& seed = any_seed);
// For what is measured with several thread counts: --threads takes a list, beside --json and --seed.
void add_thread_counts(Command command, std::vector<int>& counts);

void print_json(const Json& json);  // one document on standard output
// A word of a command line as a shell takes it: quoted where it must be.
std::string shell_word(const std::string& text);
// How this program was called: "./tt" in its folder, by the script there.
std::string program();
// Throws IoError, before any work is done, unless a file could be written there.
void check_output(const std::string& path);

std::string with_commas(std::int64_t n);    // 12,810
std::string kilobytes(std::int64_t bytes);  // "51.2 KB", 1 KB = 1,000 bytes
std::string percent(double share);          // "99.01 %"
std::string duration(double seconds);       // "1.2 s", "3 min 20 s"

}  // namespace tt::cli
