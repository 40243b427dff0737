// Trains a small network, stores it in integers, and asks both.
#include <cstdio>

#include "modules/quantization/integer_pipeline.h"
#include "modules/quantization/model_file.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/tinytensor.h"

using namespace tt;

int main() {
  Rng rng(1);
  nn::Sequential model(nn::Conv2D({.in = 1, .out = 8, .kernel = 3}, rng), nn::ReLU(), nn::MaxPool2D(2),
                       nn::Flatten(), nn::Linear(8 * 13 * 13, 10, rng));
  const data::Dataset train = data::draw_digits(data::DigitsPart::train, 2000),
                      test = data::draw_digits(data::DigitsPart::test, 500);
  optim::Adam adam(nn::parameters(model));
  data::Loader batches(train, {.batch = 32});
  for (int epoch = 0; epoch < 2; ++epoch)
    for (const auto& [x, y] : batches) {
      const Tensor loss = cross_entropy(model(x), y);
      adam.zero_grad();
      loss.backward();
      adam.step();
    }
  model.eval();

  std::vector<int> first(200);
  for (int i = 0; i < 200; ++i) first[static_cast<std::size_t>(i)] = i;
  const Tensor samples = train.gather(first).x;  // activations get the ranges that these have
  quant::QuantizedModel small = quant::quantize_model(model, {.mode = quant::Mode::full}, samples);
  quant::IntegerPipeline fast(small, {28, 28, 1});  // the same integers, laid out for the kernels

  std::printf("float %.1f %%, %lld bytes; integers %.1f %%, %lld bytes\n", 100 * data::accuracy(model, test),
              static_cast<long long>(model.nbytes()), 100 * data::accuracy(fast, test),
              static_cast<long long>(small.nbytes()));
  quant::save(small, "small.safetensors");
  return data::accuracy(*quant::load("small.safetensors"), test) == data::accuracy(fast, test) ? 0 : 1;
}
