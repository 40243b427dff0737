#include "cli/command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace tt::cli {

namespace {

std::string none_of(const std::string& text, const std::vector<std::string>& names) {
  return fmt::format("there is no \"{}\". There are: {}", text, fmt::join(names, ", "));
}

// Why the text is no such number; empty: it is one.
std::string not_whole(const std::string& text, long low, long high) {
  char* end = nullptr;
  errno = 0;
  const long n = std::strtol(text.c_str(), &end, 10);
  if (!text.empty() && *end == '\0' && errno == 0 && n >= low && n <= high) return "";
  if (high >= 1 << 30) return fmt::format("\"{}\" is not a whole number from {} up", text, low);
  return fmt::format("\"{}\" is not a whole number from {} to {}", text, low, high);
}

std::string negative(const std::string& text) {
  char* end = nullptr;
  const float v = std::strtof(text.c_str(), &end);
  if (!text.empty() && *end == '\0' && v >= 0 && v <= 3e38f) return "";
  return fmt::format("\"{}\" is not a number from 0 up", text);
}

}  // namespace

Option Option::required() {
  option_->required();
  return *this;
}

Option Option::whole(long low, long high) {
  option_->check([=](const std::string& text) { return not_whole(text, low, high); });
  return *this;
}

Option Option::not_negative() {
  option_->check(negative);
  return *this;
}

Option Option::one_of(const std::vector<std::string>& names) {
  option_->check([=](const std::string& text) {
    return std::ranges::find(names, text) != names.end() ? std::string() : none_of(text, names);
  });
  return *this;
}

Option Option::commas() {
  option_->delimiter(',');
  return *this;
}

Option Option::sets(bool& said) {
  option_->each([&said](const std::string&) { said = true; });
  return *this;
}

Option Option::excludes(Option another) {
  option_->excludes(another.option_);
  return *this;
}

Option Option::group(const std::string& title) {
  option_->group(title);
  return *this;
}

Command Command::add(const std::string& name, const std::string& text) {
  app_->require_subcommand(1);
  return *app_->add_subcommand(name, text);
}

void Command::does(std::function<void()> run) { app_->callback(std::move(run)); }
void Command::first(std::function<void()> run) { app_->parse_complete_callback(std::move(run)); }

Option Command::option(const std::string& name, std::string& value, const std::string& text) {
  return Option(app_->add_option(name, value, text));
}
Option Command::option(const std::string& name, int& value, const std::string& text) {
  return Option(app_->add_option(name, value, text));
}
Option Command::option(const std::string& name, std::int64_t& value, const std::string& text) {
  return Option(app_->add_option(name, value, text));
}
Option Command::option(const std::string& name, std::uint64_t& value, const std::string& text) {
  return Option(app_->add_option(name, value, text));
}
Option Command::option(const std::string& name, float& value, const std::string& text) {
  return Option(app_->add_option(name, value, text));
}
Option Command::option(const std::string& name, std::vector<std::string>& values, const std::string& text) {
  return Option(app_->add_option(name, values, text));
}
Option Command::option(const std::string& name, std::vector<int>& values, const std::string& text) {
  return Option(app_->add_option(name, values, text));
}
Option Command::option(const std::string& name, std::vector<std::int64_t>& values, const std::string& text) {
  return Option(app_->add_option(name, values, text));
}
Option Command::flag(const std::string& name, bool& value, const std::string& text) {
  return Option(app_->add_flag(name, value, text));
}

Option Command::word_of(const std::string& name, const std::vector<std::string>& names,
                        std::function<void(const std::string&)> set, const std::string& text) {
  CLI::Option* option = app_->add_option_function(name, std::move(set), text)->type_name("NAME");
  const auto known = [=](std::string& word) {
    word = CLI::detail::to_lower(word);
    return std::ranges::find(names, word) != names.end() ? std::string() : none_of(word, names);
  };
  option->transform(CLI::Validator(known, ""));
  return Option(option);
}

bool Command::said(const std::string& option) const { return app_->count(option) > 0; }

}  // namespace tt::cli
