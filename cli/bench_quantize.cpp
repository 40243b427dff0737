#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/bench.h"
#include "cli/command.h"
#include "cli/dnnl_peer.h"
#include "cli/general.h"
#include "cli/table.h"
#include "cli/turns.h"
#include "modules/quantization/kernels/quantize.h"
#include "tinytensor/kernels/parallel.h"
#include "tinytensor/tensor/buffer.h"

namespace tt::cli {

namespace {

constexpr double bytes_of_value = 5;  // a float and its code, one read and the other written

Json row_of(const char* what, std::int64_t count, int thread_count, double ours, double peer) {
  return {{"what", what},
          {"values", count},
          {"threads", thread_count},
          {"gb_per_s", bytes_of_value * static_cast<double>(count) / ours / 1e9},
          {"dnnl_ratio", peer / ours}};
}

void measure(std::int64_t count, int thread_count, const Turns& turns, Json& rows) {
  const Buffer floats(count);
  for (std::int64_t i = 0; i < count; ++i) floats.data()[i] = static_cast<float>(i % 1000) / 500 - 1;
  std::vector<std::uint8_t> codes(static_cast<std::size_t>(count));
  const quant::QuantParams params{0.01f, 0};
  constexpr std::int64_t part_values = 1 << 16;
  const auto parts = static_cast<int>((count + part_values - 1) / part_values);
  const auto in_parts = [&](const auto& body) {
    parallel_for(parts, [&](int part) {
      const std::int64_t first = part * part_values;
      body(first, std::min(part_values, count - first));
    });
  };
  std::vector<std::function<void()>> works = {
      [&] {
        in_parts([&](std::int64_t first, std::int64_t some) {
          quant::kernels::quantize(floats.data() + first, codes.data() + first, some, params, -127, 127);
        });
      },
      [&] {
        in_parts([&](std::int64_t first, std::int64_t some) {
          quant::kernels::dequantize(codes.data() + first, floats.data() + first, some, params, true);
        });
      }};
  std::vector<DnnlPeer> peers;
  if (DnnlPeer::available()) {
    peers.push_back(dnnl_quantize(count));
    peers.push_back(dnnl_dequantize(count));
  }
  for (DnnlPeer& peer : peers) works.emplace_back([&] { peer.run(); });
  const std::vector<double> seconds = turns.best(works);
  const auto peer = [&](std::size_t i) { return peers.empty() ? 0 : seconds[i + 2]; };
  rows.push_back(row_of("quantize", count, thread_count, seconds[0], peer(0)));
  rows.push_back(row_of("dequantize", count, thread_count, seconds[1], peer(1)));
}

void run(const std::vector<std::int64_t>& counts, const Turns& turns, const std::vector<int>& thread_counts) {
  const int before = threads();
  Json rows = Json::array();
  for (int thread_count : thread_counts) {
    set_threads(thread_count);
    set_dnnl_threads(thread_count);
    for (std::int64_t count : counts) measure(count, thread_count, turns, rows);
  }
  set_threads(before);
  if (general().json) return print_json({{"rows", rows}});
  Table table({"", "values", "threads", "GB/s", "x oneDNN"});
  for (const Json& row : rows) {
    const double ratio = row["dnnl_ratio"];
    table.add({row["what"], with_commas(row["values"]), std::to_string(row["threads"].get<int>()),
               fmt::format("{:.1f}", row["gb_per_s"].get<double>()),
               ratio > 0 ? fmt::format("{:.2f}", ratio) : "-"});
  }
  fmt::print("{}\nFloats to int8 codes and back, per tensor; five bytes a value, best of the rounds\n",
             table.text());
}

}  // namespace

void add_bench_quantize(Command bench) {
  Command command = bench.add("quantize", "Floats to codes and back, beside oneDNN where it is installed");
  auto counts = std::make_shared<std::vector<std::int64_t>>(std::vector<std::int64_t>{200'000, 100'000'000});
  auto turns = std::make_shared<Turns>();
  auto thread_counts = std::make_shared<std::vector<int>>(std::vector<int>{1});
  command.option("--values", *counts, "How many (200000,100000000)").commas().whole(1, 1 << 30);
  command.option("--rounds", turns->rounds, "Times that ours and the peer take turns; the best counts (15)")
      .whole(1, 1000);
  add_thread_counts(command, *thread_counts);
  command.does([=] { run(*counts, *turns, *thread_counts); });
}

}  // namespace tt::cli
