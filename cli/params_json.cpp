#include "cli/params_json.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "modules/quantization/error.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace {

const char* kind_name(quant::Granularity::Kind kind) {
  return kind == quant::Granularity::tensor    ? "tensor"
         : kind == quant::Granularity::channel ? "channel"
                                               : "group";
}

// A number, or a list of them, as `tt tensor quantize` writes it.
template <class T>
std::vector<T> list_of(const Json& json) {
  return json.is_array() ? json.get<std::vector<T>>() : std::vector<T>{json.get<T>()};
}

}  // namespace

Json params_json(const quant::QuantizedTensor& q) {
  const quant::QuantFormat& f = q.format();
  std::vector<float> scales;
  std::vector<std::int32_t> zero_points;
  for (std::int64_t i = 0; i < std::ssize(q.scales()); ++i) {
    scales.push_back(q.params(i).scale);
    zero_points.push_back(q.params(i).zero_point);
  }
  Json json{{"bits", f.type.bits},
            {"signed", f.type.is_signed},
            {"scheme", f.scheme == quant::Scheme::affine ? "affine" : "symmetric"},
            {"granularity", kind_name(f.granularity.kind)},
            {"axis", nullptr},
            {"group", nullptr},
            {"scale", nullptr},
            {"zero_point", nullptr}};
  if (f.granularity.kind == quant::Granularity::channel) json["axis"] = f.granularity.axis;
  if (f.granularity.kind == quant::Granularity::group) json["group"] = f.granularity.size;
  const bool one = f.granularity.kind == quant::Granularity::tensor;
  json["scale"] = one ? Json(scales[0]) : Json(scales);
  json["zero_point"] = one ? Json(zero_points[0]) : Json(zero_points);
  return json;
}

ParamsFile read_params(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw IoError(path + ": cannot be read");
  try {
    const Json p = Json::parse(in);
    const std::string kind = p.at("granularity");
    const ParamsFile file{.type = {p.at("bits"), p.at("signed")},
                          .granularity = kind == "tensor"    ? quant::Granularity::per_tensor()
                                         : kind == "channel" ? quant::Granularity::per_channel(p.at("axis"))
                                                             : quant::Granularity::per_group(p.at("group")),
                          .scales = list_of<float>(p.at("scale")),
                          .zero_points = list_of<std::int32_t>(p.at("zero_point"))};
    quant::check_type("tensor dequantize: " + path, file.type, quant::Scheme::affine);
    return file;
  } catch (const nlohmann::json::exception& e) {
    throw IoError(path + ": not what tt tensor quantize writes: " + e.what());
  }
}

}  // namespace tt::cli
