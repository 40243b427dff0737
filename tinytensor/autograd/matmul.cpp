#include "tinytensor/kernels/matmul.h"

#include "tinytensor/autograd/map.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/kernels/linear.h"
#include "tinytensor/tensor/error.h"

namespace tt {

namespace {

// a: [m, k], b: [k, n]; not recorded
Tensor product(kernels::Matrix a, kernels::Matrix b, int m, int k, int n) {
  Tensor y = Tensor::uninitialized({m, n});
  kernels::matmul(a, b, y.data(), m, k, n);
  return y;
}

}  // namespace

// y = a b: da = dy b', db = a' dy
Tensor matmul(const Tensor& a, const Tensor& b) {
  if (a.rank() != 2) throw shape_error("matmul", "the first argument is not a matrix", a.shape());
  if (b.rank() != 2) throw shape_error("matmul", "the second argument is not a matrix", b.shape());
  if (a.dim(1) != b.dim(0)) throw shape_error("matmul", "inner sizes differ", a.shape(), b.shape());
  const int m = a.dim(0), k = a.dim(1), n = b.dim(1);
  return record("matmul", product({a.data()}, {b.data()}, m, k, n), {a, b}, [=](const Tensor& dy) -> Grads {
    return {a.tracked() ? product({dy.data()}, {b.data(), true}, m, n, k) : Tensor(),
            b.tracked() ? product({a.data(), true}, {dy.data()}, k, m, n) : Tensor()};
  });
}

Tensor transpose(const Tensor& x) {
  if (x.rank() != 2) throw shape_error("transpose", "not a matrix", x.shape());
  const int m = x.dim(0), n = x.dim(1);
  Tensor y = Tensor::uninitialized({n, m});
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) y.data()[std::int64_t{j} * m + i] = x.data()[std::int64_t{i} * n + j];
  return record("transpose", y, {x}, [](const Tensor& dy) -> Grads { return {transpose(dy)}; });
}

// y = x w' + b: dx = dy w, dw = dy' x, db = the sum of dy's rows
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (x.rank() != 2) throw shape_error("linear", "x is not [N, in]", x.shape());
  if (weight.rank() != 2 || weight.dim(1) != x.dim(1))
    throw shape_error("linear", "weight is not [out, in] for this x", weight.shape(), x.shape());
  const int rows = x.dim(0), in = x.dim(1), out = weight.dim(0);
  if (!bias.empty() && bias.shape() != Shape{out})
    throw shape_error("linear", "bias is not [out] for this weight", bias.shape(), weight.shape());
  Tensor y = Tensor::uninitialized({rows, out});
  kernels::linear_forward(x.data(), weight.data(), bias.data(), y.data(), rows, in, out);
  return record("linear", y, {x, weight, bias}, [=](const Tensor& dy) -> Grads {
    Tensor dx = gradient_of(x), dw = gradient_of(weight), db = gradient_of(bias);
    kernels::linear_backward(x.data(), weight.data(), dy.data(), dw.data(), db.data(), dx.data(), rows, in,
                             out);
    return {dx, dw, db};
  });
}

}  // namespace tt
