#include "tinytensor/tensor/shape.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/tensor.h"

using namespace tt;
using Catch::Matchers::Message;

TEST_CASE("a shape knows its sizes, its count and its text") {
  const Shape s{32, 28, 27, 1};
  CHECK(s.rank() == 4);
  CHECK(s.count() == 32 * 28 * 27);
  CHECK(s.str() == "[32, 28, 27, 1]");
  CHECK(s[2] == 27);
  CHECK(s.dim(2) == 27);
  CHECK(s.dim(-1) == 1);
  CHECK(s.dim(-4) == 32);
  CHECK(Shape{}.rank() == 0);
  CHECK(Shape{}.count() == 1);
  CHECK(Shape{}.str() == "[]");
  CHECK(Shape{3, 0, 5}.count() == 0);
}

TEST_CASE("shapes are equal when rank and sizes are") {
  CHECK(Shape{2, 3} == Shape{2, 3});
  CHECK(Shape{2, 3} != Shape{3, 2});
  CHECK(Shape{2} != Shape{2, 1});
  CHECK(Shape{2, 0} != Shape{2});
  CHECK(Shape{} != Shape{0});
}

TEST_CASE("a shape refuses what it cannot be") {
  const std::vector<int> five{1, 2, 3, 4, 5};
  CHECK_THROWS_MATCHES(Shape(five), ShapeError, Message("shape: more than 4 axes: [1, 2, 3, 4, 5]"));
  CHECK_THROWS_MATCHES((Shape{2, -1}), ShapeError, Message("shape: a negative size: [2, -1]"));
  constexpr int most = 2147483647;
  CHECK((Shape{most, most}).count() == std::int64_t{most} * most);
  CHECK_THROWS_AS((Shape{most, most, 2}), ShapeError);
  CHECK_THROWS_AS((Shape{most, most, most, most}), ShapeError);
  CHECK_THROWS_MATCHES((Shape{2, 3}.dim(2)), ShapeError, Message("dim: no axis 2 in [2, 3]"));
  CHECK_THROWS_MATCHES((Shape{2, 3}.dim(-3)), ShapeError, Message("dim: no axis -3 in [2, 3]"));
}

TEST_CASE("errors name the op and the shapes") {
  CHECK(std::string(shape_error("matmul", "inner sizes differ", {32, 784}, {100, 10}).what()) ==
        "matmul: inner sizes differ: [32, 784] and [100, 10]");
  CHECK(std::string(shape_error("item", "not one value", {2}).what()) == "item: not one value: [2]");
}

TEST_CASE("a tensor is a handle on shared values") {
  Tensor a = Tensor::from({1, 2, 3, 4, 5, 6}, {2, 3});
  Tensor b = a;
  b.values()[0] = 9;
  CHECK(a.values()[0] == 9);
  CHECK(a.shares_values(b));
  CHECK_FALSE(a.sole_owner());

  Tensor c = a.clone();
  c.values()[0] = 1;
  CHECK(a.values()[0] == 9);
  CHECK(c.sole_owner());

  Tensor v = a.view({3, 2});
  CHECK(v.shape() == Shape{3, 2});
  CHECK(v.shares_values(a));
  CHECK_THROWS_AS(a.view({4, 2}), ShapeError);

  c.assign(a);
  CHECK(c.values()[0] == 9);
  CHECK_THROWS_MATCHES(c.assign(v), ShapeError, Message("assign: the shapes differ: [2, 3] and [3, 2]"));
}

TEST_CASE("tensors are made of what they are given") {
  CHECK(Tensor().empty());
  CHECK(Tensor().count() == 0);
  CHECK_FALSE(Tensor().shares_values(Tensor()));
  CHECK_FALSE(Tensor::zeros({0}).empty());
  CHECK(Tensor::zeros({0}).count() == 0);
  CHECK(Tensor::full({}, 7).item() == 7);
  CHECK_THROWS_AS(Tensor::zeros({2}).item(), ShapeError);
  CHECK_THROWS_AS(Tensor::zeros({0}).item(), ShapeError);
  CHECK_THROWS_MATCHES(Tensor::from({1, 2, 3}, {2, 2}), ShapeError,
                       Message("from: 3 values do not fill the shape: [2, 2]"));
  const Tensor full = Tensor::full({2, 2}, 0.5f);
  for (float value : full.values()) CHECK(value == 0.5f);
}

TEST_CASE("random tensors are filled in order from the generator") {
  Rng a(5), b(5);
  const Tensor t = Tensor::normal({2, 3}, a, 2.0f);
  for (float value : t.values()) CHECK(value == 2.0f * b.normal());
  const Tensor u = Tensor::uniform({4}, a, -1, 3);
  for (float value : u.values()) CHECK(value == b.uniform(-1, 3));
}
