#pragma once
// The words of an architecture's text. Private to io.
#include <map>
#include <string>
#include <vector>

namespace tt::io {

// One layer's words: a name, positional numbers, then named ones: "conv 1 16 3 stride 2". text: for messages.
struct LayerText {
  std::string text, name;
  std::vector<double> numbers;
  std::map<std::string, double> options;
  double option(const std::string& which, double otherwise) const;  // otherwise: the value if it is not given
};

// "lab03-cnn, mlp": networks that have a name.
std::string named_networks();

// The layers in order, including `input`; named networks expanded. Throws ValueError for an invalid number.
std::vector<LayerText> parse_architecture(const std::string& text);

}  // namespace tt::io
