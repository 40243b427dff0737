#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/bench.h"
#include "cli/command.h"
#include "cli/dnnl_peer.h"
#include "cli/general.h"
#include "cli/isa_note.h"
#include "cli/table.h"
#include "cli/turns.h"
#include "modules/quantization/kernels/integer_peak.h"
#include "modules/quantization/kernels/packed_layer.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/rng.h"

namespace tt::cli {

namespace {

namespace integer = quant::kernels;

struct Product {
  int m, k, n;
};
constexpr Product products[] = {{64, 64, 64},       {128, 128, 128}, {256, 256, 256}, {512, 512, 512},
                                {1024, 1024, 1024}, {1, 800, 10},    {1, 1024, 1024}, {256, 784, 128}};

std::vector<std::uint8_t> random_bytes(std::int64_t count, Rng& rng) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count));
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(rng.below(256));
  return bytes;
}

Json measure(const Product& p, int thread_count, const Turns& turns) {
  Rng rng(general().seed);
  const auto x = random_bytes(std::int64_t{p.m} * p.k + 3, rng),
             w = random_bytes(std::int64_t{p.n} * p.k, rng);
  const std::vector<std::int32_t> offsets(static_cast<std::size_t>(p.n));
  std::vector<std::int32_t> sums(static_cast<std::size_t>(p.m * p.n));
  const integer::PackedMatmul ours(reinterpret_cast<const std::int8_t*>(w.data()), p.n, p.k,
                                   {.offsets = offsets});
  const auto in_registers = [=] {
    return integer::integer_multiply_add_in_registers(thread_count, integer::best_isa());
  };
  std::vector<DnnlPeer> peers;
  if (DnnlPeer::available()) peers.push_back(dnnl_integer_matmul(p.m, p.k, p.n));
  std::vector<std::function<void()>> works = {[&] { ours.sums(x.data(), sums.data(), p.m); },
                                              [&] { in_registers(); }};
  for (DnnlPeer& peer : peers) works.emplace_back([&] { peer.run(); });
  const std::vector<double> seconds = turns.best(works);
  const double speed = 2.0 * p.m * p.k * p.n / seconds[0], peak = in_registers() / seconds[1];
  return {{"m", p.m},
          {"k", p.k},
          {"n", p.n},
          {"threads", thread_count},
          {"isa", name(integer::best_isa())},
          {"gops", speed / 1e9},
          {"microseconds", 1e6 * seconds[0]},
          {"share_of_peak", peak > 0 ? speed / peak : 0},
          {"dnnl_ratio", peers.empty() ? 0 : seconds[2] / seconds[0]}};
}

void run(const Turns& turns, const std::vector<int>& thread_counts) {
  const int before = threads();
  Table table({"m x k x n", "threads", "G op/s", "a call", "share of peak", "x oneDNN"});
  Json rows = Json::array();
  for (int thread_count : thread_counts) {
    set_threads(thread_count);
    set_dnnl_threads(thread_count);
    for (const Product& p : products) {
      const Json row = measure(p, thread_count, turns);
      const double share = row["share_of_peak"], ratio = row["dnnl_ratio"];
      table.add({fmt::format("{} x {} x {}", p.m, p.k, p.n), std::to_string(thread_count),
                 fmt::format("{:.1f}", row["gops"].get<double>()),
                 fmt::format("{:.2f} us", row["microseconds"].get<double>()),
                 share > 0 ? percent(share) : "-", ratio > 0 ? fmt::format("{:.2f}", ratio) : "-"});
      rows.push_back(row);
    }
  }
  set_threads(before);
  if (general().json) return print_json({{"rows", rows}});
  fmt::print("{}\nuint8 codes times int8 weights packed beforehand, to int32. {}\n", table.text(),
             isa_note());
}

}  // namespace

void add_bench_gemm(Command bench) {
  Command command = bench.add("gemm", "Integer matrix products, beside oneDNN's where it is installed");
  auto turns = std::make_shared<Turns>();
  auto thread_counts = std::make_shared<std::vector<int>>(std::vector<int>{1});
  command.option("--rounds", turns->rounds, "Times that ours and the peer take turns; the best counts (15)")
      .whole(1, 1000);
  add_thread_counts(command, *thread_counts);
  command.does([=] { run(*turns, *thread_counts); });
}

}  // namespace tt::cli
