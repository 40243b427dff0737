#include "autograder/probe/probe.h"
#include "modules/quantization/requantize.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int largest = 20;

void draw_sums(Values& in) { in.put("sum", ramp(-largest, largest, 2 * largest + 1)); }

template <class F>
std::vector<float> errors(const Values& in, const F& f) {
  std::vector<float> all;
  for (float sum : in.floats("sum")) all.push_back(static_cast<float>(f(static_cast<int>(sum))) - sum / 4);
  return all;
}

void run_rounding(const Values& in, Values& out) {
  const auto once = [](int sum) { return rounding_divide_by_power_of_two(sum, 2); };
  const auto twice = [](int sum) { return multiply(sum, {1 << 30, -1}); };
  out.put("error: divided by 4, rounded once", errors(in, once));
  out.put("error: multiplied by 1/4, rounded twice", errors(in, twice));
}

// The handout's output: scale 0.0149, zero point 101, from products of scale 0.02 * 0.005.
void draw_codes(Values& in) { in.put("sum of products", ramp(-25000, 35000, 401)); }

void run_codes(const Values& in, Values& out) {
  const Multiplier multiplier = make_multiplier(0.02 * 0.005 / 0.0149);
  std::vector<int> codes;
  for (float sum : in.floats("sum of products"))
    codes.push_back(requantize(static_cast<int>(sum), multiplier, 101, 0, 255));
  out.put_integers("code", codes);
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"A quarter of small sums: rounding twice is not rounding once", draw_sums, run_rounding},
          {"Sums as codes: times 0.0067114, plus 101, clamped to 0 to 255", draw_codes, run_codes}};
}
