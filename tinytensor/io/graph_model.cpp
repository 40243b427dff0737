#include <fmt/format.h>

#include "tinytensor/autograd/node.h"
#include "tinytensor/io/graph.h"
#include "tinytensor/io/graph_picture.h"
#include "tinytensor/nn/sequential.h"

namespace tt::io {

namespace {

// [N, 28, 28, 1]: the batch is whatever the user makes it.
std::string shape_label(const Shape& shape) {
  const std::string text = shape.str();
  const std::size_t end = text.find_first_of(",]");
  return shape.rank() > 0 ? "[N" + text.substr(end) : text;
}

class ModelPicture {
 public:
  explicit ModelPicture(const Tensor& x) : value_(x) {
    last_ = picture_.add(Picture::Kind::data, "", "input", "");
  }

  // One box per layer: a Sequential counts as the layers in it; any other module is one layer.
  void add(const std::string& name, nn::Module& module) {
    auto* layers = dynamic_cast<nn::Sequential*>(&module);
    if (!layers) return add_layer(name, module);
    const std::string path = name.empty() ? "" : name + ".";
    for (int i = 0; i < layers->size(); ++i) add(path + std::to_string(i), (*layers)[i]);
  }

  Picture finish() {
    const int output = picture_.add(Picture::Kind::data, "", "output", "");
    picture_.connect(last_, output, shape_label(value_.shape()));
    return picture_;
  }

 private:
  void add_layer(const std::string& name, nn::Module& layer) {
    const std::int64_t parameters = nn::parameter_count(layer);
    const std::string text = layer.describe();
    const std::size_t open = text.find('(');
    const bool split = open != std::string::npos && text.ends_with(')');
    std::string detail = split ? text.substr(open + 1, text.size() - open - 2) : "";
    if (const std::size_t arrow = detail.find("->"); arrow != std::string::npos)
      detail.replace(arrow, 2, "→");
    if (parameters == 1) detail += detail.empty() ? "1 parameter" : " · 1 parameter";
    if (parameters > 1)
      detail += fmt::format("{}{} parameters", detail.empty() ? "" : " · ", grouped(parameters));
    const Picture::Kind kind = parameters > 0 ? Picture::Kind::parameters : Picture::Kind::op;
    const int box = picture_.add(kind, name, split ? text.substr(0, open) : text, detail);
    picture_.connect(last_, box, shape_label(value_.shape()));
    last_ = box;
    value_ = layer(value_);
  }

  // 12,810
  static std::string grouped(std::int64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t i = text.size(); i > 3;) text.insert(i -= 3, ",");
    return text;
  }

  Picture picture_;
  Tensor value_;
  int last_ = 0;
};

}  // namespace

void draw_model(nn::Module& model, const Shape& x, const std::string& path) {
  require_picture_path("draw_model", path);
  const NoGrad quiet;
  const nn::EvalMode mode(model);
  ModelPicture picture(Tensor::zeros(x));
  picture.add("", model);
  write_picture(picture.finish(), path);
}

void draw_layers(std::span<const NamedModule> layers, const Shape& x, const std::string& path) {
  require_picture_path("draw_layers", path);
  const NoGrad quiet;
  ModelPicture picture(Tensor::zeros(x));
  for (const NamedModule& l : layers) {
    const nn::EvalMode mode(*l.module);
    picture.add(l.name, *l.module);
  }
  write_picture(picture.finish(), path);
}

}  // namespace tt::io
