// An op of one's own with its gradient, held to finite differences; a layer made of it, in a network that learns.
#include <cmath>
#include <cstdio>

#include "tinytensor/tinytensor.h"

using namespace tt;

// x s, s = 1 / (1 + e^-x), element by element (Ramachandran et al. 2017). dx = dy (s + y (1 - s))
Tensor swish(const Tensor& x) {
  Tensor y = x.clone();
  for (float& v : y.values()) v /= 1 + std::exp(-v);
  return record("swish", y, {x}, [x, y](const Tensor& dy) -> Grads {
    Tensor dx = dy.clone();
    for (std::int64_t i = 0; i < x.count(); ++i) {
      const float s = 1 / (1 + std::exp(-x.data()[i]));
      dx.data()[i] *= s + y.data()[i] * (1 - s);
    }
    return {dx};
  });
}

struct Swish : nn::OpLayer<Swish> {
  static constexpr const char *name = "Swish", *word = "swish";
  static constexpr auto op = swish;
};

int main() {
  Rng rng(1);
  const GradcheckResult check = gradcheck(swish, Tensor::normal({3, 4}, rng));
  std::printf("gradient off by %g at most\n", check.worst);

  nn::Sequential model(nn::Flatten(), nn::Linear(784, 32, rng), Swish(), nn::Linear(32, 10, rng));
  optim::Adam adam(nn::parameters(model), {.lr = 3e-3f});
  data::Loader batches(data::draw_digits(data::DigitsPart::train, 2000), {.batch = 32});
  for (int epoch = 0; epoch < 3; ++epoch)
    for (const auto& [x, y] : batches) {
      const Tensor loss = cross_entropy(model(x), y);
      adam.zero_grad();
      loss.backward();
      adam.step();
    }
  const double accuracy = data::accuracy(model, data::draw_digits(data::DigitsPart::test, 500));
  std::printf("%.1f %% of 500 new digits are read correctly\n", 100 * accuracy);
  return check.worst < 1e-2f && accuracy > 0.5 ? 0 : 1;
}
