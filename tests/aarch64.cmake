# The integer kernels' test, cross-compiled for 64-bit Arm into WORK and run by QEMU: a machine that most of us lack.
file(GLOB sources ${SOURCE}/modules/quantization/kernels/*.cpp)
list(APPEND sources
  ${SOURCE}/modules/quantization/requantize.cpp
  ${SOURCE}/modules/quantization/tests/kernels_test.cpp
  ${SOURCE}/tests/main.cpp
  ${SOURCE}/tinytensor/kernels/parallel.cpp
  ${SOURCE}/tinytensor/kernels/thread_pool.cpp
  ${SOURCE}/tinytensor/tensor/buffer.cpp
  ${SOURCE}/tinytensor/tensor/error.cpp
  ${SOURCE}/tinytensor/tensor/rng.cpp
  ${SOURCE}/tinytensor/tensor/shape.cpp)
file(MAKE_DIRECTORY ${WORK})
execute_process(
  COMMAND ${CXX} -std=c++20 -O1 -Wall -Wextra -Wpedantic -Werror -static -pthread -I${SOURCE} -isystem ${CATCH} ${sources}
    -o ${WORK}/kernels_test COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${QEMU} ${WORK}/kernels_test COMMAND_ERROR_IS_FATAL ANY)
