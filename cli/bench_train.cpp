#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/bench.h"
#include "cli/command.h"
#include "cli/general.h"
#include "cli/peak.h"
#include "cli/table.h"
#include "cli/timing.h"
#include "cli/training.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/data/datasets.h"
#include "tinytensor/data/loader.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/optim/optimizer.h"

namespace tt::cli {

namespace {

struct Options {
  std::vector<std::string> architectures{"lab03-cnn", "mlp"};
  std::vector<int> batches{32, 128}, threads{1, 2};
  std::string data = "digits:60000";
  int repeats = 3;
};

// Multiply-adds of one image's forward pass.
std::int64_t forward_work(nn::Sequential& model, const Tensor& image) {
  const NoGrad quiet;
  std::int64_t work = 0;
  Tensor x = image;
  for (int i = 0; i < model.size(); ++i) {
    const Tensor y = model[i](x);
    work += model[i].multiply_adds(x.shape(), y.shape());
    x = y;
  }
  return work;
}

double epoch_seconds(nn::Sequential& model, optim::Optimizer& optimizer, data::Loader& loader) {
  const double start = seconds_now();
  for (const auto& [x, y] : loader) {
    const Tensor loss = cross_entropy(model(x), y);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
  return seconds_now() - start;
}

Json measure(const Options& o, const data::Dataset& train, const std::string& architecture, int batch,
             int thread_count) {
  set_threads(thread_count);
  Rng rng(general().seed);
  nn::Sequential model = io::make_model(architecture, rng);
  optim::Adam adam(nn::parameters(model), {});
  data::Loader loader(train, {.batch = batch, .shuffle = true, .seed = general().seed});
  std::vector<double> times;
  for (int r = 0; r < o.repeats; ++r) times.push_back(epoch_seconds(model, adam, loader));
  std::ranges::sort(times);
  const double seconds = times[times.size() / 2];
  const double images = static_cast<double>(train.count()) / seconds;
  // Forward, gradient for the inputs and for the weights: three times the forward products, two operations
  // each. ReLU and pooling make most of the backward products drop out, so the share may exceed 1.
  const double operations =
      6.0 * static_cast<double>(forward_work(model, train.gather(std::vector<int>{0}).x)) * images;
  return {{"model", architecture},       {"batch", batch},
          {"threads", thread_count},     {"seconds", seconds},
          {"images_per_second", images}, {"share_of_peak", operations / float_peak(thread_count)}};
}

void run(const Options& o) {
  const data::Dataset train = data::load_dataset(o.data, {.seed = general().seed}).train;
  const int before = threads();
  Table table({"model", "batch", "threads", "epoch", "images/s", "share of peak"});
  Json rows = Json::array();
  for (const std::string& architecture : o.architectures)
    for (int batch : o.batches)
      for (int thread_count : o.threads) {
        const Json row = measure(o, train, architecture, batch, thread_count);
        table.add({architecture, std::to_string(batch), std::to_string(thread_count),
                   fmt::format("{:.3f} s", row["seconds"].get<double>()),
                   with_commas(row["images_per_second"].get<double>()), percent(row["share_of_peak"])});
        rows.push_back(row);
      }
  set_threads(before);
  if (general().json) return print_json({{"images", train.count()}, {"repeats", o.repeats}, {"rows", rows}});
  fmt::print("{}\nAdam, {} images an epoch, shuffling included; medians of {} epochs\n", table.text(),
             with_commas(train.count()), o.repeats);
}

}  // namespace

void add_bench_train(Command bench) {
  Command command = bench.add("train", "Training: seconds per epoch");
  auto o = std::make_shared<Options>();
  command.option("--arch", o->architectures, "Architectures (lab03-cnn mlp)");
  command.option("--batch", o->batches, "Images per step (32,128)").commas().whole(1, 1 << 20);
  command.option("--data", o->data, "digits:COUNT, mnist:FOLDER or cifar10:FOLDER (digits:60000)");
  command.option("--repeats", o->repeats, "Epochs; the median counts (3)").whole(1, 1000);
  add_thread_counts(command, o->threads);
  command.does([o] { run(*o); });
}

}  // namespace tt::cli
