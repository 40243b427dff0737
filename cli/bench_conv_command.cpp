#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/bench.h"
#include "cli/bench_conv.h"
#include "cli/command.h"
#include "cli/general.h"
#include "cli/isa_note.h"
#include "cli/progress.h"
#include "cli/table.h"

namespace tt::cli {

namespace {

const char* name_of(ConvPass pass) {
  switch (pass) {
    case ConvPass::forward:
      return "forward";
    case ConvPass::backward_input:
      return "backward input";
    case ConvPass::backward_weight:
      return "backward weight";
  }
  return "";
}

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::string ratio_text(double ratio) { return ratio > 0 ? fmt::format("{:.2f}", ratio) : "-"; }

// "forward: median 1.10, least 0.71 of oneDNN's speed"
void print_ratios(const std::vector<ConvBenchRow>& rows) {
  for (ConvPass pass : {ConvPass::forward, ConvPass::backward_input, ConvPass::backward_weight}) {
    std::vector<double> ratios;
    for (const ConvBenchRow& r : rows)
      if (r.pass == pass && r.dnnl_ratio > 0) ratios.push_back(r.dnnl_ratio);
    if (!ratios.empty())
      fmt::print("{}: median {:.2f}, least {:.2f} times oneDNN's speed over {} measurements\n", name_of(pass),
                 median_of(ratios), std::ranges::min(ratios), ratios.size());
  }
}

void run(ConvBenchOptions o, const std::vector<int>& thread_counts) {
  Table table({"shape", "batch", "pass", "threads", o.integers ? "G op/s" : "GFLOP/s", "share of peak",
               "x oneDNN", "x oneDNN blocked"});
  Json json = Json::array();
  std::vector<ConvBenchRow> rows;
  for (int thread_count : thread_counts) {
    o.threads = thread_count;
    Progress bar(fmt::format("{} threads", thread_count),
                 static_cast<std::int64_t>(conv_bench_shapes().size() * o.batches.size() * passes(o).size()),
                 "measurements");
    std::int64_t done = 0;
    bench_conv(o, [&](const ConvBenchRow& r) {
      bar.update(++done);
      rows.push_back(r);
      table.add({r.name, std::to_string(r.batch), name_of(r.pass), std::to_string(thread_count),
                 fmt::format("{:.1f}", r.gops), percent(r.share_of_peak), ratio_text(r.dnnl_ratio),
                 ratio_text(r.dnnl_blocked_ratio)});
      json.push_back({{"shape", r.name},
                      {"batch", r.batch},
                      {"pass", name_of(r.pass)},
                      {"threads", thread_count},
                      {"gops", r.gops},
                      {"share_of_peak", r.share_of_peak},
                      {"dnnl_ratio", r.dnnl_ratio},
                      {"dnnl_blocked_ratio", r.dnnl_blocked_ratio}});
    });
  }
  if (general().json) return print_json({{"rows", json}});
  fmt::print("{}\n", table.text());
  if (o.integers) fmt::print("{}\n", isa_note());
  print_ratios(rows);
}

}  // namespace

void add_bench_conv(Command bench) {
  Command command = bench.add("conv", "Convolutions of many shapes, beside oneDNN where it is installed");
  auto o = std::make_shared<ConvBenchOptions>();
  auto thread_counts = std::make_shared<std::vector<int>>(std::vector<int>{1});
  command.option("--batch", o->batches, "Images per call (1,64)").commas().whole(1, 4096);
  command.option("--only", o->only, "Only shapes whose name contains this");
  command.flag("--int8", o->integers, "With integers; forward only");
  command.option("--rounds", o->turns.rounds, "Times that ours and the peer take turns; the best counts (15)")
      .whole(1, 1000);
  add_thread_counts(command, *thread_counts);
  command.does([=] { run(*o, *thread_counts); });
}

}  // namespace tt::cli
