# Builds the fuzz programs into WORK on top of BUILT, and gives each RUNS executions: what an open door would show at once.
if(DEFINED ENV{TT_QUICK})
  message("skipped: too slow for --quick")
  return()
endif()
foreach(step
    "-S;${SOURCE}/tests/fuzz;-B;${WORK};-G;Ninja;-DCMAKE_CXX_COMPILER=${CXX};-DBUILT=${BUILT};-DRUNS=${RUNS}"
    "--build;${WORK};--target;run")
  execute_process(COMMAND ${CMAKE_COMMAND} ${step} OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "${said}")
  endif()
endforeach()
string(REGEX MATCHALL "[a-z_0-9]+: [0-9]+ executions" ran "${said}")
string(JOIN "\n" ran ${ran})
message("${ran}")
