#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/io/graph.h"

namespace tt::cli {

namespace {

struct Options {
  std::string model, architecture, out = "graph.svg";
  bool autograd = false;
};

void run(const Options& o) {
  check_output(o.out);
  const LoadedModel loaded = load_model(o.model, o.architecture);
  const Tensor x = random_images(loaded.input, 1);
  if (o.autograd) {
    const Tensor logits = (*loaded.model)(x);
    const std::vector<int> labels(static_cast<std::size_t>(logits.dim(0)), 0);
    io::draw_graph(cross_entropy(logits, labels), o.out, nn::named_parameters(*loaded.model));
  } else {
    loaded.model->eval();
    io::draw_model(*loaded.model, x.shape(), o.out);
  }
  if (general().json) return print_json({{"out", o.out}});
  fmt::print("Drawn to {}\n", o.out);
}

}  // namespace

void add_graph(CLI::App& app) {
  CLI::App* command = app.add_subcommand("graph", "Draw a model, or what autograd records of one step");
  auto o = std::make_shared<Options>();
  command->add_option("MODEL", o->model, "A .safetensors file, float or quantized")->required();
  command->add_option("--arch", o->architecture,
                      "The architecture, for files that do not say it: lab03-cnn, mlp, or layers");
  command->add_option("--out", o->out, "FILE.svg, or FILE.dot for Graphviz's own tools (graph.svg)");
  command->add_flag("--autograd", o->autograd, "Draw the recorded graph of one training step");
  add_general(*command);
  command->callback([o] { run(*o); });
}

}  // namespace tt::cli
