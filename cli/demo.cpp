#include <fmt/format.h>

#include <filesystem>

#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/table.h"
#include "cli/timing.h"
#include "cli/training.h"
#include "modules/quantization/model_file.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/autograd/node.h"
#include "tinytensor/data/datasets.h"
#include "tinytensor/data/evaluate.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/io/graph.h"
#include "tinytensor/io/model_file.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace {

struct Options {
  std::string data = "digits", out = ".";
  int epochs = 5;
};

struct Row {
  std::string model;
  std::int64_t bytes;  // of the file
  double accuracy, microseconds;
};

// A saved model's line of the table: what is measured is what was read back from the file.
Row measure(const std::string& name, const std::string& path, const data::Dataset& test) {
  const LoadedModel loaded = load_model(path, "");
  const double accuracy = data::accuracy(*loaded.model, test);
  const std::shared_ptr<nn::Module> model = for_inference(loaded);
  const NoGrad quiet;
  const int before = threads();
  set_threads(1);
  const Tensor image = random_images(loaded.input, 1);
  const double seconds = median_seconds([&] { (*model)(image); }, 51);
  set_threads(before);
  return {name, loaded.file_bytes, accuracy, 1e6 * seconds};
}

void print_table(const std::vector<Row>& rows, const data::Dataset& test) {
  Table table({"model", "size", "accuracy", "reduction", "latency"});
  for (const Row& r : rows)
    table.add({r.model, kilobytes(r.bytes), percent(r.accuracy),
               fmt::format("{:.2f}x", static_cast<double>(rows[0].bytes) / static_cast<double>(r.bytes)),
               fmt::format("{:.1f} us", r.microseconds)});
  fmt::print("\n{}\n", table.text());
  fmt::print(
      "size: the file on disk; accuracy: {} test images of {}; latency: one image, one thread, median\n",
      with_commas(test.count()), test.name());
}

void run(const Options& o) {
  std::filesystem::create_directories(o.out);
  const data::Split split = data::load_dataset(o.data, {.seed = general().seed});
  Rng rng(general().seed);
  nn::Sequential model = io::make_model("lab03-cnn", rng);
  if (split.train.sample_shape() != model.input)
    throw ValueError("demo: LAB03's network wants images " + model.input.str() + ", " + o.data + " has " +
                     split.train.sample_shape().str());
  if (!general().json)
    fmt::print("Training LAB03's network ({} parameters) on {} images of {}\n",
               with_commas(nn::parameter_count(model)), with_commas(split.train.count()), split.train.name());
  const Training training =
      train(model, split, {.epochs = o.epochs, .seed = general().seed, .print = !general().json});
  if (training.interrupted) throw Error("demo: interrupted");

  const std::string folder = o.out + "/", floats = folder + "lab03-float32.safetensors",
                    int8 = folder + "lab03-int8.safetensors";
  io::save(model, floats);
  quant::QuantizedModel quantized = quant::quantize_model(model, {});
  quant::save(quantized, int8);
  io::draw_model(model, Shape{1, 28, 28, 1}, folder + "graph.svg");
  const std::vector<Row> rows{measure("float32", floats, split.test),
                              measure("int8 weights", int8, split.test)};

  if (general().json) {
    Json json = Json::array();
    for (const Row& r : rows)
      json.push_back({{"model", r.model},
                      {"bytes", r.bytes},
                      {"accuracy", r.accuracy},
                      {"reduction", static_cast<double>(rows[0].bytes) / static_cast<double>(r.bytes)},
                      {"microseconds", r.microseconds}});
    return print_json({{"data", split.test.name()}, {"rows", json}, {"graph", folder + "graph.svg"}});
  }
  print_table(rows, split.test);
  fmt::print("\nWritten: {}, {}, {}graph.svg. Next: ./tt summary {}\n", floats, int8, folder, int8);
}

}  // namespace

void add_demo(CLI::App& app) {
  CLI::App* command = app.add_subcommand("demo", "Train LAB03's network, quantize it, print the table");
  auto o = std::make_shared<Options>();
  command->add_option("--data", o->data, "digits (built in), or mnist:FOLDER (digits)");
  command->add_option("--epochs", o->epochs, "Times through all training images (5)")
      ->check(CLI::Range(1, 1000));
  command->add_option("--out", o->out, "Folder for the models and graph.svg (.)");
  add_general(*command);
  command->callback([o] { run(*o); });
}

}  // namespace tt::cli
