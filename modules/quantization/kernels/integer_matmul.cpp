#include "modules/quantization/kernels/integer_matmul.h"

namespace tt::quant::kernels {

void integer_matmul(const std::uint8_t* a, const std::int8_t* b, std::int32_t* c, int m, int k, int n) {
  for (int i = 0; i < m; ++i, a += k, c += n)
    for (int j = 0; j < n; ++j) {
      const std::int8_t* row = b + std::int64_t{j} * k;
      std::int32_t sum = 0;
      for (int l = 0; l < k; ++l) sum += std::int32_t{a[l]} * row[l];
      c[j] = sum;
    }
}

}  // namespace tt::quant::kernels
