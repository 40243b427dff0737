#pragma once
#include <stdexcept>
#include <string>

#include "tinytensor/tensor/shape.h"

namespace tt {

// What the library throws. Text: "op: what is wrong: the actual values", then a remedy if there is one.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct ShapeError : Error {
  using Error::Error;
};
struct ValueError : Error {
  using Error::Error;
};
struct IoError : Error {
  using Error::Error;
};
struct NotImplemented : Error {
  using Error::Error;
};

// "matmul: inner sizes differ: [32, 784] and [100, 10]"
ShapeError shape_error(const std::string& op, const std::string& what, const Shape& a);
ShapeError shape_error(const std::string& op, const std::string& what, const Shape& a, const Shape& b);

}  // namespace tt
