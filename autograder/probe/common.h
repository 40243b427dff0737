// What most files of labs begin with, for the compiler to read once: see autograder/CMakeLists.txt.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tinytensor/autograd/ops.h"
#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/tensor.h"
