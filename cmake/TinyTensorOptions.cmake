# How everything here is compiled: the language, the warnings, the machine, and quicker tools where they are installed.
include(GNUInstallDirs)
include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# Apple's clang on ARM knows the machine only by -mcpu.
if(TT_NATIVE)
  check_cxx_compiler_flag(-march=native TT_HAS_MARCH_NATIVE)
  if(TT_HAS_MARCH_NATIVE)
    set(tt_native -march=native)
  else()
    check_cxx_compiler_flag(-mcpu=native TT_HAS_MCPU_NATIVE)
    set(tt_native $<$<BOOL:${TT_HAS_MCPU_NATIVE}>:-mcpu=native>)
  endif()
endif()

# The flags of every target built here, the same for all: kernels/vec.h means another type on another machine.
# TT_STUB_FLAGS: of a starter tree, whose module is made of stubs.
# g++ 12 sees uninitialized values in its own AVX-512 headers and overlaps inside std::string: those two are off.
function(tt_compile_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-restrict>
    $<$<BOOL:${TT_WERROR}>:-Werror> -fno-math-errno ${tt_native} ${TT_STUB_FLAGS})
endfunction()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# mold links in a tenth of the time.
find_program(MOLD mold)
if(MOLD AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CROSSCOMPILING)
  set(CMAKE_REQUIRED_LINK_OPTIONS -fuse-ld=mold)
  check_cxx_source_compiles("int main() {}" TT_HAS_MOLD)
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
  if(TT_HAS_MOLD)
    add_link_options(-fuse-ld=mold)
  endif()
endif()
