#include "tinytensor/kernels/matmul.h"

// parallel_for below divides the work; Eigen's own threads would split it by thread count.
#define EIGEN_DONT_PARALLELIZE
#include <Eigen/Core>
#include <algorithm>
#include <cstdint>

#include "tinytensor/kernels/parallel.h"

namespace tt::kernels {

namespace {

template <int order>
using EigenMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, order>;
template <int order>
using View = Eigen::Map<const EigenMatrix<order>, 0, Eigen::OuterStride<>>;
using Result = Eigen::Map<EigenMatrix<Eigen::RowMajor>, 0, Eigen::OuterStride<>>;

// A transposed row-major matrix is a column-major one, read in place.
template <int order>
View<order> view(const float* p, int rows, int columns) {
  return {p, rows, columns, Eigen::OuterStride<>(order == Eigen::RowMajor ? columns : rows)};
}

// The rows of c, or its columns when there are more of them, in parts fixed by the sizes alone.
template <class A, class B>
void product(const A& a, const B& b, Result c, bool accumulate) {
  constexpr std::int64_t worth_sharing = 1 << 18;  // multiply-adds
  const std::int64_t work = a.rows() * a.cols() * b.cols(), longer = std::max(c.rows(), c.cols());
  const int parts = static_cast<int>(
      std::clamp<std::int64_t>(work / worth_sharing, 1, std::clamp<std::int64_t>((longer + 15) / 16, 1, 16)));
  const bool by_rows = c.rows() >= c.cols();
  parallel_for(parts, [&](int part) {
    const std::int64_t first = part_begin(longer, parts, part),
                       count = part_begin(longer, parts, part + 1) - first;
    const auto rows = a.middleRows(by_rows ? first : 0, by_rows ? count : a.rows());
    const auto columns = b.middleCols(by_rows ? 0 : first, by_rows ? b.cols() : count);
    auto block = c.block(by_rows ? first : 0, by_rows ? 0 : first, rows.rows(), columns.cols());
    if (accumulate)
      block.noalias() += rows * columns;
    else
      block.noalias() = rows * columns;
  });
}

template <int order_a>
void product(const float* a, const float* b, bool b_transposed, float* c, int m, int k, int n,
             bool accumulate) {
  const Result result(c, m, n, Eigen::OuterStride<>(n));
  const auto left = view<order_a>(a, m, k);
  if (b_transposed)
    product(left, view<Eigen::ColMajor>(b, k, n), result, accumulate);
  else
    product(left, view<Eigen::RowMajor>(b, k, n), result, accumulate);
}

}  // namespace

void matmul(Matrix a, Matrix b, float* c, int m, int k, int n, Into into) {
  const bool accumulate = into == Into::add;
  if (a.transposed)
    product<Eigen::ColMajor>(a.data, b.data, b.transposed, c, m, k, n, accumulate);
  else
    product<Eigen::RowMajor>(a.data, b.data, b.transposed, c, m, k, n, accumulate);
}

}  // namespace tt::kernels
