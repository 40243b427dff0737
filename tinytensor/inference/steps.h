#pragma once
#include "tinytensor/inference/frozen.h"

namespace tt::inference {

// The step for the layer at `first` and those that it takes along; first moves past them. Null where no value changes
// (Flatten, Dropout). image: what comes in, and then what goes out.
std::unique_ptr<Step> make_step(nn::Sequential& model, int& first, Shape& image);

}  // namespace tt::inference
