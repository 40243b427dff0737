#pragma once
// What labs' handouts say, held against what the module computes.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "modules/quantization/params.h"

namespace tt::quant::handouts {

constexpr QuantType int8{8, true}, uint8{8, false};

// A handout; line ends count as spaces.
class Handout {
 public:
  explicit Handout(const std::string& lab) : lab_(lab) {
    std::ifstream in(TT_SOURCE_DIR "/labs/" + lab + "/README.md");
    const std::string text(std::istreambuf_iterator<char>(in), {});
    text_ = std::regex_replace(text, std::regex("\\s+"), " ");
  }
  template <class... Number>
  void says(fmt::format_string<Number...> sentence, Number&&... numbers) const {
    const std::string text = fmt::format(sentence, std::forward<Number>(numbers)...);
    if (text_.find(text) == std::string::npos) FAIL_CHECK(lab_ << " does not say: " << text);
  }

 private:
  std::string lab_, text_;
};

// As people write it: no more digits than there are.
inline std::string plain(double value, int digits) {
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.find('.') != std::string::npos) text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

inline std::string list(const std::vector<double>& values, const char* between, int digits) {
  std::string text;
  for (double v : values) text += (text.empty() ? "" : between) + plain(v, digits);
  return text;
}

template <class Values>
std::string list(const Values& values, const char* between = ", ", int digits = 4) {
  return list(std::vector<double>(values.begin(), values.end()), between, digits);
}

// 1,234,567
inline std::string thousands(std::int64_t value) {
  std::string text = std::to_string(value);
  for (auto at = std::ssize(text) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

}  // namespace tt::quant::handouts
