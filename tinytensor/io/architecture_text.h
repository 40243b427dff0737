#pragma once
// The words of an architecture's text. Private to io.
#include <map>
#include <string>
#include <vector>

namespace tt::io {

// One layer's words: a name, numbers in fixed places, then named numbers. "conv 1 16 3 stride 2". text: for
// messages.
struct LayerText {
  std::string text, name;
  std::vector<double> numbers;
  std::map<std::string, int> options;
};

// The layers in order, `input` among them; lab03-cnn and mlp spelled out. Throws ValueError where a size
// makes no sense.
std::vector<LayerText> parse_architecture(const std::string& text);

// How many learned values the layers will hold, without making any of them; at least their weights.
double claimed_values(const std::string& text);

}  // namespace tt::io
