// Pictures of models and of recorded graphs: what they say, and that no text can break them.
#ifdef TT_GRAPHVIZ
#include <catch2/catch.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tinytensor/io/graph.h"
#include "tinytensor/tinytensor.h"

using namespace tt;

namespace {

struct File {
  std::string path;
  explicit File(const std::string& extension)
      : path((std::filesystem::temp_directory_path() / ("tt graph" + std::to_string(counter()++) + extension))
                 .string()) {}
  ~File() { std::remove(path.c_str()); }
  std::string text() const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static int& counter() {
    static int count =
        static_cast<int>(std::hash<std::string>{}(std::filesystem::current_path().string()) % 100000);
    return count;
  }
};

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Tags nest, every & starts one of XML's own entities, and there is no control character: what a parser would refuse.
bool well_formed(const std::string& xml) {
  std::vector<std::string> open;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    const char c = xml[i];
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return false;
    if (c == '&' && xml.compare(i, 5, "&amp;") != 0 && xml.compare(i, 4, "&lt;") != 0 &&
        xml.compare(i, 4, "&gt;") != 0)
      return false;
    if (c != '<') continue;
    const std::size_t end = xml.find('>', i);
    if (end == std::string::npos) return false;
    const std::string tag = xml.substr(i + 1, end - i - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.front() == '/') {
      if (open.empty() || "/" + open.back() != tag) return false;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    i = end;
  }
  return open.empty();
}

nn::Sequential small_model(Rng& rng) {
  using namespace nn;
  return Sequential(Conv2D({.in = 1, .out = 2, .kernel = 3}, rng), BatchNorm(2), ReLU(), MaxPool2D(2),
                    Flatten(), Linear(2 * 3 * 3, 3, rng));
}

class OddLayer : public nn::Module {
 public:
  explicit OddLayer(std::string text) : text_(std::move(text)) {}
  Tensor forward(const Tensor& x) override { return x; }
  std::string describe() const override { return text_; }
  std::string architecture() const override { return "odd"; }

 private:
  std::string text_;
};

}  // namespace

TEST_CASE("a model's picture names layers, parameters and shapes") {
  Rng rng(1);
  nn::Sequential model = small_model(rng);
  const File dot(".dot"), svg(".svg");
  io::draw_model(model, {1, 8, 8, 1}, dot.path);
  io::draw_model(model, {1, 8, 8, 1}, svg.path);
  CHECK(occurrences(dot.text(), "->") == 7);
  for (const std::string& text : {dot.text(), svg.text()}) {
    CAPTURE(text);
    for (const char* part :
         {"Conv2D", "1 → 2, 3x3 · 20 parameters", "[N, 6, 6, 2]", "[N, 18]", "18 → 3 · 57 parameters"})
      CHECK(text.find(part) != std::string::npos);
  }
  CHECK(well_formed(svg.text()));
  CHECK(occurrences(svg.text(), "<rect") == 8);
  CHECK(occurrences(svg.text(), "<path class='arrow'") == 7);
}

TEST_CASE("drawing leaves a model as it was") {
  Rng rng(2);
  nn::Sequential model = small_model(rng);
  const auto values = [&] {
    std::vector<float> all;
    for (const auto& named : nn::named_tensors(model))
      all.insert(all.end(), named.tensor.values().begin(), named.tensor.values().end());
    return all;
  };
  const std::vector<float> before = values();
  const File svg(".svg");
  io::draw_model(model, {1, 8, 8, 1}, svg.path);
  CHECK(model.training());
  CHECK(values() == before);
}

TEST_CASE("a recorded graph's picture names ops and leaves") {
  Rng rng(3);
  nn::Sequential model = small_model(rng);
  const Tensor loss = cross_entropy(model(Tensor::normal({2, 8, 8, 1}, rng)), std::vector<int>{0, 2});
  const File svg(".svg"), dot(".dot");
  io::draw_graph(loss, svg.path, nn::named_parameters(model));
  io::draw_graph(loss, dot.path);
  for (const char* part : {"cross_entropy", ">0.weight<", ">5.bias<", "[2, 3, 3, 1]", ">data<"}) {
    CAPTURE(part);
    CHECK(svg.text().find(part) != std::string::npos);
  }
  CHECK(well_formed(svg.text()));
  CHECK(dot.text().find("leaf") != std::string::npos);
}

TEST_CASE("a value that is used twice is one box") {
  const Tensor x = Tensor::from({1, 2}, {2}).track();
  const Tensor y = x * x;
  const File dot(".dot");
  io::draw_graph(sum(y + y), dot.path);
  CHECK(occurrences(dot.text(), "fillcolor") == 4);  // leaf, *, +, sum
  CHECK(occurrences(dot.text(), "->") == 5);
}

TEST_CASE("no text breaks a picture") {
  const std::vector<std::string> texts = {"\"quotes\" <b>&amp; 'tags'</b> ]]> <!--",
                                          "\\N \\l back\\slash\\",
                                          "<html>",
                                          "new\nline\ttab\x01 control",
                                          "\xff\xfe\xc0\x80 not UTF-8 \xed\xa0\x80",
                                          "label=\"x\"]; box0 -> box0 [",
                                          std::string(100000, 'x'),
                                          "",
                                          "Ж → ∑"};
  for (const std::string& text : texts) {
    CAPTURE(text.substr(0, 40));
    nn::Sequential model;
    model.add(std::make_unique<OddLayer>(text));
    model.add(std::make_unique<OddLayer>("Layer(" + text + ")"));
    const File svg(".svg"), dot(".dot");
    io::draw_model(model, {1, 2}, svg.path);
    io::draw_model(model, {1, 2}, dot.path);
    CHECK(well_formed(svg.text()));
    CHECK(occurrences(svg.text(), "<rect") == 4);
    CHECK(occurrences(dot.text(), "\n\tbox0 -> box1\t") == 1);
    CHECK(svg.text().size() < 10000);
  }
}

TEST_CASE("what cannot be drawn is refused") {
  Rng rng(4);
  nn::Sequential model = small_model(rng);
  const Tensor x = Tensor::from({1, 2}, {2}).track();
  CHECK_THROWS_AS(io::draw_model(model, {1, 8, 8, 1}, "model.png"), ValueError);
  CHECK_THROWS_AS(io::draw_model(model, {1, 8, 8, 7}, "model.svg"), ShapeError);
  CHECK_THROWS_AS(io::draw_model(model, {1, 8, 8, 1}, "/no/such/folder/model.svg"), IoError);
  CHECK_THROWS_AS(io::draw_graph(x, "graph"), ValueError);
  CHECK_THROWS_AS(io::draw_graph(Tensor::zeros({2}), "graph.svg"), ValueError);
  Tensor y = x;
  for (int i = 0; i < 2000; ++i) y = y + x;
  CHECK_THROWS_AS(io::draw_graph(y, "graph.svg"), ValueError);
  const Tensor loss = sum(x * x);
  loss.backward();
  CHECK_THROWS_AS(io::draw_graph(loss, "graph.svg"), ValueError);
}
#endif  // TT_GRAPHVIZ
