#pragma once
#include "tinytensor/inference/frozen.h"

namespace tt::inference {

// The step for the layer at `first` and those fused with it; first moves past them. Null where no value
// changes (Flatten, Dropout). image: the shape of the step's input, replaced by that of its output.
std::unique_ptr<Step> make_step(nn::Sequential& model, int& first, Shape& image);

}  // namespace tt::inference
