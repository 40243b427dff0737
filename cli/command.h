#pragma once
// The program's commands and their options. CLI11 does the work; it takes seconds to compile, so only
// command.cpp and main.cpp include it.
#include <climits>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tt::cli {

// Thrown by a command that has itself said what is wrong: 1, a check failed; 2, it could not do all of it.
struct ExitStatus {
  int status;
};

// The constraints on an option. A bad value is refused before any work, in one line.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option required();
  Option whole(long low, long high = LONG_MAX);  // a whole number, both ends included
  Option not_negative();                         // infinity and NaN are refused too
  Option one_of(const std::vector<std::string>& names);
  Option commas();                  // several values, comma-separated
  Option sets(bool& said);          // to true, when the option is given
  Option excludes(Option another);  // not both
  Option group(const std::string& title);

 private:
  CLI::Option* option_;
};

// A handle to a command or a group of them. Targets must outlive the program's run.
class Command {
 public:
  Command(CLI::App& app) : app_(&app) {}  // NOLINT: the program is its outermost command

  // Adds a subcommand; this command then requires one.
  Command add(const std::string& name, const std::string& text);
  void does(std::function<void()> run);
  void first(std::function<void()> run);  // before that, once all options are read

  // "--name" or, for positional arguments in the order they are added, "NAME".
  Option option(const std::string& name, std::string& value, const std::string& text);
  Option option(const std::string& name, int& value, const std::string& text);
  Option option(const std::string& name, std::int64_t& value, const std::string& text);
  Option option(const std::string& name, std::uint64_t& value, const std::string& text);
  Option option(const std::string& name, float& value, const std::string& text);
  Option option(const std::string& name, std::vector<std::string>& values, const std::string& text);
  Option option(const std::string& name, std::vector<int>& values, const std::string& text);
  Option option(const std::string& name, std::vector<std::int64_t>& values, const std::string& text);
  Option flag(const std::string& name, bool& value, const std::string& text);
  // Takes one of the names, upper or lower case, for the value it stands for.
  template <class Value>
  Option choice(const std::string& name, Value& value, const std::map<std::string, Value>& values,
                const std::string& text) {
    std::vector<std::string> names;
    for (const auto& [word, meaning] : values) names.push_back(word);
    return word_of(
        name, names, [&value, values](const std::string& word) { value = values.at(word); }, text);
  }

  bool said(const std::string& option) const;  // once all options are read

 private:
  Option word_of(const std::string& name, const std::vector<std::string>& names,
                 std::function<void(const std::string&)> set, const std::string& text);
  CLI::App* app_;
};

}  // namespace tt::cli
