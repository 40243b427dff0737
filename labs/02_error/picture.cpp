#include "autograder/probe/probe.h"
#include "modules/quantization/error.h"
#include "modules/quantization/params.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

template <int most>
void draw_bits(Values& in) {
  in.put("bits", ramp(2, most, most - 1));
}

// Values spread evenly over -1 to 1, in so many bits.
template <float (*measure)(const Tensor&, const Tensor&)>
std::vector<float> by_bits(const Values& in) {
  const Tensor x = Tensor::from(ramp(-1, 1, 4001), {4001});
  std::vector<float> all;
  for (float bits : in.floats("bits")) {
    const QuantType type = {static_cast<int>(bits), true};
    const QuantParams params = choose_params(-1, 1, type, Scheme::affine);
    Tensor y = x.clone();
    for (float& v : y.values()) v = dequantize(quantize(v, params, type, Scheme::affine), params);
    all.push_back(measure(x, y));
  }
  return all;
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"Each bit halves the error", draw_bits<8>,
           [](Values& in, Values& out) {
             out.put("error: the largest", by_bits<max_error>(in));
             out.put("error: on average", by_bits<mean_error>(in));
           }},
          {"and is worth 6 dB", draw_bits<12>,
           [](Values& in, Values& out) { out.put("SQNR in dB", by_bits<sqnr_db>(in)); }}};
}
