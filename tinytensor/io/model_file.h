#pragma once
#include <string>

#include "tinytensor/io/safetensors.h"
#include "tinytensor/nn/sequential.h"

namespace tt::io {

// Writes a model's parameters and buffers to a .safetensors file under their names, "0.weight", as they lie
// here (channels-last), with metadata: format "tinytensor", and the architecture, from which load builds the
// model again. more: further metadata. The same model gives the same bytes.
void save(nn::Sequential& model, const std::string& path, const Metadata& more = {});

// A model from a file: one of ours builds itself; any other is taken to be PyTorch's, needs its architecture
// said (make_model's text), and is turned from PyTorch's layout (channel-first) into ours. architecture,
// where it is not empty, goes before what the file says. Throws IoError when the file is damaged, or a
// parameter is missing, extra or of another shape: which, and what there is; ValueError for an architecture
// that makes no sense.
nn::Sequential load(const std::string& path, const std::string& architecture = "");

// The same into a model that is there already. Nothing is changed when it throws.
void load(nn::Sequential& model, const std::string& path);

}  // namespace tt::io
