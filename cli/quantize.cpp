#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/quantize_options.h"
#include "cli/weight_error.h"
#include "modules/quantization/model_file.h"
#include "tinytensor/data/datasets.h"
#include "tinytensor/data/evaluate.h"

namespace tt::cli {

namespace {

struct Options {
  std::string model, architecture, out, data = "digits";
  QuantizeOptions quantize;
};

// Training changes the weights, and so do equalization and folding batch normalization into them: then there
// is no error to report.
bool same_weights(nn::Sequential& model, const QuantizeOptions& o) {
  return !o.mode.starts_with("qat") && !o.config.improvements.equalize &&
         model.architecture().find("batchnorm") == std::string::npos;
}

void run(Options o) {
  if (!o.out.empty()) check_output(o.out);
  nn::Sequential model = load_float("quantize", o.model, o.architecture);
  model.eval();
  o.quantize.training.seed = general().seed;
  o.quantize.training.print = !general().json;
  const data::Split split =
      wants_data(o.quantize) ? data::load_dataset(o.data, {.seed = general().seed}) : data::Split{};
  quant::QuantizedModel quantized = quantize(model, o.quantize, split);
  const std::int64_t before = model.nbytes(), after = quantized.nbytes();
  Json json{{"float_bytes", before},
            {"quantized_bytes", after},
            {"ratio", static_cast<double>(before) / static_cast<double>(after)}};
  if (same_weights(model, o.quantize)) {
    const WeightError error = weight_error(model, quantized);
    json.update({{"max_error", error.max}, {"mean_error", error.mean}});
  }
  if (o.quantize.mode.starts_with("qat")) json["test_accuracy"] = data::accuracy(quantized, split.test);
  if (!o.out.empty()) {
    quant::save(quantized, o.out);
    json["file_bytes"] = file_size(o.out);
  }
  if (general().json) return print_json(json);
  for (int i = 0; i < quantized.size(); ++i)
    if (quant::stored_weight(quantized[i]))
      fmt::print("{}: {}\n", quantized.name(i), quantized[i].describe());
  fmt::print("{} -> {} bytes in memory, {:.2f}x smaller", with_commas(before), with_commas(after),
             json["ratio"].get<double>());
  if (json.contains("max_error"))
    fmt::print("; weights off by {:.2g} at most, {:.2g} on average", json["max_error"].get<double>(),
               json["mean_error"].get<double>());
  fmt::print("\n");
  if (json.contains("test_accuracy"))
    fmt::print("test accuracy {}\n", percent(json["test_accuracy"].get<double>()));
  if (o.out.empty())
    fmt::print("Nothing is saved: there was no --out FILE.\n");
  else
    fmt::print("Saved to {} ({} bytes)\n", o.out, with_commas(file_size(o.out)));
}

}  // namespace

void add_quantize(Command app) {
  Command command = app.add("quantize", "Quantize a model: its weights, or all of it");
  auto o = std::make_shared<Options>();
  command.option("MODEL", o->model, "A float model, .safetensors").required();
  command.option("--arch", o->architecture,
                 "The architecture, for files that do not say it: lab03-cnn, mlp, or layers");
  add_quantize_options(command, o->quantize);
  command.option("--data", o->data,
                 "Images for modes full and qat: digits, mnist:FOLDER or cifar10:FOLDER (digits)");
  command.option("--out", o->out, "Where to save the quantized model (FILE.safetensors)");
  add_general(command);
  command.does([o] { run(*o); });
}

}  // namespace tt::cli
