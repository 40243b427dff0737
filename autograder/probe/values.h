#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tt::probe {

// Named values in the order in which they were put: what a case is given, and what it answers. They travel
// between processes as bytes.
class Values {
 public:
  using Value = std::variant<double, std::string, std::vector<float>, std::vector<std::int64_t>>;

  // Numbers of any kind, text, and sequences of floats or of integers. Throw Error if the name is taken.
  void put(const std::string& name, double value) { add(name, value); }
  void put(const std::string& name, const std::string& value) { add(name, value); }
  void put(const std::string& name, std::span<const float> values) {
    add(name, std::vector<float>(values.begin(), values.end()));
  }
  template <class Integer>
  void put_integers(const std::string& name, const std::vector<Integer>& values) {
    add(name, std::vector<std::int64_t>(values.begin(), values.end()));
  }

  // Throw Error when there is no such value or it is of another kind.
  double number(std::string_view name) const;
  int integer(std::string_view name) const { return static_cast<int>(number(name)); }
  const std::string& text(std::string_view name) const;
  const std::vector<float>& floats(std::string_view name) const;
  const std::vector<std::int64_t>& integers(std::string_view name) const;

  void add(const std::string& name, Value value);  // the same, of any kind

  const std::vector<std::pair<std::string, Value>>& all() const { return values_; }
  const Value* find(std::string_view name) const;
  void remove(std::string_view name);
  bool operator==(const Values&) const = default;

  std::string to_bytes() const;
  // Throws Error for bytes that are not exactly what to_bytes makes; allocates no more bytes than these.
  static Values from_bytes(std::string_view bytes);

 private:
  std::vector<std::pair<std::string, Value>> values_;
};

}  // namespace tt::probe
