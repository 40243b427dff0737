#include <algorithm>
#include <cmath>
#include <set>

#include "autograder/probe/probe.h"
#include "modules/quantization/fold.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/linear.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int drawn = 4000;

// smallest: of a variance. Where it is tiny, eps shows.
template <int exponent>
void draw(Rng& rng, Values& in) {
  in.put("values", normals(rng, drawn));
  in.put("smallest variance", std::ldexp(1.0, exponent));
  in.put("images", normals(rng, 24 * 8 * 8 * 3));
}

// A trained model, as it were: weights of the usual size, batch normalization that does something.
nn::Sequential make(const std::string& text, const Values& in) {
  Rng rng(1);
  nn::Sequential model = io::make_model(text, rng);
  std::size_t next = 0;
  for (auto& [name, t] : nn::named_tensors(model))
    for (float& v : t.values()) {
      const float drawn_value = in.floats("values")[next++ % drawn];
      if (name.ends_with("running_var"))
        v = static_cast<float>(in.number("smallest variance")) + drawn_value * drawn_value;
      else if (t.rank() == 1)
        v = drawn_value + (name.ends_with("weight") ? 1.5f : 0);
      else
        v *= 1 + 0.3f * drawn_value;
    }
  model.eval();
  return model;
}

Tensor images(const Values& in) { return tensor(in, "images", {24, 8, 8, 3}); }

const std::vector<std::string> after = {
    "conv 3 4 3, batchnorm 4, relu, conv 4 6 1 groups 2, batchnorm 6",
    "conv 3 6 3 groups 3 stride 2, batchnorm 6, relu6, flatten, linear 54 5, batchnorm 5",
    "flatten, linear 192 6, batchnorm 6, relu, linear 6 3, dropout 0.5, batchnorm 3",
    "conv 3 4 3, batchnorm 4, batchnorm 4, relu",
};
const std::vector<std::string> elsewhere = {
    "batchnorm 3, conv 3 4 3, relu, batchnorm 4, maxpool 2",
    "dropout 0.2, conv 3 4 3, maxpool 2, batchnorm 4, dropout 0.5, relu, dropout 0.5",
    "conv 3 4 3, flatten, batchnorm 144, linear 144 3, dropout 0.3",
    "dropout 0.2, dropout 0.5",
};

template <const std::vector<std::string>& models>
void run_fold(const Values& in, Values& out) {
  for (std::size_t i = 0; i < models.size(); ++i) {
    nn::Sequential model = make(models[i], in);
    std::vector<NamedLayer> layers = copy_layers(model);
    fold(layers);
    std::string names;
    Tensor y = images(in);
    for (const auto& [name, layer] : layers) {
      names += name + " " + layer->architecture() + ", ";
      for (const auto& [tensor_name, t] : nn::named_tensors(*layer))
        out.put("model " + std::to_string(i) + ", " + name + " " + tensor_name, t.values());
      y = layer->forward(y);
    }
    out.put("model " + std::to_string(i) + " layers", names);
    out.put("model " + std::to_string(i) + " result", y.values());
  }
}

// Layers that no model has one after another.
void run_sizes(const Values& in, Values& out) {
  for (const char* layer : {"conv 3 4 3", "linear 5 4"})
    for (const char* norm : {"batchnorm 4", "batchnorm 8", "batchnorm 12"}) {
      std::vector<NamedLayer> layers;
      for (const char* text : {layer, norm}) {
        nn::Sequential one = make(text, in);
        layers.push_back({std::to_string(layers.size()), copy_layer(one[0], text)});
      }
      fold(layers);
      const std::string name = std::string(layer) + ", " + norm;
      out.put(name + ": layers left", static_cast<double>(layers.size()));
      for (const auto& [tensor_name, t] : nn::named_tensors(*layers[0].layer))
        out.put(name + ": " + tensor_name, t.values());
    }
}

template <const std::vector<std::string>& models>
std::vector<Promise> as_before(const Values& in, const Values& out) {
  double worst = 0;
  for (std::size_t i = 0; i < models.size(); ++i) {
    nn::Sequential model = make(models[i], in);
    const Tensor right = model(images(in));
    const auto& got = out.floats("model " + std::to_string(i) + " result");
    float largest = 0;
    for (float v : right.values()) largest = std::max(largest, std::fabs(v));
    for (std::size_t j = 0; j < right.values().size(); ++j)
      worst = std::max(worst,
                       j < got.size() ? double{std::fabs(got[j] - right.values()[j])} / largest : INFINITY);
  }
  return {{"folding alters nothing but the last digits, as a share of the largest output", 1e-4, worst}};
}

void run_weights(const Values& in, Values& out) {
  const std::vector<Shape> shapes = {{6, 3, 3, 5}, {10, 37}, {4, 1}};
  for (const Shape& shape : shapes)
    for (int bits : {2, 4, 8})
      for (Scheme scheme : {Scheme::affine, Scheme::symmetric})
        for (Granularity::Kind kind : {Granularity::tensor, Granularity::channel, Granularity::group})
          for (WeightConfig::Range range : {WeightConfig::minmax, WeightConfig::least_squares}) {
            const WeightConfig config{bits, scheme, kind, std::min(shape.dim(-1), 7), range};
            const Tensor w = Tensor::from(
                std::span(in.floats("values")).first(static_cast<std::size_t>(shape.count())), shape);
            const QuantizedTensor q = quantize_weight(w, config);
            const std::string name = shape.str() + " " + q.format().type.str() +
                                     (scheme == Scheme::affine ? " affine " : " symmetric ") +
                                     q.format().granularity.str() +
                                     (range == WeightConfig::minmax ? "" : " least squares");
            out.put_integers(name + " codes", q.stored());
            out.put(name + " scales", q.scales());
            out.put(name + " shape", q.shape().str());
          }
}

const std::string cnn =
    "input 8 8 3, conv 3 8 3 padding 1, batchnorm 8, relu, conv 8 16 3 stride 2, batchnorm 16, relu, avgpool "
    "3, "
    "flatten, dropout 0.3, linear 16 10";

void put_model(Values& out, const std::string& name, QuantizedModel& model, const Tensor& x) {
  out.put(name + " layers", model.describe());
  if (model.describe().find("int4") == std::string::npos)  // packing is lab 10's
    out.put(name + " bytes", static_cast<double>(model.nbytes()));
  out.put(name + " result", model(x).values());
}

// The source is destroyed before the result is asked anything.
QuantizedModel quantized(const std::string& text, const Values& in, const Config& config) {
  nn::Sequential model = make(text, in);
  QuantizedModel result = quantize_model(model, config, images(in));
  for (auto& [name, t] : nn::named_tensors(model)) std::ranges::fill(t.values(), 1e6f);
  return result;
}

void run_modes(const Values& in, Values& out) {
  for (Mode mode : {Mode::weight_only, Mode::float16, Mode::bfloat16, Mode::dynamic}) {
    QuantizedModel model = quantized(cnn, in, {.mode = mode});
    put_model(out, mode_name(mode), model, images(in));
  }
  QuantizedModel words = quantized("embedding 40 12", in, {.weights = {.bits = 4}});
  out.put("words layers", words.describe());
}

void run_full(const Values& in, Values& out) {
  for (int bits : {8, 6}) {
    QuantizedModel model = quantized(cnn, in, {.mode = Mode::full, .activations = {.bits = bits}});
    put_model(out, std::to_string(bits) + " bits", model, images(in));
  }
  QuantizedModel coarse = quantized(cnn, in, {.mode = Mode::full, .activations = {.bits = 3}});
  const Tensor y = coarse(images(in));
  const std::set<float> different(y.values().begin(), y.values().end());
  out.put("3 bits, no more than 8 different results", different.size() <= 8);
}

// Rules for some layers, layers kept float, and names of layers that there are not.
void draw_rules(Rng& rng, Values& in) {
  draw<-1>(rng, in);
  std::vector<int> rules = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  for (int i = 0; i < 5; ++i) rules.push_back(between(rng, 0, 8));
  in.put_integers("rules", rules);
  std::vector<int> kept = {6, 5, 4, 3, 2, 1, 0, 0, 7};
  for (int i = 0; i < 5; ++i) kept.push_back(between(rng, 0, 8));
  in.put_integers("kept", kept);
}

void run_rules(const Values& in, Values& out) {
  const std::vector<std::string> patterns = {"0",  "lin*", "conv",      "9",      "*",
                                             "12", "cnov", "batchnorm", "dropout"};
  for (std::size_t i = 0; i < in.integers("rules").size(); ++i) {
    Config config{.mode = i % 2 ? Mode::full : Mode::weight_only};
    const auto pattern = [&](const char* name) {
      return patterns[static_cast<std::size_t>(in.integers(name)[i])];
    };
    config.rules = {{pattern("rules"), {.bits = 4, .granularity = Granularity::tensor}}};
    if (i % 3 != 1) config.keep_float = {pattern("kept")};
    std::string name = std::to_string(i) + ": rule \"" + pattern("rules") + "\" of 4 bits";
    if (!config.keep_float.empty()) name += ", keep_float \"" + config.keep_float[0] + "\"";
    answer(out, name, [&] {
      QuantizedModel model = quantized(cnn, in, config);
      put_model(out, name, model, images(in));
    });
  }
}

// An error that a layer's weights make says which layer it was.
void run_errors(const Values& in, Values& out) {
  for (Mode mode : {Mode::weight_only, Mode::dynamic})
    for (const char* layer : {"0", "9"}) {
      Config config{.mode = mode};
      config.rules = {{layer, {.granularity = Granularity::group, .group = 0}}};
      const std::string name = "groups of 0 in layer " + std::string(layer) + ", " + mode_name(mode);
      answer(out, name, [&] {
        try {
          quantized(cnn, in, config);
        } catch (const ValueError& error) {
          const std::string expected = "layer " + std::string(layer) + " (";
          out.put(name + ", named in the error",
                  std::string(error.what()).find(expected) != std::string::npos);
          throw;
        }
      });
    }
}

void run_accuracy(const Values& in, Values& out) {
  const std::string layer = "conv 3 32 3, batchnorm 32, relu, flatten, linear 1152 64";
  nn::Sequential model = make(layer, in);
  for (Mode mode : {Mode::weight_only, Mode::full}) {
    QuantizedModel q = quantize_model(model, {.mode = mode}, images(in));
    put_model(out, mode_name(mode), q, images(in));
  }
  out.put("the source's result afterwards", model(images(in)).values());
}

std::vector<Promise> accuracy(const Values& in, const Values& out) {
  const std::string layer = "conv 3 32 3, batchnorm 32, relu, flatten, linear 1152 64";
  nn::Sequential model = make(layer, in);
  const Tensor right = model(images(in));
  const auto [low, high] = std::ranges::minmax(right.values());
  std::vector<Promise> promises;
  for (Mode mode : {Mode::weight_only, Mode::full}) {
    const auto& got = out.floats(mode_name(mode) + " result");
    double sum = 0;
    for (std::size_t i = 0; i < right.values().size(); ++i)
      sum += i < got.size() ? std::fabs(double{got[i]} - right.values()[i]) : INFINITY;
    promises.push_back({"accuracy, " + mode_name(mode) +
                            ": layer output within 1 % of float's, as a share of its range, on average",
                        0.01, sum / static_cast<double>(right.count()) / (double{high} - low)});
  }
  promises.push_back({"memory: 4 times less than " + std::to_string(model.nbytes()) +
                          " bytes of floats, in bytes, scales and biases beside",
                      static_cast<double>(model.nbytes()) / 4 + 8 * 96,
                      out.number(mode_name(Mode::weight_only) + " bytes")});
  return promises;
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"after convolutions and linear layers", 1, draw<-15>, run_fold<after>, 1e-4, as_before<after>},
      {"in other places", 1, draw<-15>, run_fold<elsewhere>, 1e-4, as_before<elsewhere>},
      {"a normalization of another size stays", 1, draw<-1>, run_sizes, 1e-5},
      {"weights of every format", 2, draw<-1>, run_weights},
      {"modes with float activations", 3, draw<-1>, run_modes, 0.01},
      {"integers from end to end", 3, draw<-1>, run_full, 0.03},
      {"rules, and what they do not match", 3, draw_rules, run_rules, 0.03},
      {"an error says in which layer", 3, draw<-1>, run_errors},
      {"near the float model, and smaller", 3, draw<-1>, run_accuracy, 0.01, accuracy},
  };
}
