#pragma once
#include <functional>
#include <string>

namespace tt::optim {

// The learning rate's share, 0 to 1, at progress 0 to 1 through all of training.
using Schedule = std::function<float(float progress)>;

Schedule constant();
Schedule cosine();                       // half a cosine, from 1 to 0
Schedule linear();                       // a straight line, from 1 to 0
Schedule step(int steps, float factor);  // times factor at the end of each of `steps` equal stretches
// "constant", "cosine", "linear", "step" (three stretches, a tenth each), any with "-warmup" after it rises
// linearly over the first twentieth first. Throws ValueError for another name.
Schedule schedule(const std::string& name);

}  // namespace tt::optim
