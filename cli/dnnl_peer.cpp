#include "cli/dnnl_peer.h"

#include <dlfcn.h>

#include "tinytensor/tensor/error.h"

#ifdef TT_HAVE_DNNL
#include "cli/dnnl_primitive.h"
#endif

namespace tt::cli {

#ifdef TT_HAVE_DNNL

bool DnnlPeer::available() { return true; }

void DnnlPeer::run() {
  primitive_->primitive.execute(primitive_->stream, primitive_->arguments);
  primitive_->stream.wait();
}

std::string DnnlPeer::implementation() const { return primitive_->implementation; }

#else

struct DnnlPeer::Primitive {};
bool DnnlPeer::available() { return false; }
void DnnlPeer::run() {}
std::string DnnlPeer::implementation() const { return {}; }

[[noreturn]] static DnnlPeer refuse() {
  throw Error("bench: this program was built without oneDNN. Install libdnnl-dev and build again.");
}
DnnlPeer dnnl_conv(const kernels::ConvShape&, ConvPass, DnnlLayout) { refuse(); }
DnnlPeer dnnl_integer_conv(const kernels::ConvShape&, DnnlLayout) { refuse(); }
DnnlPeer dnnl_integer_matmul(int, int, int) { refuse(); }
DnnlPeer dnnl_quantize(std::int64_t) { refuse(); }
DnnlPeer dnnl_dequantize(std::int64_t) { refuse(); }

#endif

DnnlPeer::DnnlPeer(std::unique_ptr<Primitive> primitive) : primitive_(std::move(primitive)) {}
DnnlPeer::DnnlPeer(DnnlPeer&&) noexcept = default;
DnnlPeer::~DnnlPeer() = default;

// Looked up by name: only a build with oneDNN has OpenMP's library in its process.
void set_dnnl_threads(int count) {
  if (auto* set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"))) set(count);
}

}  // namespace tt::cli
