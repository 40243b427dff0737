#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/bench.h"
#include "cli/command.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/peak.h"
#include "cli/table.h"
#include "cli/timing.h"
#include "tinytensor/autograd/node.h"
#include "tinytensor/kernels/parallel.h"

namespace tt::cli {

namespace {

struct Options {
  std::string model, architecture;
  std::vector<int> batches{1, 256}, threads{1};
};

void run(const Options& o) {
  const NoGrad quiet;
  const LoadedModel loaded = load_model(o.model, o.architecture);
  const std::shared_ptr<nn::Module> model = for_inference(loaded);
  const double work = static_cast<double>(multiply_adds(*loaded.model, loaded.input));
  const int before = threads();
  Table table({"batch", "threads", "a call", "images/s", "share of float peak"});
  Json rows = Json::array();
  for (int batch : o.batches)
    for (int thread_count : o.threads) {
      set_threads(thread_count);
      const Tensor x = random_images(loaded.input, batch);
      const double seconds = median_seconds([&] { (*model)(x); }, 51), rate = batch / seconds;
      const double share = 2 * work * rate / float_peak(thread_count);
      table.add({std::to_string(batch), std::to_string(thread_count), fmt::format("{:.2f} us", 1e6 * seconds),
                 with_commas(static_cast<std::int64_t>(rate)), percent(share)});
      rows.push_back({{"batch", batch},
                      {"threads", thread_count},
                      {"images_per_second", rate},
                      {"microseconds", 1e6 * seconds},
                      {"share_of_peak", share}});
    }
  set_threads(before);
  if (general().json) return print_json({{"model", o.model}, {"rows", rows}});
  fmt::print(
      "{}\nMedians of 51 samples of 2 ms. The peak counts multiply-adds of the plain definition: Winograd "
      "may pass it.\n",
      table.text());
}

}  // namespace

void add_bench_model(Command bench) {
  Command command = bench.add("model", "Inference: images per second, microseconds per call");
  auto o = std::make_shared<Options>();
  command.option("MODEL", o->model, "A .safetensors file, float or quantized").required();
  command.option("--arch", o->architecture,
                 "The architecture, for files that do not say it: lab03-cnn, mlp, or layers");
  command.option("--batch", o->batches, "Images per call (1,256)").commas().whole(1, 1 << 20);
  add_thread_counts(command, o->threads);
  command.does([o] { run(*o); });
}

}  // namespace tt::cli
