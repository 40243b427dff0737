#include <cstdio>

#include "tinytensor/tinytensor.h"

int main() {
  const tt::Tensor x = tt::Tensor::from({1, 2}, {2}).track();
  const tt::Tensor y = tt::sum(tt::relu(x * x));
  y.backward();
  for (float v : x.grad().values()) std::printf("%g ", v);
}
