# Writes a starter tree with the program TT, below WORK, and compiles there what differs from this tree: stubs, with
# warnings as errors, and probes without a hidden case.
set(tree "${WORK}/starter tree")
file(REMOVE_RECURSE ${WORK})
file(WRITE ${WORK}/class.toml "[[labs]]\nlab = \"01_affine\"\nhidden = [\"there and back\"]\n")

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()

run(${TT} instructor release --out ${tree} --labs 1-2 --class ${WORK}/class.toml)
run(${CMAKE_COMMAND} -S ${tree} -B ${WORK}/build -G Ninja -DCMAKE_BUILD_TYPE=Release -DTT_WERROR=ON
  -DCMAKE_CXX_COMPILER=${CXX})
set(objects lab_01_affine_probe lab_02_error_probe)
foreach(stub params error packing observer fold)
  list(APPEND objects modules/quantization/CMakeFiles/tt_quantization.dir/${stub}.cpp.o)
endforeach()
run(${CMAKE_COMMAND} --build ${WORK}/build --target ${objects})
file(REMOVE_RECURSE ${WORK})
