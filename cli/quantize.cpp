#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/weight_error.h"
#include "modules/quantization/model_file.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/io/model_file.h"

namespace tt::cli {

namespace {

struct Options {
  std::string model, architecture, out;
  quant::Config config;
};

void run(const Options& o) {
  if (!o.out.empty()) check_output(o.out);
  nn::Sequential model = io::load(o.model, o.architecture);
  model.eval();
  quant::QuantizedModel quantized = quant::quantize_model(model, o.config);
  const WeightError error = weight_error(model, quantized);
  const std::int64_t before = model.nbytes(), after = quantized.nbytes();
  const double ratio = static_cast<double>(before) / static_cast<double>(after);
  if (!o.out.empty()) quant::save(quantized, o.out);
  if (general().json) {
    Json json{{"float_bytes", before},
              {"quantized_bytes", after},
              {"ratio", ratio},
              {"max_error", error.max},
              {"mean_error", error.mean}};
    if (!o.out.empty()) json["file_bytes"] = file_size(o.out);
    return print_json(json);
  }
  for (int i = 0; i < quantized.size(); ++i)
    if (quant::stored_weight(quantized[i]))
      fmt::print("{}: {}\n", quantized.name(i), quantized[i].describe());
  fmt::print("{} -> {} bytes in memory, {:.2f}x smaller; weights off by {:.2g} at most, {:.2g} on average\n",
             with_commas(before), with_commas(after), ratio, error.max, error.mean);
  if (!o.out.empty()) fmt::print("Saved to {} ({} bytes)\n", o.out, with_commas(file_size(o.out)));
}

const std::map<std::string, quant::Mode> modes{{"weight-only", quant::Mode::weight_only}};
const std::map<std::string, quant::Scheme> schemes{{"symmetric", quant::Scheme::symmetric},
                                                   {"affine", quant::Scheme::affine}};
const std::map<std::string, quant::Granularity::Kind> granularities{{"tensor", quant::Granularity::tensor},
                                                                    {"channel", quant::Granularity::channel},
                                                                    {"group", quant::Granularity::group}};

}  // namespace

void add_quantize(CLI::App& app) {
  CLI::App* command = app.add_subcommand("quantize", "Store a model's weights in few bits");
  auto o = std::make_shared<Options>();
  quant::WeightConfig& w = o->config.weights;
  command->add_option("MODEL", o->model, "A float model, .safetensors")->required();
  command->add_option("--arch", o->architecture,
                      "The architecture, for files that do not say it: lab03-cnn, mlp, or layers");
  command
      ->add_option("--mode", o->config.mode,
                   "weight-only: integers are stored, floats computed (weight-only)")
      ->transform(CLI::CheckedTransformer(modes, CLI::ignore_case));
  command->add_option("--bits", w.bits, "Bits a weight, 1 to 16 (8)")->check(CLI::Range(1, 16));
  command
      ->add_option("--scheme", w.scheme,
                   "symmetric: zero is code 0; affine: the codes span the range (symmetric)")
      ->transform(CLI::CheckedTransformer(schemes, CLI::ignore_case));
  command
      ->add_option(
          "--granularity", w.granularity,
          "One scale for a whole tensor, for each output channel, or for groups along a row (channel)")
      ->transform(CLI::CheckedTransformer(granularities, CLI::ignore_case));
  command->add_option("--group", w.group, "Values that share a scale, with --granularity group (32)")
      ->check(CLI::PositiveNumber);
  command->add_option("--keep", o->config.keep_float,
                      "Layers that stay float, by name (7), kind (conv) or pattern (lin*)");
  command->add_option("--out", o->out, "Where to save the quantized model (FILE.safetensors)");
  add_general(*command);
  command->callback([o] { run(*o); });
}

}  // namespace tt::cli
