#include <catch2/catch.hpp>

#include "modules/@MODULE@/@NAME@.h"
#include "tinytensor/tensor/error.h"

using namespace tt;

TEST_CASE("@NAME@: the largest size") {
  CHECK(@NAMESPACE@::largest_size(Tensor::from({1, -3, 2}, {3})) == 3);
  CHECK_THROWS_AS(@NAMESPACE@::largest_size(Tensor()), ValueError);
}
