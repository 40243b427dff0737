#pragma once
#include <memory>
#include <string>
#include <vector>

#include "tinytensor/nn/sequential.h"

namespace tt::cli {

// A model from a file, float or quantized.
struct LoadedModel {
  std::shared_ptr<nn::Module> model;
  Shape input;  // of one image; rank 0 where the file does not say
  std::int64_t file_bytes = 0;
};
// architecture: for files that do not say it themselves (PyTorch's); empty otherwise.
LoadedModel load_model(const std::string& path, const std::string& architecture);

// A float model; throws ValueError, naming the command, for one that is quantized.
nn::Sequential load_float(const std::string& command, const std::string& path,
                          const std::string& architecture);

// The fastest form for inference: frozen, or an integer pipeline, where the model's input is known.
std::shared_ptr<nn::Module> for_inference(const LoadedModel& loaded);

// A full-integer model that takes and gives codes: int8 if is_signed, else uint8. The module returned turns
// floats into codes before it and codes into floats after it. Throws ValueError for other models.
std::shared_ptr<nn::Module> with_codes_at_border(const LoadedModel& loaded, bool is_signed);

// Weights and biases of a layer, floats or codes.
std::int64_t stored_numbers(nn::Module& layer);

// Of one image through all layers.
std::int64_t multiply_adds(nn::Module& model, const Shape& input);

// What the model runs one after another: a Sequential's layers, or the module itself.
struct Layer {
  std::string name;
  nn::Module* module;
};
std::vector<Layer> layers(nn::Module& model);

// A batch of random images of that shape, for measuring. Throws ValueError when the shape is not known.
Tensor random_images(const Shape& input, int count);

std::int64_t file_size(const std::string& path);

}  // namespace tt::cli
