#include "tinytensor/io/graph_picture.h"
#include "tinytensor/tensor/error.h"

// A build without Graphviz.
namespace tt::io {

Layout lay_out(const Picture&) {
  throw IoError("draw: this build has no Graphviz. Configure with -DTT_GRAPHVIZ=ON.");
}
std::string dot_text(const Picture&) {
  throw IoError("draw: this build has no Graphviz. Configure with -DTT_GRAPHVIZ=ON.");
}

}  // namespace tt::io
