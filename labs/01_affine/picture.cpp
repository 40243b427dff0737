#include "autograder/probe/probe.h"
#include "modules/quantization/params.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr QuantType type{4, true};

// The handout's range in so few bits that single steps can be seen, and a little beyond its ends.
void draw_reals(Values& in) { in.put("real value", ramp(-1.8f, 2.6f, 441)); }

void run_codes(const Values& in, Values& out) {
  const QuantParams p = choose_params(-1.5f, 2.3f, type, Scheme::affine);
  std::vector<std::int32_t> codes;
  for (float x : in.floats("real value")) codes.push_back(quantize(x, p, type, Scheme::affine));
  out.put_integers("code", codes);
}

void run_back(const Values& in, Values& out) {
  const QuantParams p = choose_params(-1.5f, 2.3f, type, Scheme::affine);
  std::vector<float> back, error;
  for (float x : in.floats("real value")) {
    back.push_back(dequantize(quantize(x, p, type, Scheme::affine), p));
    error.push_back(back.back() - x);
  }
  out.put("what comes back", back);
  out.put("error", error);
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"The codes of [-1.5, 2.3] at 4 bits, affine", draw_reals, run_codes},
          {"And back: within half a step inside the range, clamped outside", draw_reals, run_back}};
}
