// Whole models in every mode: close to the float model, saved and loaded to the same bits, damaged files refused.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "modules/quantization/error.h"
#include "modules/quantization/model_file.h"
#include "modules/quantization/quantize_model.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/io/safetensors.h"
#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::quant;

namespace {

const std::string cnn =
    "input 10 10 3, conv 3 8 3 padding 1, batchnorm 8, relu, maxpool 2, conv 8 8 3 groups 8, relu6, avgpool "
    "2 stride 1, "
    "flatten, dropout 0.5, linear 32 12, sigmoid, linear 12 5, softmax";

nn::Sequential make(const std::string& text, std::uint64_t seed) {
  Rng rng(seed);
  nn::Sequential model = io::make_model(text, rng);
  for (auto& [name, t] : nn::named_tensors(model))  // batch normalization that does something
    if (t.rank() == 1)
      for (float& v : t.values()) v = rng.uniform(0.5f, 1.5f);
  model.eval();
  return model;
}

std::string file(const std::string& name) { return (std::filesystem::temp_directory_path() / name).string(); }

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const std::vector<Mode> modes{Mode::weight_only, Mode::float16, Mode::bfloat16, Mode::dynamic, Mode::full};

}  // namespace

TEST_CASE("every mode stays close to the float model, and the source as it was") {
  nn::Sequential model = make(cnn, 1);
  Rng rng(2);
  const Tensor x = Tensor::uniform({50, 10, 10, 3}, rng), y = model(x).clone();
  for (Mode mode : modes) {
    QuantizedModel q = quantize_model(model, {.mode = mode}, x);
    CAPTURE(mode_name(mode), q.describe());
    CHECK(q(x).shape() == y.shape());
    CHECK(sqnr_db(y, q(x)) > 25);
    CHECK(max_error(model(x), y) == 0);
    CHECK(static_cast<double>(q.nbytes()) < 0.6 * static_cast<double>(model.nbytes()));
    const Tensor before = q(x).clone();
    nn::Sequential other = make(cnn, 1);
    for (auto& [name, t] : nn::named_tensors(other)) other.eval(), std::ranges::fill(t.values(), 0.5f);
    CHECK(max_error(before, q(x)) == 0);
  }
}

TEST_CASE("full: integers from the first layer to the softmax; batch normalization and dropout are gone") {
  nn::Sequential model = make(cnn, 3);
  Rng rng(4);
  QuantizedModel q = quantize_model(model, {.mode = Mode::full}, Tensor::uniform({20, 10, 10, 3}, rng));
  for (int i = 0; i + 1 < q.size(); ++i) CHECK(dynamic_cast<IntegerLayer*>(&q[i]));
  CHECK(q[q.size() - 1].describe() == "Softmax");
  CHECK(q.describe().find("BatchNorm") == std::string::npos);
  CHECK(q.name(1) == "3");  // the pooling, as it was called
}

TEST_CASE("full: layers kept float are crossed by floats") {
  nn::Sequential model = make(cnn, 5);
  Rng rng(6);
  const Tensor x = Tensor::uniform({20, 10, 10, 3}, rng);
  Config config{.mode = Mode::full};
  config.keep_float = {"maxpool", "9"};
  QuantizedModel q = quantize_model(model, config, x);
  CHECK(q[1].describe() == "MaxPool2D(2)");
  CHECK(sqnr_db(model(x), q(x)) > 25);
  save(q, file("tt_kept.safetensors"));
  CHECK(max_error(q(x), (*load(file("tt_kept.safetensors")))(x)) == 0);
}

TEST_CASE("calibration is asked for, and its samples are looked at") {
  nn::Sequential model = make(cnn, 7);
  const Config full{.mode = Mode::full};
  CHECK_THROWS_WITH(quantize_model(model, full), Catch::Contains("no samples"));
  CHECK_THROWS_WITH(quantize_model(model, full, Tensor::zeros({0, 10, 10, 3})),
                    Catch::Contains("no samples"));
  CHECK_THROWS_WITH(quantize_model(model, full, Tensor::zeros({4, 10, 10, 1})), Catch::Contains("layer 0"));
  CHECK_THROWS_WITH(quantize_model(model, full, Tensor::full({4, 10, 10, 3}, NAN)), Catch::Contains("nan"));
  Config wrong = full;
  wrong.activations.bits = 9;
  CHECK_THROWS_WITH(quantize_model(model, wrong, Tensor::zeros({4, 10, 10, 3})),
                    Catch::Contains("at most 8 bits"));
  wrong = full;
  wrong.weights.scheme = Scheme::affine;
  CHECK_THROWS_WITH(quantize_model(model, wrong, Tensor::zeros({4, 10, 10, 3})),
                    Catch::Contains("layer 0 (conv)"));
}

TEST_CASE("saved and loaded: the same outputs, the same bytes again") {
  nn::Sequential model = make(cnn, 8), table = make("embedding 30 8", 9);
  Rng rng(10);
  const Tensor x = Tensor::uniform({5, 10, 10, 3}, rng);
  const std::string path = file("tt_model.safetensors"), again = file("tt_again.safetensors");
  for (Mode mode : modes)
    for (int bits : {8, 5, 4}) {
      Config config{.mode = mode};
      config.weights.bits = bits;
      if (mode == Mode::weight_only) config.rules = {{"conv", {bits, Scheme::affine, Granularity::group, 9}}};
      QuantizedModel q = quantize_model(model, config, x);
      save(q, path);
      CAPTURE(mode_name(mode), bits);
      CHECK(is_quantized_file(path));
      const auto back = load(path);
      CHECK(max_error(q(x), (*back)(x)) == 0);
      CHECK(back->nbytes() == q.nbytes());
      CHECK(back->input == Shape{10, 10, 3});
      save(*back, again);
      CHECK(read(path) == read(again));
    }
  QuantizedModel rows = quantize_model(table);
  save(rows, path);
  const Tensor ids = Tensor::from({3, 29}, {2});
  CHECK(max_error(rows(ids), (*load(path))(ids)) == 0);
}

TEST_CASE("damaged and lying files are refused in one line") {
  nn::Sequential model = make("input 6 6 1, conv 1 4 3, relu, flatten, linear 64 10", 11);
  const std::string path = file("tt_damaged.safetensors");
  QuantizedModel q = quantize_model(model, {.mode = Mode::full}, Tensor::full({2, 6, 6, 1}, 1));
  save(q, path);
  const std::string good = read(path);
  const auto refused = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    try {
      load(path);
    } catch (const IoError& e) {
      CHECK(std::string(e.what()).find('\n') == std::string::npos);
      return std::string(e.what());
    }
    return std::string("loaded");
  };
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string bytes = good;
    const std::size_t at = bytes.find(from);
    REQUIRE(at != std::string::npos);
    REQUIRE(from.size() == to.size());
    return refused(bytes.replace(at, from.size(), to));
  };
  CHECK_THAT(with("conv 1 4 3", "conv 1 9 3"), Catch::Contains("layer 0"));
  CHECK_THAT(with("conv 1 4 3", "conv\\n 4 3"), Catch::Contains("a control character"));
  CHECK_THAT(with("conv 1 4 3", "conv 9 4 3"), Catch::Contains("layer 0"));
  CHECK_THAT(with("linear 64 10", "linear 64 99"), Catch::Contains("layer 3"));
  CHECK_THAT(with("int8 symmetric", "int4 symmetric"), Catch::Contains("layer 0"));
  CHECK_THAT(with("int8 symmetric", "int8 symmetrix"), Catch::Contains("not a format"));
  CHECK_THAT(with("full;", "fall;"), Catch::Contains("no \"fall\""));
  CHECK_THAT(with("3 linear", "4 linear"), Catch::Contains("layer 4"));
  CHECK_THAT(refused(good.substr(0, good.size() - 8)), Catch::Contains("safetensors"));
  for (std::uint64_t seed = 0; seed < 300; ++seed) {  // any byte: refused, or loaded to something that runs
    Rng rng(seed);
    std::string bytes = good;
    bytes[rng.below(static_cast<std::uint32_t>(bytes.size()))] = static_cast<char>(rng.below(256));
    std::ofstream(path, std::ios::binary) << bytes;
    try {
      (*load(path))(Tensor::zeros({1, 6, 6, 1}));
    } catch (const Error&) {
    }
  }
  std::ofstream(path, std::ios::binary) << "nothing";
  CHECK_FALSE(is_quantized_file(path));
  CHECK_THROWS_AS(is_quantized_file(file("tt_not_there")), IoError);
}
