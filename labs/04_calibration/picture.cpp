#include "autograder/probe/probe.h"
#include "modules/quantization/observer.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

constexpr int batches = 40;
constexpr QuantType type{4, false};

// The largest value of each batch; one batch has an outlier.
void draw_batches(Values& in) {
  in.put("batch", ramp(1, batches, batches));
  std::vector<float> largest;
  for (int i = 0; i < batches; ++i) largest.push_back(i == 12 ? 6 : 2 + static_cast<float>(7 * i % 11) / 11);
  in.put("largest", largest);
}

template <class Kind>
std::vector<float> high_ends(const Values& in, Kind observer) {
  std::vector<float> all;
  for (float largest : in.floats("largest")) {
    const float batch[] = {-1, 0, largest};
    observer.observe(batch);
    all.push_back(observer.range().high);
  }
  return all;
}

void run_batches(const Values& in, Values& out) {
  out.put("high end: of each batch", in.floats("largest"));
  out.put("high end: min-max", high_ends(in, MinMaxObserver()));
  out.put("high end: a moving average", high_ends(in, MovingAverageObserver(0.1f)));
}

// As after a ReLU: most of them small, none above 1 but one.
void draw_clips(Values& in) {
  in.put("clipped at", ramp(0.6f, 3, 121));
  std::vector<float> values;
  for (float v : ramp(0, 1, 4000)) values.push_back(v * v);
  values.push_back(3);
  in.put("values", values);
}

void run_clips(const Values& in, Values& out) {
  Histogram histogram;
  histogram.add(in.floats("values"));
  std::vector<float> errors;
  for (float clip : in.floats("clipped at"))
    errors.push_back(static_cast<float>(
        mean_squared_error(histogram, choose_params(0, clip, type, Scheme::affine), type, Scheme::affine)));
  out.put("mean squared error", errors);
  const auto mark = [&](const std::string& name, Observer&& observer) {
    observer.observe(in.floats("values"));
    out.put(name, observer.range().high);
  };
  mark("min-max", MinMaxObserver());
  mark("percentile 99.9", PercentileObserver());
  mark("least error", MseObserver(type, Scheme::affine));
}

}  // namespace

std::vector<Picture> probe::pictures() {
  return {{"An outlier goes by", draw_batches, run_batches},
          {"Where to clip 4,000 values up to 1 and one of 3, at 4 bits", draw_clips, run_clips}};
}
