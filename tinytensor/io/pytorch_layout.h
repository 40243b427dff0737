#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tinytensor/nn/sequential.h"

namespace tt::io {

// How PyTorch lays out a parameter: its shape there, and its values as [rows, channels, places], which are
// [rows, places, channels] here.
//   a convolution's weight: [out, in / groups, kh, kw]: out rows, in / groups channels, kh * kw places
//   Linear and BatchNorm after Flatten of [H, W, C] images: C channels, H * W places along their features
//   all else is laid out as here: 1 channel, 1 place
struct PyTorchLayout {
  std::string name;
  std::vector<std::int64_t> shape;
  std::int64_t channels = 1, places = 1;
};

// The layout of every parameter and buffer, in the order of the visit. Throws ValueError when the model has a
// Flatten but does not say its input.
std::vector<PyTorchLayout> pytorch_layouts(nn::Sequential& model);

// values, [rows, channels, places], put into our order; the result keeps their shape.
Tensor channels_last(const Tensor& values, const PyTorchLayout& layout);

}  // namespace tt::io
