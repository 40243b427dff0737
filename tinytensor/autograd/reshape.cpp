#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt {

Tensor reshape(const Tensor& x, const Shape& shape) {
  if (shape.count() != x.count())
    throw shape_error("reshape", "the counts of values differ", x.shape(), shape);
  return record("reshape", x.detach().view(shape), {x},
                [from = x.shape()](const Tensor& dy) -> Grads { return {dy.view(from)}; });
}

Tensor flatten(const Tensor& x) {
  if (x.rank() == 0) throw shape_error("flatten", "there is no batch axis", x.shape());
  return reshape(x, {x.dim(0), static_cast<int>(x.shape().without_batch().count())});
}

}  // namespace tt
