#include "autograder/probe/probe.h"

namespace tt::probe {

int between(Rng& rng, int low, int high) {
  return low + static_cast<int>(rng.below(static_cast<std::uint32_t>(high - low + 1)));
}

std::vector<float> normals(Rng& rng, int count, float deviation) {
  std::vector<float> values;
  for (int i = 0; i < count; ++i) values.push_back(rng.below(16) == 0 ? 0 : deviation * rng.normal());
  return values;
}

std::vector<float> ramp(float low, float high, int count) {
  std::vector<float> values;
  for (int i = 0; i < count; ++i)
    values.push_back(low + (high - low) * static_cast<float>(i) / static_cast<float>(count - 1));
  return values;
}

Tensor tensor(const Values& in, const std::string& name, const Shape& shape) {
  return Tensor::from(in.floats(name), shape);
}

std::vector<float> take(Values& in, const std::string& name) {
  std::vector<float> floats = in.floats(name);
  in.remove(name);
  return floats;
}

}  // namespace tt::probe
