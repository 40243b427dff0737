#include "tinytensor/io/architecture.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>

#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/layers.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

using namespace nn;

namespace {

// One layer's words: a name, numbers in fixed places, then named numbers.
struct Item {
  std::string text, name;
  std::vector<double> numbers;
  std::map<std::string, int> options;
};

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
    throw ValueError("architecture: \"" + word + "\" is not a size: " + item);
  return v;
}

Item parse(const std::string& text) {
  const std::vector<std::string> words = split(text, " \t");
  Item item{text, words[0], {}, {}};
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].find_first_not_of("0123456789.") == std::string::npos) {
      item.numbers.push_back(number(words[i], text));
    } else {
      if (i + 1 == words.size())
        throw ValueError("architecture: \"" + words[i] + "\" wants a number behind it: " + text);
      item.options[words[i]] = static_cast<int>(number(words[i + 1], text));
      ++i;
    }
  }
  return item;
}

struct Rule {
  std::string usage;
  std::size_t numbers;
  std::vector<std::string> options;
  std::function<std::unique_ptr<Module>(const std::vector<double>& n, std::map<std::string, int>& o, Rng&)>
      make;
};

int size(double v) { return static_cast<int>(v); }

template <class Layer>
Rule plain(const std::string& name) {
  return {name, 0, {}, [](auto&, auto&, Rng&) { return std::make_unique<Layer>(); }};
}

template <class Layer>
Rule pool(const std::string& name) {
  return {name + " KERNEL [stride S] [padding P]", 1, {"stride", "padding"}, [](auto& n, auto& o, Rng&) {
            return std::make_unique<Layer>(size(n[0]), o["stride"], o["padding"]);
          }};
}

std::unique_ptr<Module> make_conv(const std::vector<double>& n, std::map<std::string, int>& o, Rng& rng) {
  o.try_emplace("stride", 1);
  o.try_emplace("groups", 1);
  const Conv2DShape shape{.in = size(n[0]),
                          .out = size(n[1]),
                          .kernel = size(n[2]),
                          .stride = o["stride"],
                          .padding = o["padding"],
                          .groups = o["groups"]};
  return std::make_unique<Conv2D>(shape, rng);
}

const std::map<std::string, Rule>& rules() {
  static const std::map<std::string, Rule> all{
      {"conv",
       {"conv IN OUT KERNEL [stride S] [padding P] [groups G]",
        3,
        {"stride", "padding", "groups"},
        make_conv}},
      {"linear",
       {"linear IN OUT",
        2,
        {},
        [](auto& n, auto&, Rng& rng) { return std::make_unique<Linear>(size(n[0]), size(n[1]), rng); }}},
      {"embedding",
       {"embedding COUNT WIDTH",
        2,
        {},
        [](auto& n, auto&, Rng& rng) { return std::make_unique<Embedding>(size(n[0]), size(n[1]), rng); }}},
      {"batchnorm",
       {"batchnorm CHANNELS",
        1,
        {},
        [](auto& n, auto&, Rng&) { return std::make_unique<BatchNorm>(size(n[0])); }}},
      {"dropout",
       {"dropout P",
        1,
        {},
        [](auto& n, auto&, Rng& rng) { return std::make_unique<Dropout>(static_cast<float>(n[0]), rng); }}},
      {"maxpool", pool<MaxPool2D>("maxpool")},
      {"avgpool", pool<AvgPool2D>("avgpool")},
      {"relu", plain<ReLU>("relu")},
      {"relu6", plain<ReLU6>("relu6")},
      {"sigmoid", plain<Sigmoid>("sigmoid")},
      {"tanh", plain<Tanh>("tanh")},
      {"softmax", plain<Softmax>("softmax")},
      {"flatten", plain<Flatten>("flatten")},
  };
  return all;
}

std::unique_ptr<Module> make_layer(Item item, Rng& rng) {
  const auto rule = rules().find(item.name);
  if (rule == rules().end()) {
    std::string names;
    for (const auto& [name, r] : rules()) names += (names.empty() ? "" : ", ") + name;
    throw ValueError("architecture: no layer is called \"" + item.name + "\". There are: input, " + names);
  }
  const Rule& r = rule->second;
  for (const auto& [name, value] : item.options)
    if (std::ranges::find(r.options, name) == r.options.end())
      throw ValueError("architecture: \"" + name + "\" means nothing here: " + item.text +
                       ". Write: " + r.usage);
  if (item.numbers.size() != r.numbers)
    throw ValueError("architecture: " + item.text + " should read: " + r.usage);
  return r.make(item.numbers, item.options, rng);
}

Shape input_shape(const Item& item) {
  std::vector<int> dims;
  for (double v : item.numbers) dims.push_back(size(v));
  if (dims.empty() || dims.size() > 3 || std::ranges::count(dims, 0) > 0 || !item.options.empty())
    throw ValueError("architecture: " + item.text + " should read: input H W C");
  return Shape(dims);
}

}  // namespace

Sequential make_model(const std::string& text, Rng& rng) {
  if (text == "lab03-cnn")
    return make_model(
        "input 28 28 1, conv 1 16 3, relu, maxpool 2, conv 16 32 3, relu, maxpool 2, flatten, linear 800 10",
        rng);
  if (text == "mlp") return make_model("input 28 28 1, flatten, linear 784 128, relu, linear 128 10", rng);
  Sequential model;
  for (const std::string& part : split(text, ",\n\r")) {
    if (part.find_first_not_of(" \t") == std::string::npos) continue;
    const Item item = parse(part);
    if (item.name == "input")
      model.input = input_shape(item);
    else
      model.add(make_layer(item, rng));
  }
  if (model.size() == 0)
    throw ValueError("architecture: no layers in \"" + text + "\". Try lab03-cnn, or: conv 1 16 3, relu");
  return model;
}

}  // namespace tt::io
