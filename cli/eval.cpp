#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/progress.h"
#include "tinytensor/data/datasets.h"
#include "tinytensor/data/evaluate.h"
#include "tinytensor/io/npy.h"

namespace tt::cli {

namespace {

struct Options {
  std::string model, architecture, data = "digits", logits, border = "float";
  std::int64_t limit = -1;
  int batch = 256;
};

void run(const Options& o) {
  if (!o.logits.empty()) check_output(o.logits);
  const LoadedModel loaded = load_model(o.model, o.architecture);
  const data::Dataset test =
      data::load_dataset(o.data, {.seed = general().seed, .train_count = 0, .test_count = o.limit}).test;
  const std::shared_ptr<nn::Module> model =
      o.border == "float" ? loaded.model : with_codes_at_border(loaded, o.border == "int8");
  Progress bar("evaluating", test.count(), "images");
  Tensor logits;
  const data::Evaluation e = data::evaluate(*model, test,
                                            {.batch = o.batch,
                                             .logits = o.logits.empty() ? nullptr : &logits,
                                             .progress = [&](std::int64_t done) { bar.update(done); }});
  bar.clear();
  if (!o.logits.empty()) io::write_npy(o.logits, logits);
  if (general().json)
    return print_json(
        {{"accuracy", e.accuracy()}, {"correct", e.correct}, {"total", e.total}, {"loss", e.loss}});
  fmt::print("accuracy {} ({} of {}), loss {:.4f}\n", percent(e.accuracy()), with_commas(e.correct),
             with_commas(e.total), e.loss);
}

}  // namespace

void add_eval(Command app) {
  Command command = app.add("eval", "Measure a model's accuracy on test images");
  auto o = std::make_shared<Options>();
  command.option("MODEL", o->model, "A .safetensors file, float or quantized").required();
  command.option("--arch", o->architecture,
                 "The architecture, for files that do not say it (PyTorch's): lab03-cnn, mlp, or layers");
  command.option("--data", o->data, "digits (built in), mnist:FOLDER or cifar10:FOLDER (digits)");
  command.option("--logits", o->logits, "Also write the logits, [images, classes], to this .npy file");
  command
      .option(
          "--border", o->border,
          "Inputs and outputs of a full-integer model: float, or uint8 or int8 codes, with no float anywhere "
          "(float)")
      .one_of({"float", "uint8", "int8"});
  command.option("--limit", o->limit, "Only the first LIMIT test images").whole(1);
  command.option("--batch", o->batch, "Images per call (256)").whole(1, 1 << 20);
  add_general(command);
  command.does([o] { run(*o); });
}

}  // namespace tt::cli
