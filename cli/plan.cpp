#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/general.h"
#include "cli/models.h"
#include "cli/table.h"
#include "modules/quantization/memory_plan.h"
#include "modules/quantization/model_file.h"

namespace tt::cli {

namespace {

void run(const std::string& path, const std::string& board_name) {
  const std::unique_ptr<quant::QuantizedModel> model = quant::load(path);
  const quant::MemoryPlan plan = quant::plan_memory(*model, model->input);
  const quant::Board* board = board_name.empty() ? nullptr : &quant::board_named(board_name);
  const std::string misfit = board ? quant::misfit(plan, *board) : "";
  if (general().json) {
    Json rows = Json::array();
    for (const quant::LayerMemory& l : plan.layers)
      rows.push_back({{"layer", l.name},
                      {"kind", l.description},
                      {"weight_bytes", l.weight_bytes},
                      {"live_bytes", l.live_bytes},
                      {"offset", l.offset},
                      {"output_bytes", l.output_bytes}});
    Json json{{"layers", rows},
              {"flash", plan.flash},
              {"arena", plan.arena},
              {"peak", plan.layers[static_cast<std::size_t>(plan.peak)].name}};
    if (board) json.update({{"board", board->name}, {"fits", misfit.empty()}});
    print_json(json);
  } else {
    Table table({"layer", "output", "weights", "at", "bytes", "live", ""});
    for (std::size_t i = 0; i < plan.layers.size(); ++i) {
      const quant::LayerMemory& l = plan.layers[i];
      table.add({l.name + " " + l.description, l.output.str(), with_commas(l.weight_bytes),
                 with_commas(l.offset), with_commas(l.output_bytes), with_commas(l.live_bytes),
                 static_cast<int>(i) == plan.peak ? "<- peak" : ""});
    }
    fmt::print("{}\nflash {} bytes, arena {} bytes\n", table.text(), with_commas(plan.flash),
               with_commas(plan.arena));
    if (board)
      fmt::print("{} ({}, flash {}, RAM {}): {}\n", board->name, board->processor, with_commas(board->flash),
                 with_commas(board->ram), misfit.empty() ? "fits" : "does not fit: " + misfit);
  }
  if (!misfit.empty()) throw ExitStatus{1};
}

}  // namespace

void add_plan(Command app) {
  Command command =
      app.add("plan", "Plan a quantized model's memory on a microcontroller; status 1 when it does not fit");
  auto path = std::make_shared<std::string>(), board = std::make_shared<std::string>();
  std::string names;
  for (const quant::Board& b : quant::boards()) names += (names.empty() ? "" : ", ") + b.name;
  command.option("MODEL", *path, "A quantized model, .safetensors").required();
  command.option("--board", *board, "Check it against a board: " + names);
  add_general(command);
  command.does([=] { run(*path, *board); });
}

}  // namespace tt::cli
