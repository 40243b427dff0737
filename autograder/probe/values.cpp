#include "autograder/probe/values.h"

#include <cstring>

#include "tinytensor/tensor/error.h"

namespace tt::probe {

namespace {

// Every new name is compared with all before it: the limits keep hostile input from making that slow.
constexpr std::size_t most_values = 4096, longest_name = 1024;

template <class T>
void append(std::string& bytes, const T* values, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

template <class Sequence>
void append_sequence(std::string& bytes, const Sequence& values) {
  const std::uint64_t count = values.size();
  append(bytes, &count, 1);
  append(bytes, values.data(), values.size());
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool done() const { return bytes_.empty(); }

  template <class T>
  T one() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  template <class Sequence>
  Sequence sequence() {
    using Item = typename Sequence::value_type;
    const auto count = one<std::uint64_t>();
    if (count > bytes_.size() / sizeof(Item)) throw Error("values: cut off");
    Sequence values(count, Item{});
    const std::string_view raw = take(count * sizeof(Item));
    if (count > 0) std::memcpy(values.data(), raw.data(), raw.size());
    return values;
  }

 private:
  std::string_view take(std::size_t count) {
    if (count > bytes_.size()) throw Error("values: cut off");
    const std::string_view head = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return head;
  }
  std::string_view bytes_;
};

template <class Kind>
const Kind& get(const Values& values, std::string_view name, const char* kind) {
  const Values::Value* value = values.find(name);
  const Kind* found = value ? std::get_if<Kind>(value) : nullptr;
  if (!found) throw Error("values: there is no " + std::string(kind) + " \"" + std::string(name) + "\"");
  return *found;
}

}  // namespace

const Values::Value* Values::find(std::string_view name) const {
  for (const auto& [key, value] : values_)
    if (key == name) return &value;
  return nullptr;
}

double Values::number(std::string_view name) const { return get<double>(*this, name, "number"); }
const std::string& Values::text(std::string_view name) const { return get<std::string>(*this, name, "text"); }
const std::vector<float>& Values::floats(std::string_view name) const {
  return get<std::vector<float>>(*this, name, "sequence of floats");
}
const std::vector<std::int64_t>& Values::integers(std::string_view name) const {
  return get<std::vector<std::int64_t>>(*this, name, "sequence of integers");
}

void Values::add(const std::string& name, Value value) {
  if (find(name)) throw Error("values: two are called \"" + name + "\"");
  values_.emplace_back(name, std::move(value));
}

void Values::remove(std::string_view name) {
  std::erase_if(values_, [&](const auto& value) { return value.first == name; });
}

std::string Values::to_bytes() const {
  std::string bytes;
  for (const auto& [name, value] : values_) {
    append_sequence(bytes, name);
    const auto kind = static_cast<std::uint8_t>(value.index());
    append(bytes, &kind, 1);
    if (const auto* number = std::get_if<double>(&value)) append(bytes, number, 1);
    if (const auto* text = std::get_if<std::string>(&value)) append_sequence(bytes, *text);
    if (const auto* floats = std::get_if<std::vector<float>>(&value)) append_sequence(bytes, *floats);
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value))
      append_sequence(bytes, *integers);
  }
  return bytes;
}

Values Values::from_bytes(std::string_view bytes) {
  Values values;
  for (Reader reader(bytes); !reader.done();) {
    const auto name = reader.sequence<std::string>();
    if (name.size() > longest_name || values.values_.size() == most_values)
      throw Error("values: too many, or a name is too long");
    switch (reader.one<std::uint8_t>()) {
      case 0:
        values.add(name, reader.one<double>());
        break;
      case 1:
        values.add(name, reader.sequence<std::string>());
        break;
      case 2:
        values.add(name, reader.sequence<std::vector<float>>());
        break;
      case 3:
        values.add(name, reader.sequence<std::vector<std::int64_t>>());
        break;
      default:
        throw Error("values: unknown kind");
    }
  }
  return values;
}

}  // namespace tt::probe
