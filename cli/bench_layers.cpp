#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/bench.h"
#include "cli/command.h"
#include "cli/general.h"
#include "cli/peak.h"
#include "cli/table.h"
#include "cli/timing.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::cli {

namespace {

struct Bench {
  std::string layers;
  Shape image;
};

const std::vector<Bench>& benches() {
  static const std::vector<Bench> all{
      {"conv 1 16 3, relu, maxpool 2", {28, 28, 1}},
      {"conv 16 32 3, relu, maxpool 2", {13, 13, 16}},
      {"conv 16 32 3", {13, 13, 16}},
      {"conv 32 32 3 padding 1 groups 32", {28, 28, 32}},
      {"batchnorm 32", {28, 28, 32}},
      {"relu", {28, 28, 32}},
      {"maxpool 2", {28, 28, 32}},
      {"avgpool 2", {28, 28, 32}},
      {"linear 800 10", {800}},
      {"linear 784 128", {784}},
      {"linear 1024 1024", {1024}},
      {"softmax", {1000}},
      {"dropout 0.5", {1024}},
  };
  return all;
}

Json measure(const Bench& b, int batch, int thread_count) {
  set_threads(thread_count);
  Rng rng(general().seed);
  nn::Sequential model = io::make_model(b.layers, rng);
  std::vector<int> dims{batch};
  dims.insert(dims.end(), b.image.dims().begin(), b.image.dims().end());
  const Tensor x = Tensor::normal(Shape(dims), rng).track();
  const double both = median_seconds([&] { sum(model(x)).backward(); });
  const NoGrad quiet;
  const Tensor y = model(x);
  const double forward = median_seconds([&] { model(x); });
  const double operations = 2 * static_cast<double>(model[0].multiply_adds(x.shape(), model[0](x).shape()));
  return {{"layers", b.layers},
          {"input", x.shape().str()},
          {"batch", batch},
          {"threads", thread_count},
          {"microseconds", 1e6 * forward},
          {"backward_microseconds", 1e6 * (both - forward)},
          {"share_of_peak", operations / forward / float_peak(thread_count)}};
}

void run(int batch, const std::vector<int>& thread_counts) {
  const int before = threads();
  Table table({"layers", "input", "threads", "forward", "backward", "share of peak"});
  Json rows = Json::array();
  for (const Bench& b : benches())
    for (int thread_count : thread_counts) {
      const Json row = measure(b, batch, thread_count);
      const double share = row["share_of_peak"];
      table.add({b.layers, row["input"], std::to_string(thread_count),
                 fmt::format("{:.1f} us", row["microseconds"].get<double>()),
                 fmt::format("{:.1f} us", row["backward_microseconds"].get<double>()),
                 share > 0 ? percent(share) : "-"});
      rows.push_back(row);
    }
  set_threads(before);
  if (general().json) return print_json({{"rows", rows}});
  fmt::print("{}\nMedians; forward without recording, backward with all gradients\n", table.text());
}

}  // namespace

void add_bench_layers(Command bench) {
  Command command = bench.add("layers", "Layers one by one, forward and backward");
  auto batch = std::make_shared<int>(32);
  auto thread_counts = std::make_shared<std::vector<int>>(std::vector<int>{1});
  command.option("--batch", *batch, "Images per call (32)").whole(1, 1 << 20);
  add_thread_counts(command, *thread_counts);
  command.does([=] { run(*batch, *thread_counts); });
}

}  // namespace tt::cli
