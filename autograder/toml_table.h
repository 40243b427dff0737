#pragma once
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "autograder/text.h"
#include "autograder/toml.h"

namespace tt::autograder {

// What a value should have been, in words.
template <class T>
std::string kind_of_value() {
  if constexpr (std::is_same_v<T, std::string>) return "a text in quotes";
  if constexpr (std::is_same_v<T, bool>) return "true or false";
  if constexpr (std::is_same_v<T, toml::date_time>) return "a date and time like 2026-10-01T23:59:00+02:00";
  return std::is_integral_v<T> ? "a whole number" : "a number";
}

// A table of a file. Its values are asked for by name and must be there unless a fallback is given.
class Table {
 public:
  Table(const toml::table& table, std::string file) : table_(table), file_(std::move(file)) {}

  bool has(const char* key) const { return table_.contains(key); }
  template <class T>
  T get(const char* key) const {
    if (const auto value = table_[key].template value<T>()) return *value;
    if (has(key)) throw Error(where(key) + ": " + key + " is not " + kind_of_value<T>());
    throw Error(where() + ": " + key + " is missing");
  }
  template <class T>
  T get(const char* key, T otherwise) const {
    return has(key) ? get<T>(key) : otherwise;
  }
  // [key], if it is there.
  std::optional<Table> table(const char* key) const {
    if (!has(key)) return {};
    if (!table_[key].is_table())
      throw Error(where(key) + ": " + key + " is not a table. Write [" + key + "] above what is in it");
    return Table(*table_[key].as_table(), file_);
  }
  // Every [[key]] that is there.
  std::vector<Table> tables(const char* key) const {
    std::vector<Table> found;
    if (!has(key)) return found;
    const toml::array* array = table_[key].as_array();
    if (!array || (!array->empty() && !array->is_homogeneous(toml::node_type::table)))
      throw Error(where(key) + ": " + key + " is not a list of tables. Write [[" + key + "]] above each");
    for (const toml::node& node : *array) found.emplace_back(*node.as_table(), file_);
    return found;
  }
  std::vector<std::string> texts(const char* key) const {
    if (!has(key)) throw Error(where() + ": " + key + " is missing");
    std::vector<std::string> found;
    const toml::array* array = table_[key].as_array();
    if (!array || (!array->empty() && !array->is_homogeneous(toml::node_type::string)))
      throw Error(where(key) + ": " + key + " is not a list of texts. Write " + key +
                  " = [\"...\", \"...\"]");
    for (const toml::node& node : *array) found.push_back(node.value_or<std::string>(""));
    return found;
  }
  // The value, which must be from low to high, ends included; NaN is not.
  template <class T>
  T within(T low, T high, const char* key, T value) const {
    if (value >= low && value <= high) return value;
    std::ostringstream range;
    range << low << " to " << high;
    throw Error(where(key) + ": " + key + " must be from " + range.str());
  }
  // Throws for a key that has no meaning here: most likely a misspelling.
  void only(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : table_)
      if (std::ranges::find(known, key.str()) == known.end())
        throw Error(file_ + ":" + std::to_string(key.source().begin.line) + ": " + one_line(key.str()) +
                    " is not known here");
  }
  std::string where() const { return file_ + ":" + std::to_string(table_.source().begin.line); }

 private:
  std::string where(const char* key) const {
    const toml::node* node = table_[key].node();
    return node ? file_ + ":" + std::to_string(node->source().begin.line) : where();
  }

  const toml::table& table_;
  std::string file_;
};

}  // namespace tt::autograder
