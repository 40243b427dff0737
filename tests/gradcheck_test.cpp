// Every op's gradient against finite differences: one row an op, random sizes, printed seeds.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <regex>
#include <set>
#include <sstream>

#include "tinytensor/tinytensor.h"

using namespace tt;

namespace {

using Inputs = std::vector<Tensor>;

int between(Rng& rng, int low, int high) { return low + static_cast<int>(rng.below(high - low + 1)); }

// Values at least 0.1 apart from one another and from 0: no kink or tie lies within the step of the differences.
Tensor spread(const Shape& shape, Rng& rng) {
  std::vector<float> v(static_cast<std::size_t>(shape.count()));
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = 0.1f * (static_cast<float>(i / 2) + 1) * (i % 2 ? 1 : -1);
  for (std::size_t i = v.size(); i > 1; --i) std::swap(v[i - 1], v[rng.below(static_cast<std::uint32_t>(i))]);
  return Tensor::from(v, shape);
}

Tensor positive(const Shape& shape, Rng& rng) { return Tensor::uniform(shape, rng, 0.5f, 2); }
Tensor normal(const Shape& shape, Rng& rng) { return Tensor::normal(shape, rng); }

Shape any_shape(Rng& rng) {
  std::vector<int> dims;
  for (int i = between(rng, 0, 4); i > 0; --i) dims.push_back(between(rng, 1, 4));
  return Shape(dims);
}

struct Row {
  std::string op;  // as record() calls it
  std::function<GradcheckResult(Rng&)> check;
};

GradcheckResult binary(Rng& rng, Tensor (*f)(const Tensor&, const Tensor&)) {
  const int columns = between(rng, 1, 5);
  const Shape large{between(rng, 1, 3), between(rng, 1, 3), columns};
  const Shape small = rng.below(3) == 0 ? large : rng.below(2) ? Shape{columns} : Shape{};
  Inputs in{positive(large, rng), positive(small, rng)};
  if (rng.below(2)) std::swap(in[0], in[1]);
  return gradcheck([=](const Inputs& x) { return f(x[0], x[1]); }, in);
}

Row unary(const char* op, Tensor (*make)(const Shape&, Rng&), Tensor (*f)(const Tensor&)) {
  return {op, [=](Rng& rng) {
            return gradcheck([=](const Tensor& x) { return f(x); }, make(any_shape(rng), rng));
          }};
}

Row pool(const char* op, Tensor (*f)(const Tensor&, const Pool2DOptions&)) {
  return {op, [=](Rng& rng) {
            Pool2DOptions o{.kernel = between(rng, 1, 3), .stride = between(rng, 0, 3)};
            o.padding = between(rng, 0, o.kernel / 2);
            const Shape s{between(rng, 1, 2), between(rng, 3, 7), between(rng, 3, 7), between(rng, 1, 3)};
            return gradcheck([=](const Tensor& x) { return f(x, o); }, spread(s, rng));
          }};
}

GradcheckResult convolution(Rng& rng, const Epilogue& epilogue) {
  const bool fused = epilogue.max_pool;
  Conv2DOptions o{.stride = fused ? 1 : between(rng, 1, 3),
                  .padding = between(rng, 0, 2),
                  .groups = fused ? 1 : between(rng, 1, 3)};
  const int in = between(rng, 1, 3) * o.groups, out = between(rng, 1, 3) * o.groups;
  const int kh = between(rng, 1, 4), kw = between(rng, 1, 4);
  const Shape x{between(rng, 1, 2), between(rng, kh + 1, 7), between(rng, kw + 1, 7), in};
  Inputs inputs{normal(x, rng), normal({out, kh, kw, in / o.groups}, rng)};
  const bool bias = rng.below(2) == 0;
  if (bias) inputs.push_back(normal({out}, rng));
  const float step = epilogue.relu ? 1e-3f : 1e-2f;
  return gradcheck([=](const Inputs& v) { return conv2d(v[0], v[1], bias ? v[2] : Tensor(), o, epilogue); },
                   inputs, step);
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"add", [](Rng& rng) { return binary(rng, [](const Tensor& a, const Tensor& b) { return a + b; }); }},
      {"sub", [](Rng& rng) { return binary(rng, [](const Tensor& a, const Tensor& b) { return a - b; }); }},
      {"mul", [](Rng& rng) { return binary(rng, [](const Tensor& a, const Tensor& b) { return a * b; }); }},
      {"div", [](Rng& rng) { return binary(rng, [](const Tensor& a, const Tensor& b) { return a / b; }); }},
      unary("exp", normal, tt::exp),
      unary("log", positive, tt::log),
      unary("sqrt", positive, tt::sqrt),
      unary("abs", spread, tt::abs),
      unary("relu", spread, relu),
      {"clamp",
       [](Rng& rng) {
         return gradcheck([](const Tensor& x) { return clamp(x, -0.75f, 1.25f); },
                          spread(any_shape(rng), rng));
       }},
      unary("sigmoid", normal, sigmoid),
      unary("tanh", normal, tt::tanh),
      {"matmul",
       [](Rng& rng) {
         const int m = between(rng, 1, 6), k = between(rng, 1, 6), n = between(rng, 1, 6);
         return gradcheck([](const Inputs& v) { return matmul(v[0], v[1]); },
                          {normal({m, k}, rng), normal({k, n}, rng)});
       }},
      {"transpose",
       [](Rng& rng) {
         return gradcheck([](const Tensor& x) { return transpose(x); },
                          normal({between(rng, 1, 5), between(rng, 1, 5)}, rng));
       }},
      {"linear",
       [](Rng& rng) {
         const int n = between(rng, 1, 9), in = between(rng, 1, 9), out = between(rng, 1, 18);
         Inputs inputs{normal({n, in}, rng), normal({out, in}, rng)};
         const bool bias = rng.below(2) == 0;
         if (bias) inputs.push_back(normal({out}, rng));
         return gradcheck([=](const Inputs& v) { return linear(v[0], v[1], bias ? v[2] : Tensor()); },
                          inputs);
       }},
      unary("sum", normal, [](const Tensor& x) { return sum(x); }),
      {"sum_axis",
       [](Rng& rng) {
         const Shape s{between(rng, 1, 4), between(rng, 1, 4), between(rng, 1, 4)};
         const int axis = between(rng, -3, 2);
         return gradcheck([=](const Tensor& x) { return sum(x, axis); }, normal(s, rng));
       }},
      {"max",
       [](Rng& rng) {
         const Shape s{between(rng, 1, 4), between(rng, 1, 4), between(rng, 1, 4)};
         const int axis = between(rng, -3, 2);
         return gradcheck([=](const Tensor& x) { return max(x, axis); }, spread(s, rng));
       }},
      {"reshape",
       [](Rng& rng) {
         return gradcheck([](const Tensor& x) { return flatten(x); },
                          normal({between(rng, 1, 3), between(rng, 1, 3), 2, 2}, rng));
       }},
      unary(
          "softmax", [](const Shape& s, Rng& rng) { return normal(s.rank() ? s : Shape{5}, rng); }, softmax),
      unary(
          "log_softmax", [](const Shape& s, Rng& rng) { return normal(s.rank() ? s : Shape{5}, rng); },
          log_softmax),
      {"cross_entropy",
       [](Rng& rng) {
         const int n = between(rng, 1, 5), classes = between(rng, 1, 6);
         std::vector<int> labels;
         for (int i = 0; i < n; ++i) labels.push_back(between(rng, 0, classes - 1));
         return gradcheck([=](const Tensor& x) { return cross_entropy(x, labels); },
                          normal({n, classes}, rng));
       }},
      {"conv2d", [](Rng& rng) { return convolution(rng, {}); }},
      {"conv2d_relu", [](Rng& rng) { return convolution(rng, {.relu = true}); }},
      {"conv2d_relu_max_pool", [](Rng& rng) { return convolution(rng, {.relu = true, .max_pool = true}); }},
      pool("max_pool2d", max_pool2d),
      pool("avg_pool2d", avg_pool2d),
      {"batch_norm",
       [](Rng& rng) {
         const int c = between(rng, 1, 4);
         const Shape s = rng.below(2) ? Shape{between(rng, 3, 6), c} : Shape{2, between(rng, 2, 3), 2, c};
         return gradcheck(
             [](const Inputs& v) { return batch_norm(v[0], v[1], v[2], batch_statistics(v[0]), 1e-1f); },
             {normal(s, rng), normal({c}, rng), normal({c}, rng)});
       }},
      {"batch_norm_fixed",
       [](Rng& rng) {
         const int c = between(rng, 1, 4);
         const Tensor mean = normal({c}, rng), variance = positive({c}, rng);
         return gradcheck(
             [=](const Inputs& v) { return batch_norm_fixed(v[0], v[1], v[2], mean, variance, 1e-5f); },
             {normal({between(rng, 1, 4), c}, rng), normal({c}, rng), normal({c}, rng)});
       }},
      {"embedding",
       [](Rng& rng) {
         const int rows = between(rng, 1, 5);
         std::vector<int> ids;
         for (int i = 0; i < 6; ++i) ids.push_back(between(rng, 0, rows - 1));
         return gradcheck([=](const Tensor& w) { return embedding(w, ids); },
                          normal({rows, between(rng, 1, 4)}, rng));
       }},
      {"dropout",
       [](Rng& rng) {
         const std::uint64_t seed = rng.bits();
         return gradcheck(
             [=](const Tensor& x) {
               Rng same(seed);
               return dropout(x, 0.4f, same);
             },
             normal({3, 7}, rng));
       }},
  };
  return all;
}

}  // namespace

TEST_CASE("every op's gradient agrees with finite differences") {
  for (const Row& row : rows()) {
    const bool bent = row.op.starts_with("conv2d_relu");  // ReLU and pooling turn corners anywhere
    std::int64_t values = 0, kinks = 0;
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
      Rng rng(seed);
      const GradcheckResult result = row.check(rng);
      INFO(row.op << ", seed " << seed << ": " << result.where);
      CHECK(result.worst < (bent ? 3e-2f : 5e-3f));
      values += result.values;
      kinks += result.kinks;
    }
    INFO(row.op);
    CHECK(kinks <= (bent ? values / 10 : 0));
  }
}

TEST_CASE("the check itself finds a wrong gradient") {
  const auto wrong = [](const Tensor& x) {
    return record("wrong", x * x, {x}, [x](const Tensor& dy) -> Grads { return {dy * x}; });
  };
  Rng rng(3);
  CHECK(gradcheck(wrong, Tensor::normal({4}, rng)).worst > 0.05f);
  CHECK(std::isinf(gradcheck([](const Tensor& x) { return relu(x); }, Tensor::zeros({4})).worst));
}

TEST_CASE("every recorded op has a row") {
  std::set<std::string> recorded, checked;
  for (const auto& file : std::filesystem::directory_iterator(TT_SOURCE_DIR "/tinytensor/autograd")) {
    std::ifstream in(file.path());
    std::stringstream text;
    text << in.rdbuf();
    const std::string source = text.str();
    static const std::regex call("record\\(\\s*\"(\\w+)\"");
    for (std::sregex_iterator m(source.begin(), source.end(), call); m != std::sregex_iterator(); ++m)
      recorded.insert((*m)[1]);
  }
  for (const Row& row : rows()) checked.insert(row.op);
  CHECK(recorded == checked);
}
