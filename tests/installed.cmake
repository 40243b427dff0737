# Installs the build in BINARY below a path with a space, and builds and runs the project in EXAMPLE with it.
set(work "${BINARY}/installed test")
file(REMOVE_RECURSE ${work})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} --install ${BINARY} --prefix ${work}/prefix)
# What `./tt` builds for a command is enough: the framework and the modules.
file(GLOB_RECURSE libraries RELATIVE ${work}/prefix ${work}/prefix/*.a)
if(libraries MATCHES "probe|autograder" OR NOT libraries MATCHES "libtinytensor.a")
  message(FATAL_ERROR "installed: ${libraries}")
endif()
run(${CMAKE_COMMAND} -S ${EXAMPLE} -B ${work}/build -G Ninja
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_PREFIX_PATH=${work}/prefix)
run(${CMAKE_COMMAND} --build ${work}/build)
run(${work}/build/digits)
