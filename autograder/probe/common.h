// What most files of labs begin with: see cmake/lab_headers.cmake.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <vector>

// The vector instructions, for those who write kernels.
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/tensor.h"
