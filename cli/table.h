#pragma once
#include <string>
#include <vector>

namespace tt::cli {

// Rows of text in columns: the first flush left, the others flush right, a rule under the heading.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) : rows_{std::move(heading)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tt::cli
