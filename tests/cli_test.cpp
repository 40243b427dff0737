// The program as a user runs it: its figures as JSON, its files, its exit status, its refusals.
#include <sys/wait.h>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tinytensor/io/npy.h"
#include "tinytensor/tensor/tensor.h"

using Catch::Matchers::Contains;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Result {
  int status;
  std::string text;
};

Result run(const std::string& arguments, const char* streams) {
  const std::string command = "\"" TT_BINARY_DIR "/cli/tt\" " + arguments + streams;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  Result result{0, ""};
  for (int c; (c = std::fgetc(pipe)) != EOF;) result.text += static_cast<char>(c);
  result.status = WEXITSTATUS(pclose(pipe));
  return result;
}

Json json_of(const std::string& arguments) {
  const Result r = run(arguments + " --json", " 2>/dev/null");
  INFO(arguments << "\n" << r.text);
  REQUIRE(r.status == 0);
  return Json::parse(r.text);
}

// A refusal: status 2, one line on standard error, nothing on standard output.
std::string refusal(const std::string& arguments) {
  INFO(arguments);
  CHECK(run(arguments, " 2>/dev/null").text.empty());
  const Result r = run(arguments, " 2>&1 >/dev/null");
  CHECK(r.status == 2);
  CHECK(std::count(r.text.begin(), r.text.end(), '\n') == 1);
  return r.text;
}

// A folder of this test's own, gone when it ends.
struct Folder {
  fs::path path = fs::path(TT_BINARY_DIR) / "cli_test";
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  std::string operator/(const char* name) const { return (path / name).string(); }
};

}  // namespace

TEST_CASE("from training to a quantized model, by the program") {
  const Folder folder;
  const std::string model = folder / "m.safetensors", small = folder / "q.safetensors";
  const Json trained =
      json_of("train --arch mlp --data digits:600 --epochs 2 --batch 16 --seed 3 --out " + model);
  REQUIRE(trained["epochs"].size() == 2);
  for (const char* key : {"loss", "seconds", "images_per_second", "test_accuracy"})
    CHECK(trained["epochs"][1][key].is_number());
  CHECK(trained["epochs"][1]["loss"] < trained["epochs"][0]["loss"]);
  const Json evaluated = json_of("eval " + model + " --data digits --seed 3");
  CHECK(evaluated["accuracy"] == trained["test_accuracy"]);
  CHECK(evaluated["total"] == 5000);
  CHECK(evaluated["correct"].get<double>() / 5000 == Approx(evaluated["accuracy"].get<double>()));

  const Json quantized =
      json_of("quantize " + model + " --mode weight-only --bits 8 --granularity tensor --out " + small);
  CHECK(quantized["float_bytes"] == 4 * 101'770);
  CHECK(quantized["ratio"].get<double>() > 3.9);
  CHECK(quantized["max_error"].get<double>() > quantized["mean_error"].get<double>());
  CHECK(quantized["mean_error"].get<double>() > 0);
  CHECK(fs::file_size(small) < fs::file_size(model) / 3.6);
  CHECK(std::fabs(json_of("eval " + small + " --data digits --seed 3")["accuracy"].get<double>() -
                  evaluated["accuracy"].get<double>()) < 0.02);

  CHECK(json_of("summary " + model)["parameters"] == 101'770);
  CHECK(json_of("summary " + small)["bytes"] == quantized["quantized_bytes"]);
  CHECK(json_of("profile " + model + " --batch 2")["rows"].size() == 4);
  CHECK(json_of("bench model " + model + " --batch 1,4 --threads 1")["rows"][1]["images_per_second"]
            .get<double>() > 0);
}

TEST_CASE("the same seed trains the same model, on one thread and on two") {
  const Folder folder;
  const auto bytes = [&](const char* name, const char* threads) {
    const std::string path = folder / name;
    json_of(std::string("train --data digits:300 --epochs 1 --seed 5 --threads ") + threads + " --out " +
            path);
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  CHECK(bytes("one.safetensors", "1") == bytes("two.safetensors", "2"));
}

TEST_CASE("the demo prints LAB03's table and leaves its files", "[slow]") {
  const Folder folder;
  const Json demo = json_of("demo --data digits:400 --epochs 1 --out " + folder.path.string());
  REQUIRE(demo["rows"].size() == 11);
  CHECK(demo["rows"][0]["model"] == "float32");
  for (const Json& row : demo["rows"])
    for (const char* key : {"bytes", "accuracy", "reduction", "microseconds"}) CHECK(row[key].is_number());
  CHECK(demo["rows"][1]["reduction"].get<double>() > 1.9);
  CHECK(demo["rows"][2]["reduction"].get<double>() > 3.6);
  CHECK(fs::file_size(folder / "lab03-full-int8.safetensors") < 14'000);
#if defined(TT_GRAPHVIZ)
  CHECK(fs::file_size(folder / "graph.svg") > 1000);
#endif
  const Result r = run("demo --data digits:400 --epochs 1 --out " + folder.path.string(), " 2>&1");
  CHECK_THAT(r.text, Contains("float32") && Contains("reduction") && Contains("latency"));
}

TEST_CASE("every mode quantizes, saves and is read back", "[slow]") {
  const Folder folder;
  const std::string model = folder / "m.safetensors", q = folder / "q.safetensors";
  const Json trained = json_of("train --data digits:3000 --epochs 2 --out " + model);
  const double accuracy = trained["test_accuracy"];
  for (const char* mode :
       {"--mode weight-only --scheme affine",
        "--mode weight-only --granularity group --group 16 --bits 4 --keep 0", "--mode float16",
        "--mode bfloat16", "--mode dynamic", "--mode full --samples 64 --observer percentile:99.9",
        "--mode full --observer mse", "--mode qat --data digits:500 --step learned",
        "--mode qat-weights --data digits:500 --bits 4", "--mode weight-only --layer conv=6 --keep 7"}) {
    INFO(mode);
    const Json done = json_of("quantize " + model + " " + mode + " --out " + q);
    CHECK(done["file_bytes"] == fs::file_size(q));
    CHECK(json_of("eval " + q)["accuracy"].get<double>() > accuracy - 0.02);
  }
}

TEST_CASE("arrays are quantized, brought back and compared; models are planned and probed") {
  const Folder folder;
  const std::string x = folder / "x.npy", q = folder / "q.npy", p = folder / "p.json", y = folder / "y.npy";
  tt::io::write_npy(x, tt::Tensor::from({-1.5f, 2.3f, 0, 0.42f}, {2, 2}));
  const Json params = json_of("tensor quantize " + x + " --out " + q + " --params " + p);
  CHECK(params["scale"].get<double>() == Approx(3.8 / 255));
  CHECK(params["zero_point"] == -27);
  CHECK(params["bits"] == 8);
  json_of("tensor dequantize " + q + " --params " + p + " --out " + y);
  const Json error = json_of("tensor compare " + x + " " + y);
  CHECK(error["max"].get<double>() <= 3.8 / 255 / 2 * 1.0001);
  CHECK(error["sqnr_db"].get<double>() > 40);
  CHECK(json_of("tensor compare " + x + " " + x)["sqnr_db"] == "infinity");
  CHECK(json_of("tensor quantize " + x +
                " --bits 4 --granularity channel --axis 1 --scheme symmetric --out " + q + " --params " +
                p)["scale"]
            .size() == 2);
  CHECK_THAT(refusal("tensor quantize " + x + " --granularity group --group 0 --out " + q + " --params " + p),
             Contains("group"));
  CHECK_THAT(refusal("tensor quantize " + x + " --granularity group --out " + q + " --params " + p),
             Contains("--group N"));
  CHECK_THAT(refusal("tensor dequantize " + x + " --params " + x + " --out " + y), Contains("x.npy"));
  CHECK_THAT(refusal("tensor dequantize " + x + " --params " + p + " --out " + y), Contains("not codes"));
  json_of("tensor quantize " + x + " --out " + q + " --params " + (folder / "8.json"));
  CHECK_THAT(refusal("tensor dequantize " + q + " --params " + p + " --out " + y), Contains("not int4"));

  const std::string model = folder / "m.safetensors", small = folder / "s.safetensors";
  json_of(
      "train --arch \"input 28 28 1, conv 1 4 3, relu, maxpool 2, flatten, linear 676 10\" --data digits:500 "
      "--epochs 1 --out " +
      model);
  json_of("quantize " + model + " --mode full --samples 32 --out " + small);
  const Json plan = json_of("plan " + small + " --board \"Raspberry Pi Pico\"");
  CHECK(plan["fits"] == true);
  CHECK(plan["arena"].get<int>() >= 28 * 28 + 26 * 26 * 4);
  CHECK(run("plan " + small + " --board \"Arduino Uno R3\"", " 2>/dev/null >/dev/null").status == 1);
  CHECK_THAT(refusal("plan " + small + " --board Nano99"), Contains("Nano99") && Contains("Pico"));
  CHECK_THAT(run("plan " + small + " --board \"Arduino Uno R3\"", " 2>/dev/null").text,
             Contains("does not fit: 3,488 bytes of arena"));
  const Json probed = json_of("sensitivity " + model + " --bits 8,2 --images 200 --budget 4000");
  CHECK(probed["rows"].size() == 4);
  CHECK(probed["chosen"].size() == 2);
}

TEST_CASE("a quantized model is shown as it is stored") {
  const Folder folder;
  const std::string model = folder / "m.safetensors", small = folder / "q.safetensors",
                    picture = folder / "q.dot";
  json_of("train --arch \"conv 1 4 3, relu, flatten, linear 2704 10\" --data digits:100 --epochs 1 --out " +
          model);
  json_of("quantize " + model + " --mode full --samples 16 --out " + small);
  const Json summary = json_of("summary " + small), profile = json_of("profile " + small + " --batch 2");
  CHECK(summary["parameters"] == json_of("summary " + model)["parameters"]);
  CHECK_THAT(summary["layers"][0]["kind"].get<std::string>(), Contains("int8 per channel"));
  CHECK(profile["rows"][0]["output_bytes"] == 2 * 26 * 26 * 4);
  CHECK_THAT(run("profile " + small + " --batch 1", " 2>/dev/null").text, Contains("layer by layer"));
#if defined(TT_GRAPHVIZ)
  CHECK(json_of("graph " + small + " --out " + picture)["layers"].size() == 3);
  std::ifstream in(picture);
  const std::string dot(std::istreambuf_iterator<char>(in), {});
  CHECK_THAT(dot, Contains("IntegerConv2D") && Contains("IntegerFlatten") && Contains("IntegerLinear"));
#endif
  CHECK(json_of("graph " + small)["out"].is_null());
  CHECK_THAT(refusal("graph " + small + " --autograd --out " + picture), Contains("quantized"));
  for (const char* command : {"quantize ", "sensitivity "})
    CHECK_THAT(refusal(command + small), Contains("already quantized"));
}

TEST_CASE("refusals are one line, with a remedy") {
  const Folder folder;
  std::ofstream(folder / "junk.safetensors") << "junk";
  CHECK_THAT(refusal("frob"), Contains("frob") && Contains("--help"));
  CHECK_THAT(refusal("eval"), Contains("MODEL"));
  CHECK_THAT(refusal("eval nowhere.safetensors"), Contains("nowhere.safetensors"));
  CHECK_THAT(refusal("eval " + (folder / "junk.safetensors")), Contains("junk.safetensors"));
  std::ofstream(folder / "empty.safetensors").flush();
  CHECK_THAT(refusal("eval " + (folder / "empty.safetensors")), Contains("is empty"));
  CHECK_THAT(refusal("eval " TT_SOURCE_DIR "/README.md"), Contains("not a safetensors file"));
  CHECK_THAT(refusal("train --arch lab03_cnn"), Contains("lab03-cnn, mlp"));
  CHECK_THAT(refusal("train --data digits:100 --arch \"flatten, linear 100 10\""),
             Contains("layer 1 (linear"));
  CHECK_THAT(refusal("train --lr -1"), Contains("from 0 up"));
  CHECK_THAT(refusal("train --data digits:300 --lr 1e30 --json"),
             Contains("the loss is") && Contains("step"));
  CHECK_THAT(refusal("demo --out /dev/null"), Contains("/dev/null"));
  CHECK_THAT(refusal("train --data mnist:/nowhere"), Contains("/nowhere"));
  CHECK_THAT(refusal("train --data faces"), Contains("digits"));
  CHECK_THAT(refusal("train --arch \"conv 1 2\""), Contains("conv IN OUT KERNEL"));
  CHECK_THAT(refusal("train --epochs 0"), Contains("epochs"));
  CHECK_THAT(refusal("train --data digits:100 --epochs 1 --out /nowhere/m.safetensors"),
             Contains("/nowhere"));
  CHECK_THAT(refusal("quantize " + (folder / "junk.safetensors") + " --bits 17"), Contains("17"));
  const std::string model = folder / "m.safetensors";
  json_of("train --arch \"flatten, linear 784 10\" --data digits:100 --epochs 1 --out " + model);
  CHECK_THAT(refusal("quantize " + model + " --mode int8"),
             Contains("int8") && Contains("weight-only") && Contains("qat-weights"));
  CHECK_THAT(refusal("quantize " + model + " --mode float16 --bits 4"), Contains("Leave them out"));
  CHECK_THAT(refusal("quantize " + model + " --scheme round"), Contains("affine, symmetric"));
  CHECK_THAT(refusal("quantize " + model + " --mode full --observer percentile:10"),
             Contains("percentile:10"));
  CHECK_THAT(refusal("quantize " + model + " --layer conv:4"), Contains("NAME=BITS"));
  CHECK_THAT(refusal("quantize " + model + " --keep 9"), Contains("9"));
  CHECK_THAT(refusal("quantize " + model + " --granularity group --group 5000"), Contains("--group 784"));
  CHECK_THAT(refusal("quantize " + model + " --scheme symmetric --bits 1"), Contains("--scheme affine"));
  CHECK_THAT(run("quantize " + model, " 2>/dev/null").text, Contains("Nothing is saved"));
}

TEST_CASE("PyTorch's network reads MNIST as PyTorch does") {
  const char* set = std::getenv("TT_DATA");
  const fs::path data = set ? fs::path(set) : fs::path(TT_SOURCE_DIR) / "../shared/data";
  if (!fs::exists(data / "mnist") || !fs::exists(data / "models")) {
    WARN("SKIPPED: no MNIST in $TT_DATA/mnist, no network in $TT_DATA/models");
    return;
  }
  const Folder folder;
  const std::string model = (data / "models/lab03_cnn_seed0.safetensors").string(),
                    logits = folder / "logits.npy";
  const std::string on = " --arch lab03-cnn --data mnist:" + (data / "mnist").string();
  CHECK(json_of("eval " + model + on)["correct"] == 9901);
  CHECK(json_of("eval " + model + on + " --limit 1000 --logits " + logits)["total"] == 1000);
  const tt::Tensor ours = tt::io::to_tensor(tt::io::read_npy(logits));
  const tt::Tensor theirs =
      tt::io::to_tensor(tt::io::read_npy((data / "models/lab03_cnn_seed0_logits.npy").string()));
  REQUIRE(ours.shape() == theirs.shape());
  for (std::int64_t i = 0; i < ours.count(); ++i)
    REQUIRE(std::fabs(ours.data()[i] - theirs.data()[i]) < 1e-4f);
}
