#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "tinytensor/autograd/node.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/io/graph.h"
#include "tinytensor/nn/sequential.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace {

struct Options {
  std::string model, architecture, out;
  bool autograd = false;
};

// With --json a picture is drawn only where --out says; the layers are listed either way.
Json listed(const LoadedModel& loaded, Tensor x) {
  const NoGrad quiet;
  loaded.model->eval();
  Json rows = Json::array();
  for (const Layer& layer : layers(*loaded.model)) {
    x = (*layer.module)(x);
    rows.push_back({{"name", layer.name},
                    {"kind", layer.module->describe()},
                    {"output", std::vector<int>(x.shape().dims().begin(), x.shape().dims().end())}});
  }
  return rows;
}

void draw_layers(nn::Module& model, const Shape& x, const std::string& path) {
  std::vector<io::NamedModule> all;
  for (const Layer& layer : layers(model)) all.push_back({layer.name, layer.module});
  io::draw_layers(all, x, path);
}

void run(Options o) {
  if (o.out.empty() && !general().json) o.out = "graph.svg";
  if (!o.out.empty()) check_output(o.out);
  const LoadedModel loaded = load_model(o.model, o.architecture);
  const Tensor x = random_images(loaded.input, 1);
  const bool quantized = !dynamic_cast<nn::Sequential*>(loaded.model.get());
  if (o.autograd && quantized)
    throw ValueError("graph: " + o.model +
                     " is quantized: it is not trained, and autograd records nothing. Give the float model");
  if (o.out.empty()) return print_json({{"out", nullptr}, {"layers", listed(loaded, x)}});
  if (o.autograd) {
    const Tensor logits = (*loaded.model)(x);
    const std::vector<int> labels(static_cast<std::size_t>(logits.dim(0)), 0);
    io::draw_graph(cross_entropy(logits, labels), o.out, nn::named_parameters(*loaded.model));
  } else {
    loaded.model->eval();
    if (quantized)
      draw_layers(*loaded.model, x.shape(), o.out);
    else
      io::draw_model(*loaded.model, x.shape(), o.out);
  }
  if (general().json) return print_json({{"out", o.out}, {"layers", listed(loaded, x)}});
  fmt::print("Drawn to {}\n", o.out);
}

}  // namespace

void add_graph(Command app) {
  Command command = app.add("graph", "Draw a model, or what autograd records of one step");
  auto o = std::make_shared<Options>();
  command.option("MODEL", o->model, "A .safetensors file, float or quantized").required();
  command.option("--arch", o->architecture,
                 "The architecture, for files that do not say it: lab03-cnn, mlp, or layers");
  command.option("--out", o->out,
                 "FILE.svg, or FILE.dot for Graphviz's own tools (graph.svg; with --json, none)");
  command.flag("--autograd", o->autograd, "Draw the recorded graph of one training step");
  add_general(command);
  command.does([o] { run(*o); });
}

}  // namespace tt::cli
