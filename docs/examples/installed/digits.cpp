// Trains a small network on digits that the library draws itself and says how good it is.
#include <cstdio>

#include "tinytensor/tinytensor.h"

using namespace tt;

int main() {
  Rng rng(42);
  nn::Sequential model(nn::Flatten(), nn::Linear(28 * 28, 64, rng), nn::ReLU(), nn::Linear(64, 10, rng));
  optim::SGD sgd(nn::parameters(model), {.lr = 0.1f, .momentum = 0.9f});

  data::Loader batches(data::draw_digits(data::DigitsPart::train, 4000), {.batch = 32});
  for (int epoch = 0; epoch < 3; ++epoch)
    for (const auto& [x, y] : batches) {
      const Tensor loss = cross_entropy(model(x), y);
      sgd.zero_grad();
      loss.backward();
      sgd.step();
    }

  const double accuracy = data::accuracy(model, data::draw_digits(data::DigitsPart::test, 1000));
  std::printf("%.1f %% of 1000 new digits are read correctly\n", 100 * accuracy);
  return accuracy > 0.5 ? 0 : 1;
}
