#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/table.h"
#include "tinytensor/autograd/node.h"

namespace tt::cli {

namespace {

void run(const std::string& path, const std::string& architecture) {
  const NoGrad quiet;
  const LoadedModel loaded = load_model(path, architecture);
  loaded.model->eval();
  Tensor x = random_images(loaded.input, 1);
  Table table({"layer", "kind", "output", "parameters", "multiply-adds", "bytes"});
  Json rows = Json::array();
  std::int64_t parameters = 0, work = 0;
  for (const Layer& layer : layers(*loaded.model)) {
    const Tensor y = (*layer.module)(x);
    const std::int64_t own = stored_numbers(*layer.module),
                       macs = layer.module->multiply_adds(x.shape(), y.shape());
    table.add({layer.name, layer.module->describe(), y.shape().str(), with_commas(own), with_commas(macs),
               with_commas(layer.module->nbytes())});
    rows.push_back({{"name", layer.name},
                    {"kind", layer.module->describe()},
                    {"output", std::vector<int>(y.shape().dims().begin(), y.shape().dims().end())},
                    {"parameters", own},
                    {"multiply_adds", macs},
                    {"bytes", layer.module->nbytes()}});
    parameters += own;
    work += macs;
    x = y;
  }
  const std::int64_t bytes = loaded.model->nbytes();
  if (general().json)
    return print_json({{"layers", rows},
                       {"parameters", parameters},
                       {"multiply_adds", work},
                       {"bytes", bytes},
                       {"file_bytes", loaded.file_bytes}});
  fmt::print("{}\n{} parameters, {} multiply-adds an image, {} in memory, {} on disk\n", table.text(),
             with_commas(parameters), with_commas(work), kilobytes(bytes), kilobytes(loaded.file_bytes));
}

}  // namespace

void add_summary(Command app) {
  Command command = app.add("summary", "List a model's layers: shapes, parameters, work and bytes");
  auto path = std::make_shared<std::string>(), architecture = std::make_shared<std::string>();
  command.option("MODEL", *path, "A .safetensors file, float or quantized").required();
  command.option("--arch", *architecture,
                 "The architecture, for files that do not say it: lab03-cnn, mlp, or layers");
  add_general(command);
  command.does([=] { run(*path, *architecture); });
}

}  // namespace tt::cli
