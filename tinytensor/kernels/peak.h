#pragma once

namespace tt::kernels {

// Multiply-adds of float vectors that never leave their registers, on that many threads: what the machine
// could do if nothing were ever loaded. Returns the float operations, two per multiply-add: a fixed number.
double multiply_add_in_registers(int threads);

}  // namespace tt::kernels
