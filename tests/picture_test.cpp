// Pictures of labs: axes, panels, how they are drawn, and what becomes of a student's files.
#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <map>
#include <string>

#include "autograder/braille.h"
#include "autograder/build.h"
#include "autograder/show.h"
#include "autograder/sources.h"
#include "tests/temporary.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::autograder;
using Catch::Matchers::Contains;
using probe::Values;

namespace {

using Files = std::map<std::string, std::string>;

struct Question {
  Values axis, right, yours;
  Question() {
    axis.put("x", std::vector<float>{0, 1, 2, 3});
    right.put("y: <real>", std::vector<float>{0, 0.5f, 1, 1.5f});
    right.put_integers("code", std::vector<int>{-1, 0, 0, 1});
    yours.put("y: <real>", std::vector<float>{0, NAN, 1e30f, 1.5f});
    yours.put_integers("code", std::vector<int>{-1, 0, 0, 1});
  }
};

}  // namespace

TEST_CASE("ticks are round numbers") {
  CHECK(Axis{-1.5, 2.3}.ticks(8) == std::vector<double>{-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2});
  CHECK(Axis{0, 100}.ticks(5) == std::vector<double>{0, 20, 40, 60, 80, 100});
  CHECK(Axis{1, 12}.ticks(14).size() == 12);
  CHECK(number_text(-0.0) == "0");
  const Axis one = axis_around({5, 5, NAN, INFINITY});
  CHECK(one.low < 5);
  CHECK(one.high > 5);
  CHECK(one.share(1e30) == 1);
}

TEST_CASE("a picture has a panel for each curve, and counts codes") {
  const Question q;
  const std::vector<Panel> all = panels(q.axis, q.right, &q.yours);
  REQUIRE(all.size() == 3);
  CHECK(all[0].differing() == 2);
  CHECK(all[0].y_axis.high < 5);  // a wrong value does not make the others too small to see
  CHECK(all[1].differing() == 0);
  CHECK(all[2].bars);
  CHECK(all[2].x == std::vector<double>{-1, 0, 1});
  CHECK(all[2].right == std::vector<double>{1, 2, 1});
  Values shorter;
  shorter.put("y", std::vector<float>{1});
  CHECK_THROWS_WITH(panels(q.axis, shorter, nullptr), Contains("not as long as its x axis"));
}

TEST_CASE("a drawing is whole, stands alone, and shows what differs") {
  const Question q;
  const std::string drawn = svg({{"a & b", panels(q.axis, q.right, &q.yours)}});
  CHECK_THAT(drawn, Contains("a &amp; b") && Contains("y: &lt;real&gt;") && Contains("2 of 4 differ"));
  CHECK_THAT(drawn, Contains("class=\"off\"") && Contains("prefers-color-scheme:dark"));
  CHECK_THAT(drawn, !Contains("nan") && !Contains("inf") && !Contains("<script"));
  const std::string alone = svg({{"", panels(q.axis, q.right, nullptr)}});
  CHECK_THAT(alone, !Contains("class=\"off\"") && !Contains("class=\"ref\""));
  CHECK(same_drawing(drawn, drawn));
  CHECK_FALSE(same_drawing(drawn, alone));
  CHECK(same_drawing("M1.1 2", "M1.2 2"));
  CHECK_FALSE(same_drawing("M1.1 2", "M1.4 2"));
}

TEST_CASE("in a terminal, plain text says the same") {
  const Question q;
  const Panel panel = panels(q.axis, q.right, &q.yours)[0];
  const std::string plain = braille(panel, false), coloured = braille(panel, true);
  CHECK_THAT(plain, Contains("y: <real>, 2 of 4 differ") && Contains("^") && !Contains("\033"));
  CHECK_THAT(coloured, Contains("\033[94m") && Contains("\033[90m"));
}

TEST_CASE("a finished file is drawn over the reference, a wrong one beside it, an unfinished one not",
          "[slow]") {
  const Lab lab = find_lab(TT_SOURCE_DIR "/labs", "1");
  const std::string build_dir = TT_BINARY_DIR;
  if (!std::filesystem::exists(load_build(build_dir, lab).reference)) return;  // labs are built in a release
  const TemporaryFolder folder;
  const auto drawn = [&](const Files& files) {
    return show(lab, files, {.build_dir = build_dir, .work = folder.path()});
  };
  const Files right = module_files(lab, TT_SOURCE_DIR);
  const auto with = [&](const std::string& from, const std::string& to) {
    Files files = right;
    std::string& text = files.at("params.cpp");
    REQUIRE(text.find(from) != std::string::npos);
    text.replace(text.find(from), from.size(), to);
    return files;
  };

  const ShowReport finished = drawn(right);
  REQUIRE(finished.pictures.size() == 2);
  for (const Shown& shown : finished.pictures) {
    CHECK(shown.state == State::passed);
    for (const Panel& panel : shown.drawing.panels) CHECK((panel.both() && panel.differing() == 0));
  }
  const ShowReport wrong = drawn(with("std::nearbyint(x / params.scale)", "std::floor(x / params.scale)"));
  CHECK(wrong.pictures[0].state == State::passed);
  CHECK(wrong.pictures[0].drawing.panels[0].differing() > 100);

  const ShowReport unfinished = drawn(Files{{"params.cpp", stub_of(lab, "params.cpp", TT_SOURCE_DIR)}});
  CHECK(unfinished.pictures[0].state == State::not_written);
  CHECK_FALSE(unfinished.pictures[0].drawing.panels[0].both());

  const std::string last = "float dequantize(std::int32_t stored, QuantParams params) {";
  CHECK(drawn(with(last, last + "\n  __builtin_trap();")).pictures[1].state == State::crashed);
  CHECK_THAT(drawn(with(last, last + " nonsense")).compile_errors, Contains("error:"));
}
