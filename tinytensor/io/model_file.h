#pragma once
#include <string>

#include "tinytensor/io/safetensors.h"
#include "tinytensor/nn/sequential.h"

namespace tt::io {

// Writes a model's parameters and buffers to a .safetensors file under their names, "0.weight", in our layout
// (channels-last), with metadata: format "tinytensor", and the architecture, from which load rebuilds the
// model. more: further metadata. The same model gives the same bytes.
void save(nn::Sequential& model, const std::string& path, const Metadata& more = {});

// A model from a file: one of ours brings its architecture; any other is taken to be PyTorch's, needs its
// architecture given (make_model's text), and is converted from PyTorch's layout (channels-first) to ours.
// architecture, unless empty, overrides the file's. Throws IoError when the file is damaged, or a parameter
// is missing, extra or of another shape, saying which and what there is; ValueError for an architecture that
// makes no sense.
nn::Sequential load(const std::string& path, const std::string& architecture = "");

// The same into an existing model, of which nothing changes if this throws.
void load(nn::Sequential& model, const std::string& path);

}  // namespace tt::io
