# What the library uses inside; none of it shows in a public header. And Catch2, for the tests.

find_package(Threads REQUIRED)
find_package(Eigen3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt QUIET)
if(NOT fmt_FOUND)  # its headers alone will do: another machine's, when cross-compiling
  find_path(FMT_INCLUDE_DIR fmt/format.h REQUIRED)
  add_library(fmt::fmt INTERFACE IMPORTED)
  set_target_properties(fmt::fmt PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${FMT_INCLUDE_DIR} INTERFACE_COMPILE_DEFINITIONS FMT_HEADER_ONLY)
endif()
find_package(nlohmann_json REQUIRED)
if(TT_GRAPHVIZ)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(Graphviz REQUIRED IMPORTED_TARGET libgvc libcgraph)
endif()
if(TT_TESTS)
  find_package(Catch2 QUIET)
  if(NOT Catch2_FOUND)
    message(STATUS "Catch2 is not installed: no tests are built")
    set(TT_TESTS OFF)
  endif()
endif()
