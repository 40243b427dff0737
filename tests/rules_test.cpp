// The rules of the house, held to the sources themselves: which folder may include which, how long a file may
// be, what a public header may cost, and what must not be written anywhere.
#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path root = TT_SOURCE_DIR;

struct Source {
  std::string path;  // from the root
  std::string text;

  long lines() const { return std::count(text.begin(), text.end(), '\n'); }
  // "tinytensor/nn/linear.h" is in "tinytensor/nn"; a file at the top of tinytensor/ is in "tinytensor".
  std::string folder() const {
    const fs::path p = path;
    auto part = p.begin();
    const fs::path first = *part++, second = *part++;
    return part == p.end() ? first.string() : (first / second).string();
  }
};

std::vector<Source> sources(const std::vector<std::string>& folders,
                            const std::set<std::string>& extensions) {
  std::vector<Source> found;
  for (const std::string& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (!entry.is_regular_file() || !extensions.count(entry.path().extension().string())) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      found.push_back(
          {fs::relative(entry.path(), root).generic_string(), {std::istreambuf_iterator<char>(in), {}}});
    }
  }
  return found;
}

std::vector<Source> code(const std::vector<std::string>& folders) { return sources(folders, {".h", ".cpp"}); }

// Headers that somebody else's file may include; a test's own are not among them.
std::vector<Source> headers(const std::vector<std::string>& folders) {
  std::vector<Source> found = sources(folders, {".h"});
  std::erase_if(found, [](const Source& s) { return s.path.find("/tests/") != std::string::npos; });
  return found;
}

// What a file includes, without the brackets or quotes.
std::vector<std::string> includes(const Source& source) {
  static const std::regex line(R"re((?:^|\n)[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"])re");
  std::vector<std::string> names;
  for (std::sregex_iterator i(source.text.begin(), source.text.end(), line), end; i != end; ++i)
    names.push_back((*i)[1]);
  return names;
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const auto& prefix) { return text.starts_with(prefix); });
}

}  // namespace

TEST_CASE("arrows between folders go one way") {
  // A folder and what it may include; itself is understood.
  const std::map<std::string, std::vector<std::string>> arrows = {
      {"tinytensor/tensor", {}},
      {"tinytensor/kernels", {"tensor"}},
      {"tinytensor/autograd", {"tensor", "kernels"}},
      {"tinytensor/nn", {"tensor", "kernels", "autograd"}},
      {"tinytensor/optim", {"tensor", "kernels", "autograd", "nn"}},
      {"tinytensor/data", {"tensor", "kernels", "autograd", "nn", "io"}},
      {"tinytensor/io", {"tensor", "kernels", "autograd", "nn"}},
      {"tinytensor/inference", {"tensor", "kernels", "autograd", "nn"}},
      {"tinytensor/testing", {"tensor", "autograd"}},
  };
  for (const Source& source : code({"tinytensor"})) {
    if (source.path == "tinytensor/tinytensor.h") continue;  // the umbrella
    const auto arrow = arrows.find(source.folder());
    INFO(source.path);
    REQUIRE(arrow != arrows.end());
    std::vector<std::string> allowed = {source.folder() + "/"};
    for (const std::string& folder : arrow->second) allowed.push_back("tinytensor/" + folder + "/");
    for (const std::string& name : includes(source)) {
      CAPTURE(name);
      if (starts_with_any(name, {"tinytensor/"})) CHECK(starts_with_any(name, allowed));
      CHECK_FALSE(starts_with_any(name, {"modules/", "labs/", "cli/", "autograder/", ".."}));
    }
  }
  for (const Source& source : code({"modules"}))
    for (const std::string& name : includes(source)) {
      CAPTURE(source.path, name);
      CHECK_FALSE(starts_with_any(name, {"labs/", "cli/", "autograder/", ".."}));
    }
}

TEST_CASE("the judge knows no module, and a probe nothing of the judge") {
  for (const Source& source : code({"autograder", "labs"})) {
    if (source.path.starts_with("autograder/templates/")) continue;
    for (const std::string& name : includes(source)) {
      CAPTURE(source.path, name);
      const bool probe = source.path.find("/probe") != std::string::npos || source.path.starts_with("labs/");
      if (!source.path.starts_with("labs/")) CHECK_FALSE(starts_with_any(name, {"modules/", "labs/"}));
      CHECK_FALSE(starts_with_any(name, {"cli/", ".."}));
      if (probe && name.starts_with("autograder/")) CHECK(name.starts_with("autograder/probe/"));
    }
  }
}

TEST_CASE("files are short, and the core can be read in an evening") {
  for (const Source& source : code({"tinytensor", "modules"})) {
    if (source.path.find("/tests/") != std::string::npos) continue;
    CAPTURE(source.path, source.lines());
    CHECK(source.lines() <= 200);
  }
  long core = 0;
  for (const Source& source :
       code({"tinytensor/tensor", "tinytensor/autograd", "tinytensor/nn", "tinytensor/optim"}))
    core += source.lines();
  CHECK(core < 2500);
}

TEST_CASE("public headers include nothing heavy") {
  const std::vector<std::string> heavy = {
      "Eigen/", "iostream",  "sstream", "algorithm", "random", "filesystem", "graphviz", "gvc",   "cgraph",
      "CLI/",   "nlohmann/", "fmt/",    "omp.h",     "zlib",   "regex",      "iomanip",  "ranges"};
  for (const Source& source : headers({"tinytensor", "modules"})) {
    CAPTURE(source.path);
    CHECK(source.text.starts_with("#pragma once\n"));
    if (source.text.find("Private to ") != std::string::npos) continue;  // no user's file includes it
    for (const std::string& name : includes(source)) {
      CAPTURE(name);
      CHECK_FALSE(starts_with_any(name, heavy));
    }
  }
}

TEST_CASE("numbers are random only through Rng, and the library does not print") {
  const std::regex random(
      R"re(std::(random_device|mt19937|minstd_rand|\w+_distribution|rand)\b|\bsrand\()re");
  const std::regex printing(R"re(std::(cout|cerr|clog)\b|\b(f?printf|puts)\()re");
  for (const Source& source : code({"tinytensor", "modules", "cli", "labs"})) {
    CAPTURE(source.path);
    CHECK_FALSE(std::regex_search(source.text, random));
    if (source.path.starts_with("tinytensor/")) CHECK_FALSE(std::regex_search(source.text, printing));
  }
}

TEST_CASE("nothing names the machine it was written on") {
  // Written in two halves, or this file would be found.
  const std::regex words(
      "/wo"
      "rk/|/ro"
      "ot/|/ho"
      "me/[a-z]|TO"
      "DO|FIX"
      "ME");
  const std::set<std::string> text = {".h",  ".cpp", ".md", ".txt",  ".cmake", ".json",
                                      ".in", ".sh",  ".py", ".html", ".js"};
  std::vector<std::string> folders = {"tinytensor", "modules", "labs", "autograder",
                                      "cli",        "tests",   "docs", "cmake"};
  for (const Source& source : sources(folders, text)) {
    std::smatch word;
    if (!std::regex_search(source.text, word, words)) continue;
    FAIL_CHECK(source.path << " says " << word.str());
  }
}

TEST_CASE("every header compiles alone", "[slow]") {
  const std::vector<Source> all = headers({"tinytensor", "modules"});
  std::vector<char> failed(all.size(), 0);
  std::atomic<std::size_t> next = 0;
  const auto compile = [&] {
    for (std::size_t i; (i = next++) < all.size();) {
      const std::string command =
          "'" TT_CXX "' -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Werror -fsyntax-only -x c++ '-I" +
          root.string() + "' '-include" + (root / all[i].path).string() + "' /dev/null";
      failed[i] = std::system(command.c_str()) != 0;
    }
  };
  std::vector<std::thread> threads(std::max(1u, std::thread::hardware_concurrency()));
  for (std::thread& thread : threads) thread = std::thread(compile);
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (failed[i]) FAIL_CHECK(all[i].path << " does not compile alone");
}
