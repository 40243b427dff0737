#include "tinytensor/io/architecture.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "tinytensor/io/architecture_text.h"
#include "tinytensor/io/bytes.h"
#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/init.h"
#include "tinytensor/nn/layers.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

using namespace nn;

namespace {

int whole(double v) {
  if (v != std::trunc(v)) throw ValueError("a size is not whole: " + nn::number_text(static_cast<float>(v)));
  return static_cast<int>(v);
}

// A kind of layer: how it is written and made, and how many learned values it holds (weights at least).
struct Rule {
  std::string usage;
  std::size_t numbers;
  std::vector<std::string> options;
  std::function<std::unique_ptr<Module>(const LayerText&, Rng&)> make;
  double (*values)(const LayerText&) = [](const LayerText&) { return 0.0; };
};

template <class Layer>
Rule plain(const std::string& name) {
  return {name, 0, {}, [](const LayerText&, Rng&) { return std::make_unique<Layer>(); }};
}

template <class Layer>
Rule pool(const std::string& name) {
  return {name + " KERNEL [stride S] [padding P]", 1, {"stride", "padding"}, [](const LayerText& w, Rng&) {
            return std::make_unique<Layer>(whole(w.numbers[0]), whole(w.option("stride", 0)),
                                           whole(w.option("padding", 0)));
          }};
}

template <class Layer>
Rule table(const std::string& usage) {
  return {usage,
          2,
          {},
          [](const LayerText& w, Rng& rng) {
            return std::make_unique<Layer>(whole(w.numbers[0]), whole(w.numbers[1]), rng);
          },
          [](const LayerText& w) { return w.numbers[0] * w.numbers[1]; }};
}

Rule conv() {
  return {"conv IN OUT KERNEL [stride S] [padding P] [groups G]",
          3,
          {"stride", "padding", "groups"},
          [](const LayerText& w, Rng& rng) {
            const Conv2DShape shape{.in = whole(w.numbers[0]),
                                    .out = whole(w.numbers[1]),
                                    .kernel = whole(w.numbers[2]),
                                    .stride = whole(w.option("stride", 1)),
                                    .padding = whole(w.option("padding", 0)),
                                    .groups = whole(w.option("groups", 1))};
            return std::make_unique<Conv2D>(shape, rng);
          },
          [](const LayerText& w) {
            return w.numbers[0] * w.numbers[1] * w.numbers[2] * w.numbers[2] /
                   std::max(1.0, w.option("groups", 1));
          }};
}

Rule batch_norm() {
  return {"batchnorm CHANNELS [eps E] [momentum M]",
          1,
          {"eps", "momentum"},
          [](const LayerText& w, Rng&) {
            return std::make_unique<BatchNorm>(
                whole(w.numbers[0]), static_cast<float>(w.option("eps", BatchNorm::usual_eps)),
                static_cast<float>(w.option("momentum", BatchNorm::usual_momentum)));
          },
          [](const LayerText& w) { return w.numbers[0]; }};
}

Rule drop_out() {
  return {"dropout P", 1, {}, [](const LayerText& w, Rng& rng) {
            return std::make_unique<Dropout>(static_cast<float>(w.numbers[0]), rng);
          }};
}

const std::map<std::string, Rule>& rules() {
  static const std::map<std::string, Rule> all{
      {"conv", conv()},
      {"linear", table<Linear>("linear IN OUT")},
      {"embedding", table<Embedding>("embedding COUNT WIDTH")},
      {"batchnorm", batch_norm()},
      {"dropout", drop_out()},
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

// The rule for a layer, once its words are known to fit it.
const Rule& rule_of(const LayerText& item) {
  const auto rule = rules().find(item.name);
  if (rule == rules().end()) {
    std::string names;
    for (const auto& [name, r] : rules()) names += (names.empty() ? "" : ", ") + name;
    throw ValueError("architecture: no layer is called \"" + printable(item.name) + "\". There are: input, " +
                     names + "; and whole networks: " + named_networks());
  }
  const Rule& r = rule->second;
  for (const auto& [name, value] : item.options)
    if (std::ranges::find(r.options, name) == r.options.end())
      throw ValueError("architecture: \"" + printable(name) + "\" means nothing here: " + item.text +
                       ". Write: " + r.usage);
  if (item.numbers.size() != r.numbers)
    throw ValueError("architecture: " + item.text + " should read: " + r.usage);
  return r;
}

std::unique_ptr<Module> make_layer(const LayerText& item, Rng& rng) {
  const Rule& rule = rule_of(item);
  try {
    return rule.make(item, rng);
  } catch (const Error& e) {
    throw ValueError("architecture: " + item.text + ": " + e.what());
  }
}

Shape input_shape(const LayerText& item, bool first) {
  if (!first) throw ValueError("architecture: input comes once, before all layers: " + item.text);
  std::vector<int> dims;
  for (double v : item.numbers) dims.push_back(static_cast<int>(v == std::trunc(v) ? v : 0));
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
      model.input = input_shape(item, model.size() == 0 && model.input.rank() == 0);
    else
      model.add(make_layer(item, rng));
  }
  if (model.size() == 0)
    throw ValueError("architecture: no layers in \"" + printable(text) +
                     "\". Try lab03-cnn, or: conv 1 16 3, relu");
  return model;
}

double claimed_values(const std::string& text) {
  double values = 0;
  for (const LayerText& item : parse_architecture(text))
    if (item.name != "input") values += rule_of(item).values(item);
  return values;
}

}  // namespace tt::io
