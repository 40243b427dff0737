# 64-bit Arm, built on another machine. Debian: dpkg --add-architecture arm64 && apt-get update && apt-get install
# g++-aarch64-linux-gnu qemu-user zlib1g-dev:arm64. Linked statically: qemu needs no Arm system then.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
set(ZLIB_USE_STATIC_LIBS ON)
find_program(QEMU qemu-aarch64)
if(QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${QEMU})
endif()
