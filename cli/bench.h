#pragma once
#include "cli/commands.h"

// What can be measured, one file each. Speeds are medians over repeats, beside the machine's own peak
// measured in the same run: on a shared machine nothing else means anything.
namespace tt::cli {

void add_bench_train(CLI::App& bench);
void add_bench_layers(CLI::App& bench);
void add_bench_model(CLI::App& bench);
void add_bench_conv(CLI::App& bench);
void add_bench_gemm(CLI::App& bench);
void add_bench_quantize(CLI::App& bench);
void add_bench_lab(CLI::App& bench);

}  // namespace tt::cli
