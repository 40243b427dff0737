#include "tinytensor/tensor/error.h"

namespace tt {

ShapeError shape_error(const std::string& op, const std::string& what, const Shape& a) {
  return ShapeError(op + ": " + what + ": " + a.str());
}

ShapeError shape_error(const std::string& op, const std::string& what, const Shape& a, const Shape& b) {
  return ShapeError(op + ": " + what + ": " + a.str() + " and " + b.str());
}

}  // namespace tt
