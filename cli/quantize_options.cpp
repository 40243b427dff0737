#include "cli/quantize_options.h"

#include <fmt/format.h>

#include <numeric>

#include "cli/command.h"
#include "modules/quantization/copy.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace {

const std::map<std::string, quant::Scheme> schemes{{"symmetric", quant::Scheme::symmetric},
                                                   {"affine", quant::Scheme::affine}};
const std::map<std::string, quant::Granularity::Kind> granularities{{"tensor", quant::Granularity::tensor},
                                                                    {"channel", quant::Granularity::channel},
                                                                    {"group", quant::Granularity::group}};
const std::map<std::string, quant::WeightConfig::Range> ranges{
    {"minmax", quant::WeightConfig::minmax}, {"least-squares", quant::WeightConfig::least_squares}};
const std::map<std::string, quant::StepSize> steps{{"observed", quant::StepSize::observed},
                                                   {"learned", quant::StepSize::learned}};

const std::map<std::string, bool> roundings{{"nearest", false}, {"adaptive", true}};

// "conv=4": layers by name, kind or pattern, and their bits.
quant::LayerRule parse_rule(const std::string& text, const quant::WeightConfig& usual) {
  const std::size_t at = text.rfind('=');
  char* end = nullptr;
  const long bits = at == std::string::npos ? 0 : std::strtol(text.c_str() + at + 1, &end, 10);
  if (at == 0 || !end || *end != '\0' || bits < 1 || bits > 16)
    throw ValueError("quantize: --layer " + text + " should read NAME=BITS, with 1 to 16 bits: conv=4");
  quant::LayerRule rule{text.substr(0, at), usual};
  rule.weights.bits = static_cast<int>(bits);
  return rule;
}

quant::Config config_of(const QuantizeOptions& o) {
  quant::Config config = o.config;
  config.mode = o.mode == "qat"           ? quant::Mode::full
                : o.mode == "qat-weights" ? quant::Mode::weight_only
                                          : quant::mode_from(o.mode);
  config.activations.observer = parse_observer(o.observer);
  for (const std::string& text : o.layer_bits) config.rules.push_back(parse_rule(text, config.weights));
  const bool halves = config.mode == quant::Mode::float16 || config.mode == quant::Mode::bfloat16;
  if (halves && o.weights_said)
    throw ValueError(
        "quantize: --mode " + o.mode +
        " stores 16-bit floats; --bits, --scheme, --granularity, --group, --range and --layer are "
        "for integers. Leave them out");
  if (config.improvements.any() && (halves || o.mode.starts_with("qat")))
    throw ValueError(
        "quantize: --equalize, --rounding adaptive and --correct-bias improve integers that are not "
        "trained; --mode " +
        o.mode + (halves ? " has none" : " trains them") + ". Leave them out");
  config.improvements.seed = o.training.seed;
  return config;
}

// Refuses what a layer cannot store, in the words of the command line.
void check_weights(nn::Sequential& model, const quant::Config& config) {
  if (config.mode == quant::Mode::float16 || config.mode == quant::Mode::bfloat16) return;
  for (const quant::NamedLayer& l : quant::copy_layers(model)) {
    const std::string kind = quant::kind_of(*l.layer);
    const std::vector<nn::NamedTensor> own = nn::named_parameters(*l.layer);
    if (own.empty() || own[0].tensor.rank() < 2 || quant::stays_float(config, l.name, kind)) continue;
    const quant::WeightConfig& w = quant::weights_of(config, l.name, kind);
    const std::string layer = "quantize: layer " + l.name + " (" + kind + "): ";
    if (w.bits == 1 && w.scheme == quant::Scheme::symmetric)
      throw ValueError(layer + "1 bit has no code on both sides of zero. Use --scheme affine, or 2 bits");
    const std::int64_t row = own[0].tensor.count() / own[0].tensor.dim(0);
    if (w.granularity == quant::Granularity::group && w.group > row)
      throw ValueError(fmt::format("{}--group {} is more than the {} weights of an output. Use --group {}",
                                   layer, w.group, row, row));
  }
}

}  // namespace

quant::ObserverConfig parse_observer(const std::string& text) {
  quant::ObserverConfig config;
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  if (name == "percentile") {
    config.kind = quant::ObserverConfig::percentile;
    if (colon == std::string::npos) return config;
    char* end = nullptr;
    config.percentile_value = std::strtof(text.c_str() + colon + 1, &end);
    if (*end == '\0' && config.percentile_value > 50 && config.percentile_value <= 100) return config;
  } else if (colon == std::string::npos) {
    const std::map<std::string, quant::ObserverConfig::Kind> kinds{
        {"minmax", quant::ObserverConfig::minmax},
        {"ema", quant::ObserverConfig::moving_average},
        {"mse", quant::ObserverConfig::mse},
        {"entropy", quant::ObserverConfig::entropy}};
    if (const auto kind = kinds.find(name); kind != kinds.end()) {
      config.kind = kind->second;
      return config;
    }
  }
  throw ValueError("observer: \"" + text +
                   "\" is none of minmax, percentile:P (P above 50, at most 100), mse, entropy, ema");
}

void add_quantize_options(Command command, QuantizeOptions& o) {
  quant::WeightConfig& w = o.config.weights;
  command
      .option("--mode", o.mode,
              "weight-only: integer weights, float sums; float16, bfloat16; dynamic: activations become "
              "integers, sample by sample; full: integers from end to end, with ranges seen in calibration; "
              "qat: full, after training with rounding; qat-weights: weight-only, after training with "
              "rounding (weight-only)")
      .one_of({"weight-only", "float16", "bfloat16", "dynamic", "full", "qat", "qat-weights"});
  command.option("--bits", w.bits, "Bits per weight, 1 to 16 (8)").whole(1, 16).sets(o.weights_said);
  command
      .choice("--scheme", w.scheme, schemes,
              "For weights. symmetric: zero is code 0; affine: the codes span the range (symmetric)")
      .sets(o.weights_said);
  command
      .choice("--granularity", w.granularity, granularities,
              "What shares a scale: the whole tensor, an output channel, or a group within a row (channel)")
      .sets(o.weights_said);
  command.option("--group", w.group, "Values that share a scale with --granularity group (32)")
      .whole(1, 1 << 30)
      .sets(o.weights_said);
  command
      .choice("--range", w.range, ranges,
              "How a scale is chosen: minmax, or least-squares: the least squared error (minmax)")
      .sets(o.weights_said);
  command
      .option(
          "--layer", o.layer_bits,
          "Other bits for some layers: NAME=BITS, NAME being a name (7), a kind (conv) or a pattern (lin*)")
      .sets(o.weights_said);
  command.option("--keep", o.config.keep_float, "Layers that stay float, named the same way");
  command
      .option("--activation-bits", o.config.activations.bits,
              "Bits per activation, in modes full and qat (8)")
      .whole(2, 8);
  command.option("--observer", o.observer,
                 "Range of activations: minmax, percentile:P, mse, entropy, ema (minmax)");
  command.option("--samples", o.samples, "Training images to calibrate with (1024)").whole(1, 1 << 30);
  quant::Improvements& better = o.config.improvements;
  command.flag("--equalize", better.equalize,
               "First make channel ranges of neighbouring layers alike; needs one scale for a whole tensor");
  command.choice(
      "--rounding", better.adaptive_rounding, roundings,
      "nearest code, or adaptive: up or down, whichever gives the layer's output less error (nearest)");
  command.flag("--correct-bias", better.correct_bias,
               "Subtract from the biases what rounding adds to the mean of an output");
  command
      .option("--epochs", o.training.epochs,
              "Epochs of training with rounding, in modes qat and qat-weights (1)")
      .whole(1, 1000);
  command.option("--lr", o.training.lr, "Learning rate of that training (0.0001)").not_negative();
  command.option("--batch", o.training.batch, "Images per step of that training (128)").whole(1, 1 << 20);
  command.choice("--step", o.step, steps,
                 "Scales in that training: observed, or learned with the weights (observed)");
}

bool wants_data(const QuantizeOptions& o) {
  return o.mode == "full" || o.mode.starts_with("qat") || o.config.improvements.need_samples();
}

quant::QuantizedModel quantize(nn::Sequential& model, const QuantizeOptions& o, const data::Split& split) {
  const quant::Config config = config_of(o);
  check_weights(model, config);
  if (!o.mode.starts_with("qat")) {
    if (!wants_data(o)) return quant::quantize_model(model, config);
    std::vector<int> first(static_cast<std::size_t>(std::min<std::int64_t>(o.samples, split.train.count())));
    std::iota(first.begin(), first.end(), 0);
    return quant::quantize_model(model, config, split.train.gather(first).x);
  }
  quant::QatModel trained = quant::prepare_qat(model, config, o.step);
  train(trained, split, o.training);
  trained.eval();
  trained.freeze();
  return trained.convert();
}

}  // namespace tt::cli
