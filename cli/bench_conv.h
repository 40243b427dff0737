#pragma once
#include <functional>
#include <string>
#include <vector>

#include "cli/dnnl_peer.h"
#include "cli/turns.h"

namespace tt::cli {

struct ConvBenchShape {
  std::string name;
  kernels::ConvShape shape;  // of one image
};

// What `tt bench conv` sweeps: LAB03's convolutions, and those of residual and depthwise networks.
std::vector<ConvBenchShape> conv_bench_shapes();

struct ConvBenchRow {
  std::string name;
  int batch = 1;
  ConvPass pass = ConvPass::forward;
  double gops = 0;                // two operations per multiply-add, whatever the algorithm saves
  double share_of_peak = 0;       // of multiply-adds in registers, measured beside it; Winograd may exceed 1
  double dnnl_ratio = 0;          // our speed / oneDNN's on channels-last images; 0: built without oneDNN
  double dnnl_blocked_ratio = 0;  // the same with images in the layout that oneDNN prefers
};

struct ConvBenchOptions {
  int threads = 1;
  bool integers = false;  // uint8 images and int8 weights, forward only
  std::vector<int> batches = {1, 64};
  std::string only;  // measures the shapes whose name contains this
  Turns turns;
};
std::vector<ConvPass> passes(const ConvBenchOptions& options);

// Forward: weights packed beforehand on both sides; backward: ours packs and unpacks each time. report is
// called for every row as soon as it is measured.
std::vector<ConvBenchRow> bench_conv(const ConvBenchOptions& options,
                                     const std::function<void(const ConvBenchRow&)>& report = {});

}  // namespace tt::cli
