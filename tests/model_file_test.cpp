#include "tinytensor/io/model_file.h"

#include <cmath>
#include <cstdlib>

#include "tests/hostile.h"
#include "tests/temporary.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/data/evaluate.h"
#include "tinytensor/data/idx.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/io/npy.h"

using namespace tt;
using namespace tt::io;
using Catch::Matchers::Contains;

namespace {

// Small, with every kind of thing that a file holds.
constexpr const char* small =
    "input 6 6 2, conv 2 4 3 groups 2, batchnorm 4, relu, maxpool 2, flatten, batchnorm 16, linear 16 3";

nn::Sequential model_of(const std::string& architecture, std::uint64_t seed = 1) {
  Rng rng(seed);
  nn::Sequential model = make_model(architecture, rng);
  for (nn::NamedTensor& t : nn::named_tensors(model))  // nothing stays at the 0 or 1 that it starts from
    for (float& v : t.tensor.values()) v += rng.uniform(0.1f, 1);
  return model;
}

bool same(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::ranges::equal(a.values(), b.values());
}

// x [N, H, W, C] to PyTorch's [N, C, H, W].
Tensor channels_first(const Tensor& x) {
  const int n = x.dim(0), h = x.dim(1), w = x.dim(2), c = x.dim(3);
  Tensor y = Tensor::uninitialized({n, c, h, w});
  for (int i = 0; i < n; ++i)
    for (int row = 0; row < h; ++row)
      for (int column = 0; column < w; ++column)
        for (int k = 0; k < c; ++k)
          y.data()[((i * c + k) * h + row) * w + column] = x.data()[((i * h + row) * w + column) * c + k];
  return y;
}

// The model's tensors as PyTorch would save them: the inverse of what load does, written plainly.
void save_as_pytorch(nn::Sequential& model, const std::string& path) {
  std::vector<Array> arrays;
  std::vector<nn::NamedTensor> tensors = nn::named_tensors(model);
  for (const auto& [name, t] : tensors) {
    Tensor values = t.clone();
    if (name == "0.weight") values = channels_first(t);
    if (name.starts_with("5.") || name == "6.weight")  // 16 features of [2, 2, 4]
      values = channels_first(t.detach().view({static_cast<int>(t.count()) / 16, 2, 2, 4})).view(t.shape());
    arrays.push_back(Array::from(values));
  }
  std::vector<NamedArray> entries;
  for (std::size_t i = 0; i < arrays.size(); ++i) entries.push_back({tensors[i].name, arrays[i]});
  const Array batches{DType::int64, {}, hostile::Bytes(8)};
  entries.push_back({"1.num_batches_tracked", batches});
  write_safetensors(path, {{"format", "pt"}}, entries);
}

// Where the digits and the reference network are, or "".
std::string reference_data() {
  const char* said = std::getenv("TT_DATA");
  const std::string folder = said ? said : TT_SOURCE_DIR "/../shared/data";
  return std::filesystem::exists(folder + "/models/lab03_cnn_seed0.safetensors") ? folder : "";
}

}  // namespace

TEST_CASE("a saved model builds itself again, bit for bit") {
  const TemporaryFolder folder;
  nn::Sequential model = model_of(small);
  save(model, folder / "m.safetensors", {{"accuracy", "0.99"}});
  nn::Sequential again = load(folder / "m.safetensors");
  CHECK(again.architecture() == model.architecture());
  CHECK(again.input == Shape{6, 6, 2});
  const auto before = nn::named_tensors(model), after = nn::named_tensors(again);
  REQUIRE(before.size() == 12);
  REQUIRE(after.size() == before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(before[i].name == after[i].name);
    CHECK(same(before[i].tensor, after[i].tensor));
  }
  for (const Tensor& p : nn::parameters(again)) CHECK(p.tracked());
  save(again, folder / "n.safetensors", {{"accuracy", "0.99"}});
  CHECK(read_bytes(folder / "m.safetensors") == read_bytes(folder / "n.safetensors"));
}

TEST_CASE("PyTorch's layout becomes ours") {
  const TemporaryFolder folder;
  nn::Sequential model = model_of(small);
  save_as_pytorch(model, folder / "pt.safetensors");
  nn::Sequential loaded = load(folder / "pt.safetensors", small);
  const auto before = nn::named_tensors(model), after = nn::named_tensors(loaded);
  for (std::size_t i = 0; i < before.size(); ++i) {
    CAPTURE(before[i].name);
    CHECK(same(before[i].tensor, after[i].tensor));
  }
  nn::Sequential into = model_of(small, 9);
  load(into, folder / "pt.safetensors");
  CHECK(same(nn::parameters(into)[0], nn::parameters(model)[0]));
  CHECK_THROWS_WITH(load(folder / "pt.safetensors"), Contains("does not say its architecture"));
  const std::string without_input = std::string(small).substr(std::string(small).find(',') + 2);
  CHECK_THROWS_WITH(load(folder / "pt.safetensors", without_input), Contains("Begin it with: input H W C"));
}

TEST_CASE("what does not fit the model is named, and the model stays as it was") {
  const TemporaryFolder folder;
  const std::string path = folder / "m.safetensors";
  nn::Sequential model = model_of("input 4 4 1, flatten, linear 16 3");
  save(model, path);
  const auto refusal = [&](const std::string& architecture) {
    Rng rng(3);
    nn::Sequential other = make_model(architecture, rng);
    std::vector<Tensor> before;
    for (const Tensor& t : nn::parameters(other)) before.push_back(t.clone());
    std::string what;
    try {
      load(other, path);
    } catch (const IoError& error) {
      what = error.what();
    }
    for (std::size_t i = 0; i < before.size(); ++i)
      CHECK(same(before[i], nn::parameters(other)[i]) == !what.empty());
    return what;
  };
  CHECK_THAT(refusal("flatten, linear 16 3, linear 3 2"),
             Contains("no 2.weight (the file has 1.weight, 1.bias)"));
  CHECK_THAT(refusal("flatten, linear 15 3"), Contains("1.weight is [3, 16], the model's is [3, 15]"));
  CHECK_THAT(refusal("flatten, relu"), Contains("the file has 1.weight, the model has not"));
  CHECK(refusal("flatten, linear 16 3").empty());
}

TEST_CASE("a Sequential within another is not written, for no text says it") {
  const TemporaryFolder folder;
  Rng rng(1);
  nn::Sequential nested = make_model("linear 3 4", rng);
  nested.add(make_model("relu, linear 4 2", rng).clone());
  CHECK_THROWS_WITH(save(nested, folder / "m.safetensors"), Catch::Contains("layer 1 is a Sequential"));
}

TEST_CASE("an architecture larger than its file is refused without memory for it") {
  const TemporaryFolder folder;
  const std::string path = folder / "m.safetensors";
  const Array a = Array::from(Tensor::zeros({4}));
  for (const char* lie :
       {"linear 16000000 16000000", "conv 16000000 16000000 1000", "embedding 10000000 10000000",
        "batchnorm 16000000", "linear 2 2, linear 5 1", "conv 16000000 16000000 3 groups 0"}) {
    CAPTURE(lie);
    write_safetensors(path, {{"format", "tinytensor"}, {"architecture", lie}}, {{"0.weight", a}});
    CHECK_THROWS_AS(load(path), Error);
    CHECK_THROWS_AS(load(path, lie), Error);
  }
  std::string endless;
  for (int i = 0; i < 100000; ++i) endless += "relu,";
  for (const std::string& text :
       {endless, std::string("input 16000000 16000000 3, relu"), std::string("linear"),
        std::string("conv 1 1"), std::string("nonsense"), std::string(" ")}) {
    write_safetensors(path, {{"format", "tinytensor"}, {"architecture", text}}, {{"0.weight", a}});
    const auto reader = [&](std::span<const std::byte>) { load(path); };
    CHECK(!hostile::refusal({}, reader).empty());
  }
}

TEST_CASE("the network trained with PyTorch is right 9,901 times in 10,000 here too", "[slow]") {
  const std::string data = reference_data();
  if (data.empty()) {
    WARN("SKIPPED: no data; TT_DATA says where mnist/ and models/ are");
    return;
  }
  nn::Sequential model = load(data + "/models/lab03_cnn_seed0.safetensors", "lab03-cnn");
  Tensor logits;
  data::EvaluateOptions options;
  options.logits = &logits;
  const data::Evaluation e = data::evaluate(model, data::load_mnist(data + "/mnist").test, options);
  CHECK(e.correct == 9901);
  CHECK(e.total == 10000);
  const Tensor expected = to_tensor(read_npy(data + "/models/lab03_cnn_seed0_logits.npy"));
  REQUIRE(expected.shape() == Shape{1000, 10});
  float worst = 0;
  for (std::size_t i = 0; i < 10000; ++i)
    worst = std::max(worst, std::fabs(expected.values()[i] - logits.values()[i]));
  CHECK(worst < 1e-4f);
}
