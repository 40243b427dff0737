#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/quantize_options.h"
#include "cli/table.h"
#include "cli/timing.h"
#include "modules/quantization/model_file.h"
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

// A way to quantize the trained network.
struct Variant {
  std::string name, file;
  QuantizeOptions options;
};

std::vector<Variant> variants() {
  const auto make = [](const char* name, const char* file, const char* mode, int bits = 8) {
    Variant v{name, file, {}};
    v.options.mode = mode;
    v.options.config.weights.bits = bits;
    if (bits < 8) v.options.config.weights.range = quant::WeightConfig::least_squares;
    return v;
  };
  std::vector<Variant> all{make("float16 weights", "float16", "float16"),
                           make("int8 weights", "int8", "weight-only"),
                           make("dynamic range int8", "dynamic", "dynamic"),
                           make("full int8", "full-int8", "full"),
                           make("full int8, QAT", "qat-int8", "qat"),
                           make("int4 weights, least squares", "int4", "weight-only", 4),
                           make("int3 weights, least squares", "int3", "weight-only", 3),
                           make("int2 weights, least squares", "int2", "weight-only", 2),
                           make("int2 weights, QAT", "qat-int2", "qat-weights", 2),
                           make("int2 weights, min-max", "int2-minmax", "weight-only", 2)};
  all.back().options.config.weights.range = quant::WeightConfig::minmax;
  all[8].options.training.lr = 1e-3f;
  all[8].options.training.epochs = 2;
  return all;
}

// A saved model's row of the table, measured on what was read back from the file.
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
      "size: the file on disk; accuracy: {} test images of {}; latency: one image, one thread, median\n"
      "Models with \"weights\" in their names turn them into floats at every call, and dynamic range looks\n"
      "for the range of every image: both save memory, not time, when images come one by one.\n",
      with_commas(test.count()), test.name());
}

// The network quantized in this way, read back from its file.
Row quantized(const Variant& v, nn::Sequential& model, const data::Split& split, const std::string& folder) {
  const std::string file = folder + "lab03-" + v.file + ".safetensors";
  QuantizeOptions options = v.options;
  options.training.seed = general().seed;
  options.training.print = false;
  quant::QuantizedModel quantized = quantize(model, options, split);
  quant::save(quantized, file);
  return measure(v.name, file, split.test);
}

void report(const Options& o, const std::vector<Row>& rows, const data::Dataset& test) {
  if (general().json) {
    Json json = Json::array();
    for (const Row& r : rows)
      json.push_back({{"model", r.model},
                      {"bytes", r.bytes},
                      {"accuracy", r.accuracy},
                      {"reduction", static_cast<double>(rows[0].bytes) / static_cast<double>(r.bytes)},
                      {"microseconds", r.microseconds}});
    return print_json({{"data", test.name()}, {"rows", json}, {"graph", o.out + "/graph.svg"}});
  }
  print_table(rows, test);
  fmt::print("\nWritten to {}: lab03-*.safetensors, graph.svg", o.out);
  if (rows.size() <= variants().size()) return fmt::print("\n");
  fmt::print(". Next: {} summary {}\n", program(),
             shell_word((std::filesystem::path(o.out) / "lab03-full-int8.safetensors").lexically_normal()));
}

void run(const Options& o) {
  const std::string folder = o.out + "/";
  std::error_code failed;
  std::filesystem::create_directories(o.out, failed);
  check_output(folder + "graph.svg");
  const data::Split split = data::load_dataset(o.data, {.seed = general().seed});
  Rng rng(general().seed);
  nn::Sequential model = io::make_model("lab03-cnn", rng);
  if (split.train.sample_shape() != model.input)
    throw ValueError("demo: LAB03's network takes images " + model.input.str() + ", " + o.data + " has " +
                     split.train.sample_shape().str());
  if (!general().json)
    fmt::print("Training LAB03's network ({} parameters) on {} images of {}\n",
               with_commas(nn::parameter_count(model)), with_commas(split.train.count()), split.train.name());
  const Training training =
      train(model, split, {.epochs = o.epochs, .seed = general().seed, .print = !general().json});
  if (training.interrupted) throw Error("demo: interrupted");

  io::save(model, folder + "lab03-float32.safetensors");
  io::draw_model(model, Shape{1, 28, 28, 1}, folder + "graph.svg");
  model.eval();
  std::vector<Row> rows{measure("float32", folder + "lab03-float32.safetensors", split.test)};
  std::vector<std::string> missing;
  for (const Variant& v : variants()) try {
      rows.push_back(quantized(v, model, split, folder));
    } catch (const NotImplemented& part) {  // in a starter tree
      missing.push_back(v.name + ": " + part.what());
    }
  report(o, rows, split.test);
  for (const std::string& row : missing) fmt::print(stderr, "{}\n", row);
  if (!missing.empty()) throw ExitStatus{2};
}

}  // namespace

void add_demo(Command app) {
  Command command = app.add("demo", "Train LAB03's network, quantize it, print the table");
  auto o = std::make_shared<Options>();
  command.option("--data", o->data, "digits (built in), or mnist:FOLDER (digits)");
  command.option("--epochs", o->epochs, "Passes over the training images (5)").whole(1, 1000);
  command.option("--out", o->out, "Folder for the models and graph.svg (.)");
  add_general(command);
  command.does([o] { run(*o); });
}

}  // namespace tt::cli
