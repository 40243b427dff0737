#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/table.h"
#include "modules/quantization/mixed.h"
#include "tinytensor/data/datasets.h"
#include "tinytensor/data/evaluate.h"

namespace tt::cli {

namespace {

struct Options {
  std::string model, architecture, data = "digits";
  std::vector<int> bits{8, 4, 3, 2};
  std::int64_t images = 2000, budget = 0;
};

// Longer bars are worse: a full bar is all accuracy lost.
std::string bar(double share) {
  const int length = std::clamp(static_cast<int>(share * 40 + 0.5), 0, 40);
  return std::string(static_cast<std::size_t>(length), '#');
}

void run(const Options& o) {
  nn::Sequential model = load_float("sensitivity", o.model, o.architecture);
  model.eval();
  // Training images: the test images are for the final figure only.
  const data::Dataset images =
      data::load_dataset(o.data, {.seed = general().seed, .train_count = o.images, .test_count = 0}).train;
  std::vector<int> first(static_cast<std::size_t>(std::min<std::int64_t>(256, images.count())));
  std::iota(first.begin(), first.end(), 0);
  const Tensor samples = images.gather(first).x;
  const double base = data::accuracy(model, images);
  const quant::WeightConfig weights;
  const std::vector<quant::Sensitivity> all = quant::measure_sensitivity(
      model, weights, o.bits, samples, [&](nn::Module& m) { return data::accuracy(m, images); });
  std::vector<quant::LayerRule> chosen;
  if (o.budget > 0) chosen = quant::choose_bits(all, weights, o.budget);
  if (general().json) {
    Json rows = Json::array(), choice = Json::array();
    for (const quant::Sensitivity& s : all)
      rows.push_back({{"layer", s.layer},
                      {"bits", s.bits},
                      {"weight_bytes", s.weight_bytes},
                      {"sqnr_db", s.sqnr_db},
                      {"accuracy", s.score}});
    for (const quant::LayerRule& r : chosen)
      choice.push_back({{"layer", r.layers}, {"bits", r.weights.bits}});
    return print_json(
        {{"float_accuracy", base}, {"images", images.count()}, {"rows", rows}, {"chosen", choice}});
  }
  Table table({"layer", "bits", "bytes", "SQNR", "accuracy", "lost"});
  for (const quant::Sensitivity& s : all)
    table.add({s.layer, std::to_string(s.bits), with_commas(s.weight_bytes),
               fmt::format("{:.1f} dB", s.sqnr_db), percent(s.score),
               fmt::format("{:<40}", bar((base - s.score) / base))});
  fmt::print("{}\nOne layer at a time in few bits, the others float: {} on {} training images of {}\n",
             table.text(), percent(base), with_commas(images.count()), images.name());
  if (o.budget == 0) return;
  fmt::print("Within {} bytes of weights:", with_commas(o.budget));
  for (const quant::LayerRule& r : chosen) fmt::print(" --layer {}={}", r.layers, r.weights.bits);
  fmt::print("\n");
}

}  // namespace

void add_sensitivity(Command app) {
  Command command =
      app.add("sensitivity", "What each layer loses with few bits, and which bits fit a budget");
  auto o = std::make_shared<Options>();
  command.option("MODEL", o->model, "A float model, .safetensors").required();
  command.option("--arch", o->architecture,
                 "The architecture, for files that do not say it: lab03-cnn, mlp, or layers");
  command.option("--data", o->data, "digits, mnist:FOLDER or cifar10:FOLDER (digits)");
  command.option("--bits", o->bits, "Bit widths to try (8,4,3,2)").commas().whole(2, 16);
  command.option("--images", o->images, "Training images to measure on (2000)").whole(1);
  command
      .option("--budget", o->budget,
              "Also choose bits for each layer so that all weights fit in so many bytes")
      .whole(1);
  add_general(command);
  command.does([o] { run(*o); });
}

}  // namespace tt::cli
