#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/general.h"
#include "cli/params_json.h"
#include "cli/quantize_options.h"
#include "modules/quantization/error.h"
#include "modules/quantization/observer.h"
#include "modules/quantization/quantized_tensor.h"
#include "tinytensor/io/file.h"
#include "tinytensor/io/npy.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace {

struct Options {
  std::string in, out, params, observer = "minmax", other;
  quant::QuantFormat format;
  bool is_signed = false, is_unsigned = false;
};

// The range of every tensor, channel or group, as the observer sees it.
std::vector<quant::Range> observed_ranges(const Tensor& x, const quant::QuantFormat& f,
                                          const quant::ObserverConfig& config) {
  if (config.kind == quant::ObserverConfig::minmax) return quant::find_ranges(x, f.granularity);
  const quant::ParamLayout layout(x.shape(), f.granularity);
  std::vector<std::unique_ptr<quant::Observer>> observers;
  for (std::int64_t i = 0; i < layout.count(); ++i)
    observers.push_back(quant::make_observer(config, f.type, f.scheme));
  for (std::int64_t at = 0; at < x.count();) {
    const quant::ParamLayout::Run run = layout.run_at(at);
    observers[static_cast<std::size_t>(run.param)]->observe(
        x.values().subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(run.end - at)));
    at = run.end;
  }
  std::vector<quant::Range> ranges;
  for (const auto& o : observers) ranges.push_back(o->range());
  return ranges;
}

// Codes of up to 8 bits as int8 or uint8, of more as int32: one number each, for NumPy to read.
io::Array codes_array(const quant::QuantizedTensor& q) {
  const bool bytes = q.format().type.bits <= 8;
  io::Array array{!bytes                      ? io::DType::int32
                  : q.format().type.is_signed ? io::DType::int8
                                              : io::DType::uint8,
                  {},
                  {}};
  for (int d : q.shape().dims()) array.shape.push_back(d);
  for (std::int32_t code : q.stored())
    for (int b = 0; b < (bytes ? 1 : 4); ++b)
      array.bytes.push_back(static_cast<std::byte>(static_cast<std::uint32_t>(code) >> (8 * b)));
  return array;
}

void quantize_file(Options o) {
  check_output(o.out);
  check_output(o.params);
  o.format.type.is_signed = !o.is_unsigned;
  if (o.format.granularity.kind == quant::Granularity::group && o.format.granularity.size == 0)
    throw ValueError("tensor quantize: --granularity group needs --group N, the values that share a scale");
  if (o.format.type.bits == 1 && o.format.scheme == quant::Scheme::symmetric)
    throw ValueError("tensor quantize: 1 bit has no code on both sides of zero. Use --scheme affine");
  const quant::ObserverConfig observer = parse_observer(o.observer);
  const Tensor x = io::to_tensor(io::read_npy(o.in));
  std::vector<quant::QuantParams> params;
  for (const quant::Range& r : observed_ranges(x, o.format, observer))
    params.push_back(quant::choose_params(r.low, r.high, o.format.type, o.format.scheme));
  const quant::QuantizedTensor q = quant::quantize(x, o.format, params);
  io::write_npy(o.out, codes_array(q));
  Json json = params_json(q);
  const std::string text = json.dump(2) + "\n";
  io::write_file(o.params, {std::as_bytes(std::span(text))});
  const quant::ErrorMeasures error = quant::measure_error(x, q.dequantize());
  json.update({{"float_bytes", 4 * x.count()},
               {"quantized_bytes", q.nbytes()},
               {"max_error", error.max},
               {"sqnr_db", error.sqnr_db}});
  if (general().json) return print_json(json);
  fmt::print("{} values in {} bits: {} -> {} bytes packed, off by {:.3g} at most, SQNR {:.1f} dB\n",
             with_commas(x.count()), o.format.type.bits, with_commas(4 * x.count()), with_commas(q.nbytes()),
             error.max, error.sqnr_db);
}

bool whole_numbers(io::DType type) {
  return type == io::DType::int8 || type == io::DType::uint8 || type == io::DType::int16 ||
         type == io::DType::int32 || type == io::DType::int64;
}

void check_codes(const Tensor& codes, quant::QuantType type, const Options& o) {
  for (float code : codes.values())
    if (!(code >= static_cast<float>(type.lowest()) && code <= static_cast<float>(type.highest())))
      throw ValueError(fmt::format("tensor dequantize: {} holds {}, which is not {} as {} says", o.in, code,
                                   type.str(), o.params));
}

void dequantize_file(const Options& o) {
  check_output(o.out);
  const ParamsFile p = read_params(o.params);
  const io::Array array = io::read_npy(o.in);
  if (!whole_numbers(array.dtype))
    throw ValueError("tensor dequantize: " + o.in +
                     " holds floats, not codes. Give the file that --out of tt "
                     "tensor quantize named");
  const Tensor codes = io::to_tensor(array);
  check_codes(codes, p.type, o);
  const quant::ParamLayout layout(codes.shape(), p.granularity);
  if (std::ssize(p.scales) != layout.count() || std::ssize(p.zero_points) != layout.count())
    throw ValueError(fmt::format("{}: {} scales and {} zero points, {} has {} of each", o.params,
                                 p.scales.size(), p.zero_points.size(), o.in, layout.count()));
  Tensor y = Tensor::uninitialized(codes.shape());
  for (std::int64_t i = 0; i < codes.count(); ++i) {
    const auto set = static_cast<std::size_t>(layout.run_at(i).param);
    y.data()[i] =
        quant::dequantize(static_cast<std::int32_t>(codes.data()[i]), {p.scales[set], p.zero_points[set]});
  }
  io::write_npy(o.out, y);
  if (general().json) return print_json({{"out", o.out}, {"count", y.count()}});
  fmt::print("{} values written to {}\n", with_commas(y.count()), o.out);
}

void compare_files(const Options& o) {
  const quant::ErrorMeasures e =
      quant::measure_error(io::to_tensor(io::read_npy(o.in)), io::to_tensor(io::read_npy(o.other)));
  if (general().json)
    return print_json({{"max", e.max},
                       {"mean", e.mean},
                       {"rms", e.rms},
                       {"sqnr_db", std::isfinite(e.sqnr_db) ? Json(e.sqnr_db) : Json("infinity")},
                       {"cosine", e.cosine}});
  fmt::print("max {:.6g}, mean {:.6g}, rms {:.6g}, SQNR {:.2f} dB, cosine {:.6f}\n", e.max, e.mean, e.rms,
             e.sqnr_db, e.cosine);
}

void add_tensor_quantize(Command tensor) {
  Command command = tensor.add("quantize", "Quantize the numbers of a .npy file");
  auto o = std::make_shared<Options>();
  static const std::map<std::string, quant::Scheme> schemes{{"symmetric", quant::Scheme::symmetric},
                                                            {"affine", quant::Scheme::affine}};
  static const std::map<std::string, quant::Granularity::Kind> kinds{{"tensor", quant::Granularity::tensor},
                                                                     {"channel", quant::Granularity::channel},
                                                                     {"group", quant::Granularity::group}};
  command.option("IN", o->in, "Floats, .npy").required();
  command.option("--bits", o->format.type.bits, "1 to 16 (8)").whole(1, 16);
  command.choice("--scheme", o->format.scheme, schemes,
                 "affine: the codes span the range; symmetric: zero is in their middle (affine)");
  const Option is_signed = command.flag("--signed", o->is_signed, "Codes around 0 (the default)");
  command.flag("--unsigned", o->is_unsigned, "Codes from 0 up").excludes(is_signed);
  command.choice("--granularity", o->format.granularity.kind, kinds,
                 "Who shares a scale: tensor, channel or group (tensor)");
  command.option("--axis", o->format.granularity.axis, "The channels' axis (0)");
  command.option("--group", o->format.granularity.size, "Values per group, along the last axis")
      .whole(1, 1 << 30);
  command.option("--observer", o->observer, "The range: minmax, percentile:P, mse, entropy, ema (minmax)");
  command.option("--out", o->out, "Codes, .npy: int8 or uint8, or int32 above 8 bits").required();
  command.option("--params", o->params, "Scales and zero points, .json").required();
  add_general(command);
  command.does([o] { quantize_file(*o); });
}

}  // namespace

void add_tensor(Command app) {
  Command tensor = app.add("tensor", "Quantize, dequantize and compare .npy files");
  add_tensor_quantize(tensor);

  Command dequantize = tensor.add("dequantize", "Turn codes back into floats");
  auto o = std::make_shared<Options>();
  dequantize.option("IN", o->in, "Codes, .npy").required();
  dequantize.option("--params", o->params, "Scales and zero points, .json").required();
  dequantize.option("--out", o->out, "Floats, .npy").required();
  add_general(dequantize);
  dequantize.does([o] { dequantize_file(*o); });

  Command compare = tensor.add("compare", "How far B is from A: max, mean, rms, SQNR, cosine");
  auto c = std::make_shared<Options>();
  compare.option("A", c->in, "Floats, .npy").required();
  compare.option("B", c->other, "Floats of the same shape, .npy").required();
  add_general(compare);
  compare.does([c] { compare_files(*c); });
}

}  // namespace tt::cli
