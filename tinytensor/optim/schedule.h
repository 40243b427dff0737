#pragma once
#include <functional>
#include <string>

namespace tt::optim {

// The factor on the learning rate, 0 to 1, at progress 0 to 1 through all of training.
using Schedule = std::function<float(float progress)>;

Schedule constant();
Schedule cosine();                       // half a cosine, from 1 to 0
Schedule linear();                       // a straight line, from 1 to 0
Schedule step(int steps, float factor);  // `steps` equal stretches, each at `factor` times the one before
// "constant", "cosine", "linear" or "step" (three stretches, each a tenth of the one before). With "-warmup"
// appended, any of them first rises linearly over the first twentieth. Throws ValueError for any other name.
Schedule schedule(const std::string& name);

}  // namespace tt::optim
