#include "tinytensor/optim/schedule.h"

#include <algorithm>
#include <cmath>

#include "tinytensor/tensor/error.h"

namespace tt::optim {

Schedule constant() {
  return [](float) { return 1.0f; };
}

Schedule cosine() {
  return [](float progress) { return 0.5f * (1 + std::cos(3.14159265f * progress)); };
}

Schedule linear() {
  return [](float progress) { return 1 - progress; };
}

Schedule step(int steps, float factor) {
  return [=](float progress) {
    return std::pow(
        factor, std::min(std::floor(progress * static_cast<float>(steps)), static_cast<float>(steps - 1)));
  };
}

static Schedule with_warmup(Schedule rest) {
  return [rest](float progress) { return std::min(1.0f, progress * 20) * rest(progress); };
}

Schedule schedule(const std::string& name) {
  const std::string suffix = "-warmup";
  if (name.ends_with(suffix)) return with_warmup(schedule(name.substr(0, name.size() - suffix.size())));
  if (name == "constant") return constant();
  if (name == "cosine") return cosine();
  if (name == "linear") return linear();
  if (name == "step") return step(3, 0.1f);
  throw ValueError("schedule: no schedule is called \"" + name +
                   "\". There are: constant, cosine, linear, step; each with -warmup after it, too");
}

}  // namespace tt::optim
