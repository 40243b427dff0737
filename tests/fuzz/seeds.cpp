// Small honest files for the fuzzers to begin with: FOLDER/npy/0, FOLDER/npy/1 ...
#include <zlib.h>

#include <cstring>
#include <filesystem>
#include <map>

#include "autograder/archive.h"
#include "autograder/probe/values.h"
#include "modules/quantization/model_file.h"
#include "modules/quantization/quantize_model.h"
#include "tests/raw_zip.h"
#include "tests/temporary.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/io/model_file.h"
#include "tinytensor/io/npy.h"
#include "tinytensor/io/npz.h"
#include "tinytensor/tensor/rng.h"

using namespace tt;
namespace fs = std::filesystem;

namespace {

class Corpus {
 public:
  explicit Corpus(fs::path folder) : folder_(std::move(folder)) { fs::remove_all(folder_); }

  void add(const std::string& topic, const std::string& text) {
    fs::create_directories(folder_ / topic);
    write_bytes(folder_ / topic / std::to_string(count_[topic]++), std::as_bytes(std::span(text)));
  }
  void add(const std::string& topic, std::span<const std::byte> bytes) {
    add(topic, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }

 private:
  fs::path folder_;
  std::map<std::string, int> count_;
};

std::string gzip(std::string plain) {
  std::string packed(plain.size() + 100, '\0');
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  z.next_in = reinterpret_cast<Bytef*>(plain.data()), z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data()), z.avail_out = static_cast<uInt>(packed.size());
  deflate(&z, Z_FINISH);
  deflateEnd(&z);
  packed.resize(z.total_out);
  return packed;
}

void data_sets(Corpus& corpus) {
  const std::string images(
      "\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02"
      "abcdefgh",
      24);
  const std::string labels(
      "\0\0\x08\x01\0\0\0\x03"
      "abc",
      11);
  // The first byte chooses between the two.
  for (const std::string& images_file : {images, gzip(images)}) corpus.add("idx", "\1" + images_file);
  for (const std::string& labels_file : {labels, gzip(labels)})
    corpus.add("idx", std::string(1, '\0') + labels_file);
  std::string record(2 * 3073, 'x');
  record[0] = 3, record[3073] = 9;
  corpus.add("cifar10", record.substr(0, 3073));
  corpus.add("cifar10", record);
}

void arrays(Corpus& corpus) {
  std::vector<io::NamedArray> all;
  std::vector<io::Array> kept;
  const std::vector<std::byte> bytes(48, std::byte{1});
  for (const io::DType type : {io::DType::float32, io::DType::float64, io::DType::int8, io::DType::uint8,
                               io::DType::int32, io::DType::int64}) {
    const std::int64_t width = io::dtype_size(type);
    const io::ArrayView view{type, {2, 3}, std::span(bytes).first(static_cast<std::size_t>(6 * width))};
    all.push_back({"array" + std::to_string(all.size()), view});
    corpus.add("npy", io::npy_bytes(view));
    corpus.add("safetensors", io::safetensors_bytes({{"format", "x"}}, all));
  }
  corpus.add("npz", io::npz_bytes({all[0]}));
  corpus.add("npz", io::npz_bytes({all[0], all[2]}));
  corpus.add("safetensors", io::safetensors_bytes({}, {}));
}

void models(Corpus& corpus) {
  const TemporaryFolder folder;
  const std::string path = folder / "model";
  for (const std::string text :
       {"input 4 4 1, conv 1 2 3, relu, maxpool 2, flatten, linear 2 3",
        "input 4 4 2, conv 2 2 3 stride 2 padding 1 groups 2, batchnorm 2, relu6, avgpool 2, flatten, linear "
        "2 2, softmax",
        "input 4, linear 4 3, sigmoid, dropout 0.5, linear 3 2, tanh", "embedding 5 4", "lab03-cnn", "mlp"}) {
    corpus.add("architecture", text);
    if (!text.starts_with("input") && !text.starts_with("embedding")) continue;
    Rng rng;
    nn::Sequential model = io::make_model(text, rng);
    io::save(model, path);
    corpus.add("model_file", read_bytes(path));
    using quant::Mode;
    const auto quantized = [&](const quant::Config& config, const Tensor& samples = {}) {
      auto q = quant::quantize_model(model, config, samples);
      quant::save(q, path);
      corpus.add("quantized", read_bytes(path));
      const io::SafetensorsFile file(path);
      corpus.add("plan", *file.metadata("quantized"));
    };
    for (const Mode mode : {Mode::weight_only, Mode::float16, Mode::bfloat16, Mode::dynamic})
      quantized({.mode = mode});
    quantized({.weights = {.bits = 4,
                           .scheme = quant::Scheme::affine,
                           .granularity = quant::Granularity::group,
                           .group = 2}});
    quantized({.weights = {.bits = 3, .granularity = quant::Granularity::tensor}});
    if (text.starts_with("input 4 4 1")) quantized({.mode = Mode::full}, Tensor::normal({8, 4, 4, 1}, rng));
    if (text.starts_with("input 4,")) quantized({.mode = Mode::full}, Tensor::normal({8, 4}, rng));
  }
}

void submissions(Corpus& corpus) {
  const TemporaryFolder folder;
  autograder::write_zip(folder / "zip",
                        {{"range.cpp", "int main() {}\n"}, {"a/b.txt", std::string(200, 'x')}});
  corpus.add("zip", read_bytes(folder / "zip"));
  corpus.add("zip", raw_zip({{.name = "a/", .attributes = 0040755u << 16},
                             {.name = "a/\xc3\xb6", .bytes = "1", .flags = 1 << 11}}));
  corpus.add("zip", raw_zip({{.name = "link", .bytes = "to", .attributes = 0120777u << 16}}));
  for (const char* name :
       {"a/b.cpp", "../a", "/a", "a\\b", "C:a", "\xc3\xb6 \xe2\x82\xac \xf0\x9f\x98\x80", "a\xe2\x80\xae"})
    corpus.add("entry_name", name);

  probe::Values values;
  values.put("number", 1.5);
  values.put("text", std::string("text"));
  values.put("floats", std::vector<float>{1, 2, 4});
  values.put_integers("integers", std::vector<int>{1, 2, 4});
  const std::string bytes = values.to_bytes();
  const std::uint64_t length = bytes.size();
  corpus.add("record",
             "nonce" + std::string(reinterpret_cast<const char*>(&length), sizeof length) + bytes + "nonce");

  corpus.add("crash", "    #1 0x55 in tt::quant::choose_params(float) params.cpp:31:7\n");
  corpus.add("crash", "a/linear.cpp:12:3: runtime error: division by zero\n");
  corpus.add("crash", "==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60\n");

  const std::string lab =
      "title = \"A\"\nquestion = \"B?\"\nmodule = \"quantization\"\nfiles = [\"params.cpp\"]\nminutes = "
      "45\n\n"
      "[limits]\nseconds = 2.5\nmemory_mb = 512\n\n[[parts]]\nname = \"one\"\npoints = 3\nformula = \"a = "
      "b\"\n";
  corpus.add("lab", lab);
  corpus.add("class",
             "title = \"a\"\nseed = 7\n[late]\ngrace_minutes = 10\npercent_per_day = 20\ndays = 3\n"
             "[[labs]]\nlab = \"01_affine\"\npoints = 5\nhidden = [\"x\"]\ndue = 2026-10-01T23:59:00Z\n");
  corpus.add("times", "ana,2026-10-01T23:59:00Z\r\n\nb, c,2026-10-01T23:59:00.5+02:00\n");
  corpus.add(
      "lab",
      lab + std::string(1, '\0') +
          "[[mutant]]\npart = 1\nsentence = \"\"\"you round down.\"\"\"\nfind = 'a'\nreplace = \"b\\n\"\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  Corpus corpus(argv[1]);
  data_sets(corpus);
  arrays(corpus);
  models(corpus);
  submissions(corpus);
}
