#include "modules/quantization/model_plan.h"

#include <cmath>
#include <cstdlib>

#include "tinytensor/tensor/error.h"

namespace tt::quant {

namespace {

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (std::size_t end; (end = text.find(separator, at)) != std::string::npos; at = end + separator.size())
    parts.push_back(text.substr(at, end - at));
  parts.push_back(text.substr(at));
  return parts;
}

double number(const std::string& word, double low, double high) {
  char* end = nullptr;
  const double v = std::strtod(word.c_str(), &end);
  if (word.empty() || *end != '\0' || !(v >= low && v <= high))
    throw ValueError("\"" + word + "\" is no number for this");
  return v;
}

int whole(const std::string& word, int low, int high) {
  const double v = number(word, low, high);
  if (v != std::trunc(v)) throw ValueError("\"" + word + "\" is not whole");
  return static_cast<int>(v);
}

// "0.021 12 8"
ActivationFormat activation_format(const std::string& text) {
  const std::vector<std::string> words = split(text, " ");
  if (words.size() != 3) throw ValueError("\"" + text + "\" is not a scale, a zero point and bits");
  ActivationFormat f{{static_cast<float>(number(words[0], 0x1p-125, 3.4e38)), 0}, whole(words[2], 1, 8)};
  f.params.zero_point = whole(words[1], 0, f.type().highest());
  return f;
}

// "float16", "int4 symmetric group 32", "int8 symmetric channel 0"
WeightPlan weight_plan(const std::string& text) {
  if (text == "float16") return {HalfType::float16, {}};
  if (text == "bfloat16") return {HalfType::bfloat16, {}};
  const std::vector<std::string> words = split(text, " ");
  const auto wrong = ValueError("\"" + text + "\" is not a format of weights");
  if (words.size() < 3 || words.size() > 4) throw wrong;
  QuantFormat format;
  format.type.is_signed = words[0].starts_with("int");
  if (!format.type.is_signed && !words[0].starts_with("uint")) throw wrong;
  format.type.bits = whole(words[0].substr(format.type.is_signed ? 3 : 4), 1, 16);
  if (words[1] != "affine" && words[1] != "symmetric") throw wrong;
  format.scheme = words[1] == "affine" ? Scheme::affine : Scheme::symmetric;
  if (words[2] == "channel" && words.size() == 4)
    format.granularity = Granularity::per_channel(whole(words[3], 0, 3));
  else if (words[2] == "group" && words.size() == 4)
    format.granularity = Granularity::per_group(whole(words[3], 1, 1 << 30));
  else if (words[2] != "tensor" || words.size() != 3)
    throw wrong;
  return {{}, format};
}

// Error messages quote items and must stay on one line.
void check_readable(const std::string& item) {
  if (item.size() > 1000)
    throw ValueError("the plan has an item of " + std::to_string(item.size()) + " characters");
  for (const char c : item)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      throw ValueError("the plan has a control character");
}

// Cuts text at the separator; result: what followed it.
std::optional<std::string> cut(std::string& text, const std::string& separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string::npos) return {};
  std::string rest = text.substr(at + separator.size());
  text.resize(at);
  return rest;
}

// "0 conv 1 16 3, relu = int8 symmetric channel 0 -> 0.021 0 8"
LayerPlan layer_plan(std::string item, std::optional<ActivationFormat>& current) {
  LayerPlan l;
  const auto output = cut(item, " -> ");
  const auto weight = cut(item, " = ");
  const auto architecture = cut(item, " ");
  l.name = item;
  if (!architecture) throw ValueError("\"" + item + "\" is not a name and a layer");
  l.architecture = *architecture;
  if (weight) l.weight = weight_plan(*weight);
  if (output) l.output = activation_format(*output);
  if (l.weight && output) {
    const auto activation = cut(l.architecture, ", ");
    if (activation == "relu")
      l.activation = Activation::relu;
    else if (activation == "relu6")
      l.activation = Activation::relu6;
    else if (activation)
      throw ValueError("\"" + *activation + "\" cannot follow a layer in one step");
  }
  if (output && !current) throw ValueError("codes leave a layer that no codes enter: " + l.name);
  // Codes go through pooling and flatten as they are; any other layer without an output format takes floats.
  const bool integer =
      current &&
      (output || (!weight && (l.architecture.starts_with("maxpool") ||
                              l.architecture.starts_with("avgpool") || l.architecture == "flatten")));
  if (integer) l.input = current;
  current = integer ? (output ? l.output : current) : std::nullopt;
  return l;
}

}  // namespace

ModelPlan parse_plan(const std::string& text) {
  if (text.size() > 1 << 20) throw ValueError("the plan is longer than a megabyte");
  const std::vector<std::string> items = split(text, "; ");
  for (const std::string& item : items) check_readable(item);
  ModelPlan plan;
  plan.mode = mode_from(items[0]);
  std::optional<ActivationFormat> current;
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (items[i].starts_with("input ")) {
      std::vector<int> dims;
      for (const std::string& word : split(items[i].substr(6), " ")) dims.push_back(whole(word, 1, 1 << 24));
      plan.input = Shape(dims);
    } else if (items[i].starts_with("quantize ")) {
      current = activation_format(items[i].substr(9));
    } else if (items[i] == "dequantize") {
      current.reset();
    } else {
      plan.layers.push_back(layer_plan(items[i], current));
    }
  }
  return plan;
}

}  // namespace tt::quant
