#include "tinytensor/io/model_file.h"

#include <set>

#include "tinytensor/io/architecture.h"
#include "tinytensor/io/architecture_text.h"
#include "tinytensor/io/bytes.h"
#include "tinytensor/io/pytorch_layout.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

constexpr const char* our_format = "tinytensor";

bool is_ours(const SafetensorsFile& file) { return file.metadata("format") == our_format; }

// What the file must hold for each of the model's tensors, and in what layout.
std::vector<PyTorchLayout> expected(nn::Sequential& model, bool ours) {
  if (!ours) return pytorch_layouts(model);
  std::vector<PyTorchLayout> layouts;
  for (const nn::NamedTensor& t : nn::named_tensors(model)) {
    const auto dims = t.tensor.shape().dims();
    layouts.push_back({t.name, {dims.begin(), dims.end()}});
  }
  return layouts;
}

// PyTorch's BatchNorm counts its batches; nothing here needs that.
bool is_counter(const std::string& name) { return name.ends_with("num_batches_tracked"); }

void check_names(const SafetensorsFile& file, const std::vector<PyTorchLayout>& layouts) {
  for (const PyTorchLayout& layout : layouts) {
    const ArrayView& array = file.entry(layout.name);
    if (array.shape != layout.shape)
      throw IoError("load: " + file.path() + ": " + layout.name + " is " + shape_text(array.shape) +
                    ", the model's is " + shape_text(layout.shape));
  }
  std::set<std::string> wanted;
  for (const PyTorchLayout& layout : layouts) wanted.insert(layout.name);
  for (const NamedArray& entry : file.entries())
    if (!is_counter(entry.name) && !wanted.contains(entry.name))
      throw IoError("load: " + file.path() + ": the file has " + printable(entry.name) +
                    ", the model has not");
}

void fill(nn::Sequential& model, const SafetensorsFile& file) {
  const std::vector<PyTorchLayout> layouts = expected(model, is_ours(file));
  check_names(file, layouts);
  std::vector<Tensor> values;
  for (const PyTorchLayout& layout : layouts)
    values.push_back(channels_last(to_tensor(file.entry(layout.name)), layout));
  std::vector<nn::NamedTensor> tensors = nn::named_tensors(model);
  for (std::size_t i = 0; i < values.size(); ++i)
    tensors[i].tensor.assign(values[i].view(tensors[i].tensor.shape()));
}

// Checks that an architecture asks for no more than the file holds, before any memory is allocated for it.
void check_size(const SafetensorsFile& file, const std::string& architecture) {
  constexpr std::size_t longest = 1 << 16;
  double there = 0;
  for (const NamedArray& entry : file.entries())
    there += static_cast<double>(entry.array.bytes.size()) / dtype_size(entry.array.dtype);
  if (architecture.size() > longest || claimed_values(architecture) > there)
    throw IoError("load: " + file.path() + ": its architecture holds more than the " +
                  std::to_string(static_cast<std::int64_t>(there)) + " numbers of the file");
}

// An architecture's text is a flat list of layers.
class NoNesting : public nn::Visitor {
  void on_module(const std::string& name, nn::Module& m) override {
    if (dynamic_cast<nn::Sequential*>(&m))
      throw ValueError(
          "save: layer " + name +
          " is a Sequential within another, which a file cannot say. Add its layers to the outer one");
  }
};

}  // namespace

void save(nn::Sequential& model, const std::string& path, const Metadata& more) {
  NoNesting no_nesting;
  model.visit(no_nesting);
  Metadata metadata{{"format", our_format}, {"architecture", model.architecture()}};
  metadata.insert(metadata.end(), more.begin(), more.end());
  std::vector<NamedArray> entries;
  const std::vector<nn::NamedTensor> tensors = nn::named_tensors(model);
  for (const auto& [name, t] : tensors) {
    const auto dims = t.shape().dims();
    entries.push_back({name, {DType::float32, {dims.begin(), dims.end()}, std::as_bytes(t.values())}});
  }
  write_safetensors(path, metadata, entries);
}

nn::Sequential load(const std::string& path, const std::string& architecture) {
  const SafetensorsFile file(path);
  std::string text = architecture;
  if (text.empty() && is_ours(file)) text = file.metadata("architecture").value_or("");
  if (text.empty() && file.metadata("quantized"))
    throw IoError("load: " + path + ": holds a quantized model, which tt::quant::load reads");
  if (text.empty())
    throw IoError("load: " + path + ": the file does not say its architecture. Say it: " + named_networks() +
                  ", or its layers, "
                  "like: input 28 28 1, flatten, linear 784 10");
  check_size(file, text);
  Rng rng;
  nn::Sequential model = make_model(text, rng);
  fill(model, file);
  return model;
}

void load(nn::Sequential& model, const std::string& path) { fill(model, SafetensorsFile(path)); }

}  // namespace tt::io
