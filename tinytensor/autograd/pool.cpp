#include "tinytensor/kernels/pool.h"

#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"

namespace tt {

namespace {

kernels::PoolShape checked(const char* op, const Tensor& x, const Pool2DOptions& o) {
  if (x.rank() != 4) throw shape_error(op, "x is not [N, H, W, C]", x.shape());
  const int stride = o.stride == 0 ? o.kernel : o.stride;
  const std::string sizes = "kernel " + std::to_string(o.kernel) + ", stride " + std::to_string(stride) +
                            ", padding " + std::to_string(o.padding);
  if (o.kernel < 1 || stride < 1 || o.padding < 0 || o.padding > o.kernel / 2)
    throw ValueError(std::string(op) +
                     ": kernel and stride must be positive, padding at most half the kernel: " + sizes);
  if (x.dim(1) + 2 * o.padding < o.kernel || x.dim(2) + 2 * o.padding < o.kernel)
    throw shape_error(op, "the images are smaller than " + sizes, x.shape());
  return {x.dim(0), x.dim(1), x.dim(2), x.dim(3), o.kernel, stride, o.padding};
}

Tensor output(const kernels::PoolShape& s) {
  return Tensor::uninitialized({s.images, s.out_height(), s.out_width(), s.channels});
}

}  // namespace

// dx = dy at the place that won
Tensor max_pool2d(const Tensor& x, const Pool2DOptions& options) {
  const kernels::PoolShape s = checked("max_pool2d", x, options);
  Tensor y = output(s);
  const Buffer winners = grad_enabled() && x.tracked() ? Buffer(y.count()) : Buffer();
  kernels::max_pool(s, x.data(), y.data(), reinterpret_cast<std::int32_t*>(winners.data()));
  return record("max_pool2d", y, {x}, [s, winners, shape = x.shape()](const Tensor& dy) -> Grads {
    Tensor dx = Tensor::uninitialized(shape);
    kernels::max_pool_backward(s, dy.data(), reinterpret_cast<const std::int32_t*>(winners.data()),
                               dx.data());
    return {dx};
  });
}

// dx = dy / kernel^2 at each place of the window
Tensor avg_pool2d(const Tensor& x, const Pool2DOptions& options) {
  const kernels::PoolShape s = checked("avg_pool2d", x, options);
  Tensor y = output(s);
  kernels::avg_pool(s, x.data(), y.data());
  return record("avg_pool2d", y, {x}, [s, shape = x.shape()](const Tensor& dy) -> Grads {
    Tensor dx = Tensor::uninitialized(shape);
    kernels::avg_pool_backward(s, dy.data(), dx.data());
    return {dx};
  });
}

}  // namespace tt
