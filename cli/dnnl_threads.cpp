#include <dlfcn.h>

#include "cli/dnnl_conv.h"

namespace tt::cli {

// Asked for by name: only a build with oneDNN has OpenMP's library in its process.
void set_dnnl_threads(int count) {
  if (auto* set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"))) set(count);
}

}  // namespace tt::cli
