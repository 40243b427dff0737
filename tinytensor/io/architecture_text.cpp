#include "tinytensor/io/architecture_text.h"

#include <algorithm>
#include <cstdlib>

#include "tinytensor/io/bytes.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

std::vector<std::string> split(const std::string& text, const char* separators) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    if (end > at) parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool is_number(const std::string& word) { return word.find_first_of("0123456789.") == 0; }

double number(const std::string& word, const std::string& item) {
  char* end = nullptr;
  const double v = std::strtod(word.c_str(), &end);
  if (!is_number(word) || *end != '\0' || !(v >= 0 && v < 1 << 24))
    throw ValueError("architecture: \"" + printable(word) + "\" is not a size: " + item);
  return v;
}

LayerText parse_layer(const std::string& text) {
  const std::vector<std::string> words = split(text, " \t");
  LayerText item{printable(text), words[0], {}, {}};
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (is_number(words[i])) {
      item.numbers.push_back(number(words[i], item.text));
      continue;
    }
    const std::string name = printable(words[i]);
    if (++i == words.size())
      throw ValueError("architecture: \"" + name + "\" wants a number after it: " + item.text);
    if (!item.options.emplace(words[i - 1], number(words[i], item.text)).second)
      throw ValueError("architecture: \"" + name + "\" is there twice: " + item.text);
  }
  return item;
}

const std::map<std::string, std::string> networks{
    {"lab03-cnn",
     "input 28 28 1, conv 1 16 3, relu, maxpool 2, conv 16 32 3, relu, maxpool 2, flatten, linear 800 10"},
    {"mlp", "input 28 28 1, flatten, linear 784 128, relu, linear 128 10"}};

}  // namespace

double LayerText::option(const std::string& which, double otherwise) const {
  const auto found = options.find(which);
  return found == options.end() ? otherwise : found->second;
}

std::string named_networks() {
  std::string names;
  for (const auto& [name, text] : networks) names += (names.empty() ? "" : ", ") + name;
  return names;
}

std::vector<LayerText> parse_architecture(const std::string& text) {
  std::vector<LayerText> layers;
  const auto named = networks.find(text);
  for (const std::string& part : split(named == networks.end() ? text : named->second, ",\n\r"))
    if (part.find_first_not_of(" \t") != std::string::npos) layers.push_back(parse_layer(part));
  return layers;
}

}  // namespace tt::io
