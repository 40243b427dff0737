#include "tinytensor/autograd/ops.h"

#include <algorithm>

#include "tinytensor/tensor/error.h"

namespace tt {

// dweight: each row is the sum of the gradients at the places where it was looked up.
Tensor embedding(const Tensor& weight, std::span<const int> ids) {
  if (weight.rank() != 2) throw shape_error("embedding", "weight is not [V, D]", weight.shape());
  const int rows = weight.dim(0), width = weight.dim(1);
  for (int id : ids)
    if (id < 0 || id >= rows)
      throw ValueError("embedding: number " + std::to_string(id) + " is not one of " + std::to_string(rows) +
                       " rows");
  Tensor y = Tensor::uninitialized({static_cast<int>(ids.size()), width});
  for (std::size_t i = 0; i < ids.size(); ++i)
    std::copy_n(weight.data() + std::int64_t{ids[i]} * width, width, y.data() + i * width);
  return record("embedding", y, {weight},
                [kept = std::vector<int>(ids.begin(), ids.end()), shape = weight.shape(),
                 width](const Tensor& dy) -> Grads {
                  Tensor dw = Tensor::zeros(shape);
                  for (std::size_t i = 0; i < kept.size(); ++i)
                    for (int k = 0; k < width; ++k)
                      dw.data()[std::int64_t{kept[i]} * width + k] += dy.data()[i * width + k];
                  return {dw};
                });
}

}  // namespace tt
