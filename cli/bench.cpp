#include "cli/bench.h"

namespace tt::cli {

void add_bench(Command app) {
  Command bench = app.add("bench", "Measure speed: train, layers, model, conv, gemm, quantize, lab, grade");
  add_bench_train(bench);
  add_bench_layers(bench);
  add_bench_model(bench);
  add_bench_conv(bench);
  add_bench_gemm(bench);
  add_bench_quantize(bench);
  add_bench_lab(bench);
  add_bench_grade(bench);
}

}  // namespace tt::cli
