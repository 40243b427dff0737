#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/training.h"
#include "tinytensor/autograd/node.h"
#include "tinytensor/data/datasets.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/io/model_file.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace {

struct Options {
  std::string architecture = "lab03-cnn", data = "digits", out;
  TrainingOptions training;
};

Json to_json(const Training& training) {
  Json epochs = Json::array();
  for (const Epoch& e : training.epochs)
    epochs.push_back({{"loss", e.loss},
                      {"seconds", e.seconds},
                      {"images_per_second", e.images_per_second},
                      {"test_accuracy", e.test_accuracy}});
  return {{"epochs", epochs},
          {"test_accuracy", training.epochs.back().test_accuracy},
          {"interrupted", training.interrupted}};
}

// Sends one image through the layers, to name the one that it does not fit.
void check_shapes(nn::Sequential& model, const Shape& image) {
  const NoGrad quiet;
  model.eval();
  Tensor x = random_images(image, 1);
  for (const Layer& layer : layers(model)) try {
      x = (*layer.module)(x);
    } catch (const Error& e) {
      throw ValueError("train: layer " + layer.name + " (" + layer.module->architecture() + "): " + e.what());
    }
}

void run(Options o) {
  if (!o.out.empty()) check_output(o.out);
  const data::Split split = data::load_dataset(o.data, {.seed = general().seed});
  Rng rng(general().seed);
  nn::Sequential model = io::make_model(o.architecture, rng);
  if (model.input.rank() == 0) model.input = split.train.sample_shape();
  check_shapes(model, split.train.sample_shape());
  if (!general().json)
    fmt::print("{} parameters, {} training images, {} test images\n", with_commas(nn::parameter_count(model)),
               with_commas(split.train.count()), with_commas(split.test.count()));
  o.training.seed = general().seed;
  o.training.print = !general().json;
  const Training training = train(model, split, o.training);
  if (!o.out.empty()) io::save(model, o.out);
  Json json = to_json(training);
  if (!o.out.empty()) json["out"] = o.out;
  if (general().json) return print_json(json);
  if (training.interrupted) fmt::print("Interrupted in epoch {}.\n", training.epochs.size());
  if (!o.out.empty())
    fmt::print("{} to {}\n", training.interrupted ? "The unfinished model is saved" : "Saved", o.out);
  else if (training.interrupted)
    fmt::print("Nothing is saved: there was no --out FILE.\n");
}

}  // namespace

void add_train(Command app) {
  Command command = app.add("train", "Train a network on labelled images");
  auto o = std::make_shared<Options>();
  command.option(
      "--arch", o->architecture,
      "lab03-cnn, mlp, or layers: \"conv 1 8 3, relu, maxpool 2, flatten, linear 1352 10\" (lab03-cnn)");
  command.option("--data", o->data, "digits (built in), mnist:FOLDER or cifar10:FOLDER (digits)");
  command.option("--epochs", o->training.epochs, "Passes over the training images (5)").whole(1, 100000);
  command.option("--batch", o->training.batch, "Images per step (32)").whole(1, 1 << 20);
  command.option("--lr", o->training.lr, "Learning rate (0.001)").not_negative();
  command.option("--optimizer", o->training.optimizer, "adam, or sgd with momentum 0.9 (adam)")
      .one_of({"adam", "sgd"});
  command.option("--schedule", o->training.schedule,
                 "How the rate falls: constant, cosine, linear, step; add -warmup to begin low (constant)");
  command.option("--out", o->out,
                 "Where to save the model (FILE.safetensors), also when Ctrl-C ends training early");
  add_general(command);
  command.does([o] { run(*o); });
}

}  // namespace tt::cli
