# The functions that a folder registers itself with.

# tt_add_folders(modules): adds every modules/*/CMakeLists.txt. A folder that is dropped in is part of the next build.
function(tt_add_folders where)
  file(GLOB lists CONFIGURE_DEPENDS ${where}/*/CMakeLists.txt)
  foreach(list IN LISTS lists)
    cmake_path(GET list PARENT_PATH folder)
    add_subdirectory(${folder})
  endforeach()
endfunction()

# tt_library(name sources...): a static library that other projects can use as tinytensor::name.
function(tt_library name)
  add_library(${name} STATIC ${ARGN})
  tt_compile_options(${name})
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release,RelWithDebInfo>:-O3> $<$<CONFIG:Debug>:-Og>)
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
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
  target_compile_options(${program} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_compile_definitions(${program} PRIVATE
    TT_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TT_BINARY_DIR="${PROJECT_BINARY_DIR}" TT_CXX="${CMAKE_CXX_COMPILER}"
    $<$<BOOL:${TT_GRAPHVIZ}>:TT_GRAPHVIZ>)
  target_link_libraries(${program} PRIVATE tt_test_main fmt::fmt nlohmann_json::nlohmann_json ${ARGN})
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM file)
    string(REGEX REPLACE "_test$" "" topic ${file})
    string(REGEX REPLACE "^tt_?(.*)_?tests$" "\\1" module ${program})
    string(JOIN . test ${module} ${topic})
    add_test(NAME ${test} COMMAND ${program} --filenames-as-tags "[#${file}]")
    set_tests_properties(${test} PROPERTIES TIMEOUT 600 ENVIRONMENT
      "UBSAN_OPTIONS=print_stacktrace=1;LSAN_OPTIONS=print_suppressions=0:suppressions='${PROJECT_SOURCE_DIR}/tests/leaks.txt'")
  endforeach()
endfunction()

# tt_lab(name OF module REPLACES file.cpp): the lab's probe.cpp linked twice, as name_reference with the module as it is
# and as name_student with this folder's file.cpp in place of the module's.
function(tt_lab name)
  cmake_parse_arguments(PARSE_ARGV 1 lab "" "OF" "REPLACES")
  get_target_property(sources tt_${lab_OF} SOURCES)
  get_target_property(folder tt_${lab_OF} SOURCE_DIR)
  list(TRANSFORM lab_REPLACES PREPEND ${folder}/ OUTPUT_VARIABLE replaced)
  list(REMOVE_ITEM sources ${replaced})
  add_library(tt_${name}_module STATIC EXCLUDE_FROM_ALL ${sources} ${lab_REPLACES})
  tt_compile_options(tt_${name}_module)
  target_link_libraries(tt_${name}_module PUBLIC tinytensor PRIVATE fmt::fmt)
  foreach(build IN ITEMS reference student)
    add_executable(${name}_${build} EXCLUDE_FROM_ALL probe.cpp)
    tt_compile_options(${name}_${build})
  endforeach()
  target_link_libraries(${name}_reference PRIVATE tt_${lab_OF})
  target_link_libraries(${name}_student PRIVATE tt_${name}_module)
endfunction()
