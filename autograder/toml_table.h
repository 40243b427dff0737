#pragma once
#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "tinytensor/tensor/error.h"

namespace tt::autograder {

// A table of a file, whose values are asked for by name and must be there unless there is something to fall
// back on.
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
  // Throws for a key that has no meaning here: misspelt, most likely.
  void only(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : table_)
      if (std::ranges::find(known, key.str()) == known.end())
        throw Error(file_ + ":" + std::to_string(key.source().begin.line) + ": " + std::string(key.str()) +
                    " is not known here");
  }
  std::string where() const { return file_ + ":" + std::to_string(table_.source().begin.line); }

 private:
  const toml::table& table_;
  std::string file_;
};

// Throws Error with the file, the line and what is wrong.
inline toml::table parse_toml(const std::string& file) {
  try {
    return toml::parse_file(file);
  } catch (const toml::parse_error& error) {
    throw Error(file + ":" + std::to_string(error.source().begin.line) + ": " +
                std::string(error.description()));
  }
}

}  // namespace tt::autograder
