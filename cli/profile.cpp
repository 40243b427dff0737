#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/table.h"
#include "cli/timing.h"
#include "modules/quantization/integer_layer.h"
#include "modules/quantization/integer_pipeline.h"
#include "tinytensor/autograd/node.h"
#include "tinytensor/nn/sequential.h"

namespace tt::cli {

namespace {

struct Row {
  std::string name, kind;
  double seconds = 0;
  std::int64_t work = 0, bytes = 0, output_bytes = 0;
  Tensor y;
};

// Runs the layer at `first` with those that run in one block with it, and moves first past them.
Row measure(nn::Module& model, const std::vector<Layer>& all, int& first, const Tensor& x) {
  Row row;
  int end = first + 1;
  if (auto* sequential = dynamic_cast<nn::Sequential*>(&model)) {
    end = first;
    row.y = sequential->forward_block(x, end);
    row.seconds = median_seconds([&] {
      int at = first;
      sequential->forward_block(x, at);
    });
  } else {
    row.y = (*all[first].module)(x);
    row.seconds = median_seconds([&] { (*all[first].module)(x); });
  }
  row.name = all[first].name + (end - first > 1 ? "-" + all[end - 1].name : "");
  Tensor inner = x;
  for (int i = first; i < end; ++i) {
    const Tensor y = (*all[i].module)(inner);
    row.kind += (i > first ? " + " : "") + all[i].module->describe();
    row.work += all[i].module->multiply_adds(inner.shape(), y.shape());
    row.bytes += all[i].module->nbytes();
    inner = y;
  }
  // Integer layers pass on codes, a byte each.
  const bool codes = dynamic_cast<quant::IntegerLayer*>(all[end - 1].module);
  row.output_bytes = (codes ? 1 : 4) * row.y.count();
  first = end;
  return row;
}

void run(const std::string& path, const std::string& architecture, int batch) {
  const NoGrad quiet;
  const LoadedModel loaded = load_model(path, architecture);
  loaded.model->eval();
  const std::vector<Layer> all = layers(*loaded.model);
  std::vector<Row> rows;
  double total = 0;
  Tensor x = random_images(loaded.input, batch);
  for (int first = 0; first < static_cast<int>(all.size());) {
    rows.push_back(measure(*loaded.model, all, first, x));
    total += rows.back().seconds;
    x = rows.back().y;
  }
  Table table({"layers", "kind", "time", "share", "multiply-adds", "G/s", "weight bytes", "output bytes"});
  Json json = Json::array();
  for (const Row& r : rows) {
    const double rate = static_cast<double>(r.work) / r.seconds / 1e9;
    table.add({r.name, r.kind, fmt::format("{:.1f} us", 1e6 * r.seconds), percent(r.seconds / total),
               with_commas(r.work), fmt::format("{:.1f}", rate), with_commas(r.bytes),
               with_commas(r.output_bytes)});
    json.push_back({{"layers", r.name},
                    {"kind", r.kind},
                    {"microseconds", 1e6 * r.seconds},
                    {"multiply_adds", r.work},
                    {"weight_bytes", r.bytes},
                    {"output_bytes", r.output_bytes}});
  }
  if (general().json) return print_json({{"batch", batch}, {"rows", json}, {"microseconds", 1e6 * total}});
  fmt::print("{}\nbatch {}: {:.1f} us, {:.2f} us an image (forward only; medians)\n", table.text(), batch,
             1e6 * total, 1e6 * total / batch);
  if (std::dynamic_pointer_cast<quant::IntegerPipeline>(for_inference(loaded)))
    fmt::print(
        "Timed layer by layer, each from floats to floats by its readable kernel; the pipeline that tt "
        "bench\n"
        "model runs does the same in integers throughout, and faster.\n");
}

}  // namespace

void add_profile(Command app) {
  Command command = app.add("profile", "Time a model layer by layer");
  auto path = std::make_shared<std::string>(), architecture = std::make_shared<std::string>();
  auto batch = std::make_shared<int>(32);
  command.option("MODEL", *path, "A .safetensors file, float or quantized").required();
  command.option("--arch", *architecture,
                 "The architecture, for files that do not say it: lab03-cnn, mlp, or layers");
  command.option("--batch", *batch, "Images per call (32)").whole(1, 1 << 20);
  add_general(command);
  command.does([=] { run(*path, *architecture, *batch); });
}

}  // namespace tt::cli
