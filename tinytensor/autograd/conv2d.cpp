#include "tinytensor/kernels/conv2d.h"

#include "tinytensor/autograd/map.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/kernels/conv_pool.h"
#include "tinytensor/tensor/error.h"

namespace tt {

namespace {

kernels::ConvShape checked(const Tensor& x, const Tensor& w, const Tensor& bias, const Conv2DOptions& o) {
  if (x.rank() != 4) throw shape_error("conv2d", "x is not [N, H, W, in]", x.shape());
  if (w.rank() != 4 || w.count() == 0)
    throw shape_error("conv2d", "weight is not [out, kh, kw, in / groups]", w.shape());
  const std::string sizes = "stride " + std::to_string(o.stride) + ", padding " + std::to_string(o.padding) +
                            ", groups " + std::to_string(o.groups);
  if (o.stride < 1 || o.padding < 0 || o.groups < 1)
    throw ValueError("conv2d: stride and groups must be positive, padding not negative: " + sizes);
  if (x.dim(3) != w.dim(3) * o.groups)
    throw shape_error("conv2d", "channels of x and weight's in / groups differ (" + sizes + ")", x.shape(),
                      w.shape());
  if (w.dim(0) % o.groups != 0)
    throw shape_error("conv2d", "groups do not divide weight's out (" + sizes + ")", w.shape());
  if (!bias.empty() && bias.shape() != Shape{w.dim(0)})
    throw shape_error("conv2d", "bias is not [out] for this weight", bias.shape(), w.shape());
  if (x.dim(1) + 2 * o.padding < w.dim(1) || x.dim(2) + 2 * o.padding < w.dim(2))
    throw shape_error("conv2d", "the images are smaller than the kernel (" + sizes + ")", x.shape(),
                      w.shape());
  return {x.dim(0), x.dim(1), x.dim(2), x.dim(3),  w.dim(0),
          w.dim(1), w.dim(2), o.stride, o.padding, o.groups};
}

// Gradients of y = conv(x, w) + bias: dx is dy correlated with the flipped weight, dw x correlated with dy.
Grads gradients(const kernels::ConvShape& s, const Tensor& x, const Tensor& w, const Tensor& bias,
                const Tensor& dy) {
  Tensor dx = gradient_of(x), dw = Tensor::uninitialized(w.shape()), db = gradient_of(bias);
  if (x.tracked()) kernels::conv2d_backward_input(s, dy.data(), w.data(), dx.data());
  if (w.tracked() || bias.tracked())
    kernels::conv2d_backward_weight(s, x.data(), dy.data(), dw.data(), db.data());
  return {dx, dw, db};
}

// Fuses convolution, bias, ReLU and 2x2 max pooling; backward visits only the outputs that won their window.
Tensor conv_relu_pool(const kernels::ConvShape& s, const Tensor& x, const Tensor& w, const Tensor& bias) {
  Tensor y = Tensor::uninitialized({s.images, s.out_height() / 2, s.out_width() / 2, s.out});
  const bool learning = grad_enabled() && (x.tracked() || w.tracked() || bias.tracked());
  const Buffer winners = learning ? Buffer(y.count()) : Buffer();
  kernels::conv_pool_forward(s, x.data(), w.data(), bias.data(), y.data(),
                             reinterpret_cast<std::int32_t*>(winners.data()));
  return record("conv2d_relu_max_pool", y, {x, w, bias}, [s, x, w, bias, winners](const Tensor& dy) -> Grads {
    Tensor dx = gradient_of(x), dw = Tensor::uninitialized(w.shape()), db = gradient_of(bias);
    kernels::conv_pool_backward(s, x.data(), w.data(), dy.data(),
                                reinterpret_cast<const std::int32_t*>(winners.data()), dw.data(), db.data(),
                                dx.data());
    return {dx, dw, db};
  });
}

}  // namespace

Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias, const Conv2DOptions& options,
              const Epilogue& epilogue) {
  const kernels::ConvShape s = checked(x, weight, bias, options);
  if (epilogue.relu && epilogue.max_pool && kernels::conv_pool_supported(s))
    return conv_relu_pool(s, x, weight, bias);
  if (epilogue.max_pool) return max_pool2d(conv2d(x, weight, bias, options, {.relu = epilogue.relu}));
  Tensor y = Tensor::uninitialized({s.images, s.out_height(), s.out_width(), s.out});
  kernels::conv2d_forward(s, x.data(), weight.data(), bias.data(), epilogue.relu, y.data());
  if (!epilogue.relu)
    return record("conv2d", y, {x, weight, bias},
                  [=](const Tensor& dy) -> Grads { return gradients(s, x, weight, bias, dy); });
  return record("conv2d_relu", y, {x, weight, bias}, [=](const Tensor& dy) -> Grads {
    return gradients(s, x, weight, bias, zip(dy, y, [](float d, float v) { return v > 0 ? d : 0; }));
  });
}

}  // namespace tt
