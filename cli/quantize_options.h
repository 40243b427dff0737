#pragma once
#include "cli/command.h"
#include "cli/training.h"
#include "modules/quantization/config.h"
#include "modules/quantization/qat.h"
#include "modules/quantization/quantized_model.h"
#include "tinytensor/nn/sequential.h"

namespace tt::cli {

// How a model is to be quantized, as the command line says it.
struct QuantizeOptions {
  std::string mode = "weight-only", observer = "minmax";
  quant::Config config;
  std::vector<std::string> layer_bits;  // "conv=4"
  bool weights_said = false;            // whether any option said how integer weights are stored
  quant::StepSize step = quant::StepSize::observed;
  TrainingOptions training{.epochs = 1, .batch = 128, .lr = 1e-4f};  // of qat
  int samples = 1024;                                                // of calibration
};
// minmax, percentile:P, mse, entropy or ema; throws ValueError for anything else.
quant::ObserverConfig parse_observer(const std::string& text);
void add_quantize_options(Command command, QuantizeOptions& options);

// Whether the mode looks at images.
bool wants_data(const QuantizeOptions& options);
// train: images to calibrate with or to train on; test: only to report while training. Throws ValueError for
// words that mean nothing.
quant::QuantizedModel quantize(nn::Sequential& model, const QuantizeOptions& options,
                               const data::Split& split);

}  // namespace tt::cli
