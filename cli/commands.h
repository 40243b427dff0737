#pragma once
#include <CLI/CLI.hpp>

// One function a command, each in a file of its own; it adds the subcommand and what it does to the program.
namespace tt::cli {

void add_demo(CLI::App& app);
void add_train(CLI::App& app);
void add_eval(CLI::App& app);
void add_summary(CLI::App& app);
void add_profile(CLI::App& app);
void add_graph(CLI::App& app);
void add_quantize(CLI::App& app);
void add_tensor(CLI::App& app);
void add_sensitivity(CLI::App& app);
void add_plan(CLI::App& app);
void add_bench(CLI::App& app);
void add_lab(CLI::App& app);
void add_lab_show(CLI::App& lab);
void add_grade(CLI::App& app);
void add_instructor(CLI::App& app);
void add_release(CLI::App& instructor);

}  // namespace tt::cli
