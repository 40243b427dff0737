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

double number(const std::string& word, const std::string& item) {
  char* end = nullptr;
  const double v = std::strtod(word.c_str(), &end);
  if (*end != '\0' || !(v >= 0 && v < 1 << 24))
    throw ValueError("architecture: \"" + printable(word) + "\" is not a size: " + item);
  return v;
}

LayerText parse_layer(const std::string& text) {
  const std::vector<std::string> words = split(text, " \t");
  LayerText item{printable(text), words[0], {}, {}};
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].find_first_not_of("0123456789.") == std::string::npos) {
      item.numbers.push_back(number(words[i], item.text));
    } else {
      if (i + 1 == words.size())
        throw ValueError("architecture: \"" + printable(words[i]) +
                         "\" wants a number behind it: " + item.text);
      item.options[words[i]] = static_cast<int>(number(words[i + 1], item.text));
      ++i;
    }
  }
  return item;
}

std::string spelled_out(const std::string& text) {
  if (text == "lab03-cnn")
    return "input 28 28 1, conv 1 16 3, relu, maxpool 2, conv 16 32 3, relu, maxpool 2, flatten, linear 800 "
           "10";
  if (text == "mlp") return "input 28 28 1, flatten, linear 784 128, relu, linear 128 10";
  return text;
}

}  // namespace

std::vector<LayerText> parse_architecture(const std::string& text) {
  std::vector<LayerText> layers;
  for (const std::string& part : split(spelled_out(text), ",\n\r"))
    if (part.find_first_not_of(" \t") != std::string::npos) layers.push_back(parse_layer(part));
  return layers;
}

double claimed_values(const std::string& text) {
  double values = 0;
  for (LayerText& layer : parse_architecture(text)) {
    std::vector<double> n = layer.numbers;
    n.resize(3);
    if (layer.name == "conv") values += n[0] * n[1] * n[2] * n[2] / std::max(1, layer.options["groups"]);
    if (layer.name == "linear" || layer.name == "embedding") values += n[0] * n[1];
    if (layer.name == "batchnorm") values += n[0];
  }
  return values;
}

}  // namespace tt::io
