#pragma once
#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "autograder/text.h"
#include "autograder/toml.h"

namespace tt::autograder {

// A table of a file, whose values are asked for by name and must be there unless there is something to fall back on.
class Table {
 public:
  Table(const toml::table& table, std::string file) : table_(table), file_(std::move(file)) {}

  bool has(const char* key) const { return table_.contains(key); }
  template <class T>
  T get(const char* key) const {
    if (const auto value = table_[key].template value<T>()) return *value;
    throw Error(where() + ": " + key + (table_.contains(key) ? " is of the wrong kind" : " is missing"));
  }
  template <class T>
  T get(const char* key, T otherwise) const {
    return table_.contains(key) ? get<T>(key) : otherwise;
  }
  std::vector<Table> tables(const char* key) const {
    std::vector<Table> found;
    if (const toml::array* array = table_[key].as_array())
      for (const toml::node& node : *array) {
        if (!node.is_table()) throw Error(where() + ": " + key + " are not tables");
        found.emplace_back(*node.as_table(), file_);
      }
    return found;
  }
  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> found;
    if (const toml::array* array = table_[key].as_array())
      for (const toml::node& node : *array) {
        if (!node.is_string()) throw Error(where() + ": " + key + " are not texts");
        found.push_back(node.value_or<std::string>(""));
      }
    if (found.empty()) throw Error(where() + ": " + key + " is missing");
    return found;
  }
  // A number from low to high, ends included; NaN is none.
  template <class T>
  T within(T low, T high, const char* key, T value) const {
    if (value >= low && value <= high) return value;
    throw Error(where() + ": " + key + " is out of range");
  }
  // Throws for a key that has no meaning here: misspelt, most likely.
  void only(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : table_)
      if (std::ranges::find(known, key.str()) == known.end())
        throw Error(file_ + ":" + std::to_string(key.source().begin.line) + ": " + one_line(key.str()) +
                    " is not known here");
  }
  std::string where() const { return file_ + ":" + std::to_string(table_.source().begin.line); }

 private:
  const toml::table& table_;
  std::string file_;
};

}  // namespace tt::autograder
