# The functions that a folder registers itself with.

# tt_add_folders(modules): adds every modules/*/CMakeLists.txt. A folder that is dropped in is part of the next build.
function(tt_add_folders where)
  file(GLOB lists CONFIGURE_DEPENDS ${where}/*/CMakeLists.txt)
  foreach(list IN LISTS lists)
    cmake_path(GET list PARENT_PATH folder)
    add_subdirectory(${folder})
  endforeach()
endfunction()

# tt_internal_library(name sources...): a static library of this project alone.
function(tt_internal_library name)
  add_library(${name} STATIC ${ARGN})
  tt_compile_options(${name})
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release,RelWithDebInfo>:-O3> $<$<CONFIG:Debug>:-Og>)
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endfunction()

# tt_library(name sources...): one that is installed, for other projects to use as tinytensor::name.
function(tt_library name)
  tt_internal_library(${name} ${ARGN})
  string(REGEX REPLACE "^tt_" "" public_name ${name})
  set_target_properties(${name} PROPERTIES EXPORT_NAME ${public_name})
  add_library(tinytensor::${public_name} ALIAS ${name})
  set_property(GLOBAL APPEND PROPERTY TT_LIBRARIES ${name})
endfunction()

# tt_module(name [DEPENDS other...]): the library tt_name from this folder's *.cpp and kernels/*.cpp, on top of
# tinytensor and the other modules named; and tt_name_tests, from tests/*_test.cpp.
function(tt_module name)
  cmake_parse_arguments(PARSE_ARGV 1 module "" "" "DEPENDS")
  file(GLOB sources CONFIGURE_DEPENDS *.cpp kernels/*.cpp)
  tt_library(tt_${name} ${sources})
  target_include_directories(tt_${name} PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/tinytensor>)
  list(TRANSFORM module_DEPENDS PREPEND tt_)
  target_link_libraries(tt_${name} PUBLIC tinytensor ${module_DEPENDS}
    PRIVATE fmt::fmt $<BUILD_INTERFACE:nlohmann_json::nlohmann_json>)
  set_property(GLOBAL APPEND PROPERTY TT_MODULES tt_${name})
  tt_test(tt_${name}_tests tt_${name})
endfunction()

# tt_test(program [library...]): a program from *_test.cpp here or in tests/, and one CTest test for each file. In a
# file, the tag [slow] marks what `./tt test --quick` and the sanitizers leave out.
function(tt_test program)
  file(GLOB sources CONFIGURE_DEPENDS *_test.cpp tests/*_test.cpp)
  if(NOT TT_TESTS OR NOT sources)
    return()
  endif()
  add_executable(${program} ${sources})
  tt_compile_options(${program})
  target_compile_options(${program} PRIVATE $<$<CONFIG:Release>:-O1> $<$<CONFIG:None>:-O0>)
  target_compile_definitions(${program} PRIVATE
    TT_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TT_BINARY_DIR="${PROJECT_BINARY_DIR}" TT_CXX="${CMAKE_CXX_COMPILER}"
    $<$<BOOL:${TT_GRAPHVIZ}>:TT_GRAPHVIZ>)
  target_link_libraries(${program} PRIVATE tt_test_main fmt::fmt nlohmann_json::nlohmann_json ${ARGN})
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM file)
    string(REGEX REPLACE "_test$" "" topic ${file})
    string(REGEX REPLACE "^tt_|_?tests$" "" module ${program})
    string(JOIN . test ${module} ${topic})
    add_test(NAME ${test} COMMAND ${program} --filenames-as-tags "[#${file}]")
    set_tests_properties(${test} PROPERTIES TIMEOUT 600 ENVIRONMENT
      "UBSAN_OPTIONS=print_stacktrace=1;LSAN_OPTIONS=print_suppressions=0:suppressions='${PROJECT_SOURCE_DIR}/tests/leaks.txt'")
  endforeach()
endfunction()

# How the files of a lab are compiled, the student's and the reference's alike: the same instructions on every machine, and
# no contraction, so that equal programs give equal floats. A place outside a vector or a span is a crash with a line. A stub's
# arguments and helpers are not used yet.
set(TT_LAB_FLAGS -std=c++20 -O1 -D_GLIBCXX_ASSERTIONS -ffp-contract=off -fno-math-errno -Wall -Wextra -Wno-unused -Wno-unused-parameter)

# tt_lab(): this folder as lab.toml says. lab_NAME_reference is its probe.cpp with the module as it is. What `tt lab check`
# links a student's files with, the probe and the module without those files, goes into labs/NAME.build. The probe's main is
# named, not found in a library: a main of the student's is a second one then, and the linker says so.
function(tt_lab)
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME name)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS lab.toml)
  file(STRINGS lab.toml module REGEX "^module *= *")
  file(STRINGS lab.toml files REGEX "^files *= *")
  string(REGEX REPLACE "^module *= *\"([^\"]*)\".*$" "\\1" module "${module}")
  string(REGEX MATCHALL "[A-Za-z0-9_/]+[.]cpp" files "${files}")
  string(REPLACE ".cpp" "[.]cpp" pattern "${files}")
  string(REPLACE ";" "|" pattern "${pattern}")
  list(TRANSFORM files PREPEND ${PROJECT_SOURCE_DIR}/modules/${module}/)
  if(NOT TARGET tt_${module})
    get_property(modules GLOBAL PROPERTY TT_MODULES)
    list(TRANSFORM modules REPLACE "^tt_" "")
    message(FATAL_ERROR "labs/${name}/lab.toml: there is no module \"${module}\". There are: ${modules}")
  endif()
  if(NOT files)
    message(FATAL_ERROR "labs/${name}/lab.toml: files names no file, on one line, like files = [\"params.cpp\"]")
  endif()
  foreach(file IN LISTS files)
    if(NOT EXISTS ${file})
      message(FATAL_ERROR "labs/${name}/lab.toml: the module ${module} has no such file: ${file}")
    endif()
  endforeach()

  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/nothing.cpp CONTENT "")  # where the lab's files are all of the module
  add_library(lab_${name}_rest STATIC EXCLUDE_FROM_ALL ${CMAKE_CURRENT_BINARY_DIR}/nothing.cpp
    "$<FILTER:$<TARGET_OBJECTS:tt_${module}>,EXCLUDE,/tt_${module}[.]dir/([.]/)?(${pattern})[.]o$>")
  set_target_properties(lab_${name}_rest PROPERTIES LINKER_LANGUAGE CXX)
  file(GLOB picture CONFIGURE_DEPENDS picture.cpp)
  add_library(lab_${name}_probe OBJECT EXCLUDE_FROM_ALL probe.cpp ${picture})
  target_compile_options(lab_${name}_probe PRIVATE ${TT_LAB_FLAGS})
  target_link_libraries(lab_${name}_probe PRIVATE tt_probe tt_${module})
  add_executable(lab_${name}_reference EXCLUDE_FROM_ALL ${files} $<TARGET_OBJECTS:lab_${name}_probe>)
  target_compile_options(lab_${name}_reference PRIVATE ${TT_LAB_FLAGS})
  target_link_libraries(lab_${name}_reference PRIVATE lab_${name}_rest tt_probe tinytensor fmt::fmt)
  add_dependencies(labs lab_${name}_rest lab_${name}_probe lab_${name}_reference)

  set(mold $<$<BOOL:${TT_HAS_MOLD}>:-fuse-ld=mold>)
  set(link $<TARGET_FILE:tt_probe> $<TARGET_FILE:tinytensor> -lfmt -lz -pthread ${mold})
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/labs/${name}.build CONTENT
"${CMAKE_CXX_COMPILER}
${PROJECT_SOURCE_DIR}
${PROJECT_BINARY_DIR}/labs/include
$<TARGET_FILE:lab_${name}_reference>
${TT_LAB_FLAGS}
$<TARGET_OBJECTS:lab_${name}_probe>;$<FILTER:$<TARGET_OBJECTS:tt_probe>,INCLUDE,/main[.]cpp[.]o$>
$<TARGET_FILE:lab_${name}_rest>
$<TARGET_OBJECTS:tt_${module}>
${link}
")
endfunction()
