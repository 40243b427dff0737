#include "tinytensor/io/npy_header.h"

#include <charconv>
#include <optional>

#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

// Reads the few kinds of Python literals that occur.
class Parser {
 public:
  Parser(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  NpyHeader parse() {
    std::optional<std::string> dtype;
    std::optional<bool> order;
    std::optional<std::vector<std::int64_t>> shape;
    expect('{');
    while (!accept('}')) {
      const std::string key = string();
      expect(':');
      if (key == "descr" && !dtype) {
        if (peek() == '[') throw IoError("npy: " + name_ + ": its entries are structures, not numbers");
        dtype = string();
      } else if (key == "fortran_order" && !order) {
        order = boolean();
      } else if (key == "shape" && !shape) {
        shape = tuple();
      } else {
        fail("a key that is unknown or there twice");
      }
      if (!accept(',') && peek() != '}') fail("no comma");
    }
    if (peek() != '\0' || at_ != text_.size()) fail("text after the dictionary");
    if (!dtype || !order || !shape) fail("descr, fortran_order or shape is missing");
    return {*dtype, *order, *shape};
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw IoError("npy: " + name_ + ": the header makes no sense at character " + std::to_string(at_) + ": " +
                  what);
  }
  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(std::string("no ") + c);
  }
  std::string string() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail("no string");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos || end - at_ > 64) fail("a string without end");
    const std::string s(text_.substr(at_ + 1, end - at_ - 1));
    for (char c : s)
      if (c < ' ' || c > '~') fail("a string with unprintable characters");
    at_ = end + 1;
    return s;
  }
  bool boolean() {
    peek();
    const bool value = text_.substr(at_, 4) == "True";
    if (!value && text_.substr(at_, 5) != "False") fail("neither True nor False");
    at_ += value ? 4 : 5;
    return value;
  }
  std::vector<std::int64_t> tuple() {
    std::vector<std::int64_t> sizes;
    expect('(');
    while (!accept(')')) {
      peek();
      std::int64_t size = 0;
      const char* const end = text_.data() + text_.size();
      const auto [stop, error] = std::from_chars(text_.data() + at_, end, size);
      if (error != std::errc() || size < 0) fail("a size that is none");
      at_ = static_cast<std::size_t>(stop - text_.data());
      sizes.push_back(size);
      if (sizes.size() > 64) fail("more than 64 axes");
      if (!accept(',') && peek() != ')') fail("no comma");
    }
    return sizes;
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
};

}  // namespace

NpyHeader parse_npy_header(std::string_view text, const std::string& name) {
  return Parser(text, name).parse();
}

}  // namespace tt::io
