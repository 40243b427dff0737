#pragma once
#include "cli/commands.h"

// What can be measured, one file each. Speeds are medians over repeats, beside the machine's own peak
// measured in the same run: on a shared machine nothing else means anything.
namespace tt::cli {

void add_bench_train(Command bench);
void add_bench_layers(Command bench);
void add_bench_model(Command bench);
void add_bench_conv(Command bench);
void add_bench_gemm(Command bench);
void add_bench_quantize(Command bench);
void add_bench_lab(Command bench);
void add_bench_grade(Command bench);

}  // namespace tt::cli
