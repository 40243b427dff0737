#pragma once
#include <string>

#include "tinytensor/nn/sequential.h"

namespace tt::io {

// A model from its text: `lab03-cnn`, `mlp`, or layers one after another, separated by commas or line ends:
//   input 28 28 1, conv 1 16 3 stride 1 padding 1 groups 1, batchnorm 16, relu, maxpool 2 stride 2, flatten,
//   linear 800 10
// Layers: conv IN OUT KERNEL [stride S] [padding P] [groups G]; linear IN OUT; embedding COUNT WIDTH;
// batchnorm C [eps E] [momentum M]; maxpool or avgpool KERNEL [stride S] [padding P]; dropout P; relu, relu6,
// sigmoid, tanh, softmax, flatten. `input` (one image's sizes) may be left out. Throws ValueError naming the
// layer that is wrong and what it should look like.
nn::Sequential make_model(const std::string& text, Rng& rng);

// How many learned values (weights at least) the model will hold, without making it. Throws like make_model.
double claimed_values(const std::string& text);

}  // namespace tt::io
