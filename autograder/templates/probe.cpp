#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/@MODULE@/@NAME@.h"

using namespace tt;
using namespace tt::probe;

namespace {

// The question: other values with every seed, and every edge every time. Here: all below 0, one value, many.
void draw_values(Rng& rng, Values& in) {
  in.put("negative", std::vector<float>{-1 - rng.uniform(), -rng.uniform()});
  in.put("one", std::vector<float>{rng.normal()});
  in.put("many", normals(rng, 1000));
}

// The answer. Sequences, numbers and texts are compared with the reference's, and so is what is thrown.
void run_values(const Values& in, Values& out) {
  for (const char* name : {"negative", "one", "many"}) {
    const int count = static_cast<int>(in.floats(name).size());
    out.put(name, @NAMESPACE@::largest_size(tensor(in, name, {count})));
  }
  answer(out, "empty", [&] { out.put("empty", @NAMESPACE@::largest_size(Tensor())); });
  answer(out, "nan", [&] { out.put("nan", @NAMESPACE@::largest_size(Tensor::from({1, NAN}, {2}))); });
}

}  // namespace

// Name, part, question, answer, and what floats may be off by: see probe.h.
std::vector<Case> probe::cases() { return {{"the largest size", 1, draw_values, run_values, 1e-6}}; }
