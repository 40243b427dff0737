#include <algorithm>
#include <cmath>

#include "autograder/probe/probe.h"
#include "modules/quantization/quantized_tensor.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

// Of 1 to 4 axes, of which no two are equally long, so that none can be mistaken for another; and one of ones.
void draw_shapes(Rng& rng, Values& in) {
  for (int rank = 1; rank <= 4; ++rank) {
    std::vector<int> dims = {2, 3, 5, 7, 4};
    for (std::size_t i = dims.size(); i > 1; --i)
      std::swap(dims[i - 1], dims[rng.below(static_cast<std::uint32_t>(i))]);
    dims.resize(static_cast<std::size_t>(rank));
    in.put_integers("shape " + std::to_string(rank), dims);
    int count = 1;
    for (int d : dims) count *= d;
    std::vector<float> x = normals(rng, count);
    for (float& v : x) v *= rng.uniform(0.1f, 5);
    in.put("x " + std::to_string(rank), x);
  }
  in.put_integers("shape 5", std::vector<int>{1, between(rng, 2, 9), 1});
  in.put("x 5", normals(rng, static_cast<int>(in.integers("shape 5")[1])));
}

// f(name, shape, granularity) for every shape and every axis or size of it, and for some that are not of it.
template <class F>
void for_each(const Values& in, Granularity::Kind kind, bool wrong_too, const F& f) {
  for (int i = 1; i <= 5; ++i) {
    const std::vector<std::int64_t>& dims = in.integers("shape " + std::to_string(i));
    const std::vector<int> sizes(dims.begin(), dims.end());
    const Shape shape{std::span<const int>(sizes)};
    const int rank = shape.rank(), row = shape.dim(-1), more = wrong_too ? 2 : 0;
    const auto call = [&](Granularity g) { f(shape.str() + " by " + g.str(), i, shape, g); };
    if (kind == Granularity::channel)
      for (int axis = -rank - more; axis < rank + more; ++axis) call(Granularity::per_channel(axis));
    else
      for (int size = 1 - more; size <= row + more; ++size) call(Granularity::per_group(size));
  }
}

template <Granularity::Kind kind>
void run_counts(const Values& in, Values& out) {
  for_each(in, kind, true, [&](const std::string& name, int, const Shape& shape, Granularity g) {
    answer(out, name, [&] { out.put(name, static_cast<double>(ParamLayout(shape, g).count())); });
  });
}

// Of every value, asked from the last to the first: where its run ends and which params hold.
template <Granularity::Kind kind>
void run_places(const Values& in, Values& out) {
  for_each(in, kind, false, [&](const std::string& name, int, const Shape& shape, Granularity g) {
    const ParamLayout layout(shape, g);
    std::vector<std::int64_t> ends(static_cast<std::size_t>(shape.count())), params = ends;
    for (std::size_t i = ends.size(); i-- > 0;) {
      const ParamLayout::Run run = layout.run_at(static_cast<std::int64_t>(i));
      ends[i] = run.end;
      params[i] = run.param;
    }
    out.put_integers(name + ", end at value", ends);
    out.put_integers(name + ", params of value", params);
  });
}

// Whether one can walk from run to run. quantize() trusts that.
bool walkable(const ParamLayout& layout, std::int64_t count) {
  for (std::int64_t i = 0; i < count;) {
    const auto [end, param] = layout.run_at(i);
    if (end <= i || end > count || param < 0 || param >= layout.count()) return false;
    i = end;
  }
  return true;
}

template <Granularity::Kind kind, Scheme scheme>
void run_quantize(const Values& in, Values& out) {
  for_each(in, kind, false, [&](const std::string& name, int i, const Shape& shape, Granularity g) {
    const Tensor x = tensor(in, "x " + std::to_string(i), shape);
    const bool ok = walkable(ParamLayout(shape, g), shape.count());
    out.put(name + ", runs follow one another", ok);
    if (!ok) return;
    for (int bits : {4, 8}) {
      const QuantizedTensor q = quantize(x, {{bits, true}, scheme, g});
      const std::string title = name + ", " + std::to_string(bits) + " bits";
      out.put(title + ", scales", q.scales());
      out.put_integers(title + ", codes", q.stored());
      out.put(title + ", back", q.dequantize().values());
      if (bits == 8) out.put(title + ", bytes", static_cast<double>(q.nbytes()));  // packing is lab 10's
    }
  });
}

// A matrix whose rows are of very different sizes: what one scale for all loses.
void draw_matrix(Rng& rng, Values& in) {
  std::vector<float> x;
  for (int row = 0; row < 32; ++row) {
    const float size = std::ldexp(rng.uniform(0.5f, 1), row % 8 - 4);
    for (float v : normals(rng, 100, size)) x.push_back(v);
  }
  in.put("x", x);
}

template <Granularity::Kind kind>
void run_matrix(const Values& in, Values& out) {
  const Tensor x = tensor(in, "x", {32, 100});
  const auto granularities = kind == Granularity::channel
                                 ? std::vector{Granularity::per_channel(0), Granularity::per_channel(-1)}
                                 : std::vector{Granularity::per_group(32), Granularity::per_group(64)};
  for (Granularity g : granularities) {
    const ParamLayout layout(x.shape(), g);
    out.put(g.str() + ", sets", static_cast<double>(layout.count()));
    if (!walkable(layout, x.count())) return;
    const QuantizedTensor q = quantize(x, {{}, Scheme::symmetric, g});
    out.put(g.str() + ", bytes", static_cast<double>(q.nbytes()));
    out.put(g.str() + ", back", q.dequantize().values());
    out.put(g.str() + ", scales", q.scales());
  }
}

template <Granularity::Kind kind>
std::vector<Promise> promises(const Values& in, const Values& out) {
  const std::string name = kind == Granularity::channel ? "channel 0" : "group 32";
  const std::vector<float>&x = in.floats("x"), &back = out.floats(name + ", back"),
        &scales = out.floats(name + ", scales");
  double worst = 0;  // in half steps
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t set = kind == Granularity::channel ? i / 100 : i / 100 * 4 + i % 100 / 32;
    worst = std::max(worst, std::fabs(double{x[i]} - back[i]) / (scales[set] / 2));
  }
  const double floats = 4.0 * static_cast<double>(x.size());
  return {{"roundtrip error: every value within half of its own scale, in half scales", 1.0001, worst},
          {"memory: a quarter of the floats' bytes, and four bytes a scale",
           floats / 4 + 4.0 * static_cast<double>(scales.size()), out.number(name + ", bytes")}};
}

}  // namespace

std::vector<Case> probe::cases() {
  using G = Granularity;
  return {
      {"sets of params, by every axis", 1, draw_shapes, run_counts<G::channel>},
      {"which params hold where, by every axis", 1, draw_shapes, run_places<G::channel>},
      {"quantized per channel, affine", 1, draw_shapes, run_quantize<G::channel, Scheme::affine>},
      {"quantized per channel, symmetric", 1, draw_shapes, run_quantize<G::channel, Scheme::symmetric>},
      {"rows of different sizes, per channel", 1, draw_matrix, run_matrix<G::channel>, 0,
       promises<G::channel>},
      {"sets of params, by groups of every size", 2, draw_shapes, run_counts<G::group>},
      {"which params hold where, by groups", 2, draw_shapes, run_places<G::group>},
      {"quantized per group, affine", 2, draw_shapes, run_quantize<G::group, Scheme::affine>},
      {"quantized per group, symmetric", 2, draw_shapes, run_quantize<G::group, Scheme::symmetric>},
      {"rows of different sizes, per group", 2, draw_matrix, run_matrix<G::group>, 0, promises<G::group>},
  };
}
