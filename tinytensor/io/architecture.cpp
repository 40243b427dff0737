#include "tinytensor/io/architecture.h"

#include <algorithm>
#include <functional>
#include <map>

#include "tinytensor/io/architecture_text.h"
#include "tinytensor/io/bytes.h"
#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/layers.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

using namespace nn;

namespace {

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

std::unique_ptr<Module> make_layer(LayerText item, Rng& rng) {
  const auto rule = rules().find(item.name);
  if (rule == rules().end()) {
    std::string names;
    for (const auto& [name, r] : rules()) names += (names.empty() ? "" : ", ") + name;
    throw ValueError("architecture: no layer is called \"" + printable(item.name) + "\". There are: input, " +
                     names + "; and whole networks: lab03-cnn, mlp");
  }
  const Rule& r = rule->second;
  for (const auto& [name, value] : item.options)
    if (std::ranges::find(r.options, name) == r.options.end())
      throw ValueError("architecture: \"" + printable(name) + "\" means nothing here: " + item.text +
                       ". Write: " + r.usage);
  if (item.numbers.size() != r.numbers)
    throw ValueError("architecture: " + item.text + " should read: " + r.usage);
  try {
    return r.make(item.numbers, item.options, rng);
  } catch (const Error& e) {
    throw ValueError("architecture: " + item.text + ": " + e.what());
  }
}

Shape input_shape(const LayerText& item) {
  std::vector<int> dims;
  for (double v : item.numbers) dims.push_back(size(v));
  if (dims.empty() || dims.size() > 3 || std::ranges::count(dims, 0) > 0 || !item.options.empty())
    throw ValueError("architecture: " + item.text + " should read: input H W C");
  if (Shape(dims).count() > 1 << 24) throw ValueError("architecture: an image too large: " + item.text);
  return Shape(dims);
}

}  // namespace

Sequential make_model(const std::string& text, Rng& rng) {
  Sequential model;
  for (const LayerText& item : parse_architecture(text)) {
    if (item.name == "input")
      model.input = input_shape(item);
    else
      model.add(make_layer(item, rng));
  }
  if (model.size() == 0)
    throw ValueError("architecture: no layers in \"" + printable(text) +
                     "\". Try lab03-cnn, or: conv 1 16 3, relu");
  return model;
}

}  // namespace tt::io
