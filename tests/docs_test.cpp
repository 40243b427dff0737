// What the documentation shows: its C++ stands in a file that is built, its commands exist with their options,
// its links lead somewhere, and the first steps of its student are taken.
#include <catch2/catch.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <utility>

#include "temporary.h"

namespace fs = std::filesystem;

namespace {

const fs::path source = TT_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> pages() {
  std::vector<fs::path> all = {source / "README.md", source / "tinytensor/kernels/README.md"};
  for (const auto& entry : fs::directory_iterator(source / "docs"))
    if (entry.path().extension() == ".md") all.push_back(entry.path());
  return all;
}

struct Block {
  fs::path page;
  std::string language, text;
};

std::vector<Block> blocks() {
  std::vector<Block> all;
  for (const fs::path& page : pages()) {
    std::istringstream lines(read(page));
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
      const std::size_t fence = line.find("```");
      if (fence == std::string::npos || line.find_first_not_of(' ') != fence) {
        if (inside) all.back().text += line + "\n";
      } else if (inside = !inside; inside) {
        all.push_back({page, line.substr(fence + 3), ""});
      }
    }
  }
  return all;
}

// Words alone: a page may indent otherwise than a program does.
std::string words(const std::string& text) {
  std::istringstream in(text);
  std::string all;
  for (std::string word; in >> word;) all += word + " ";
  return all;
}

std::vector<std::string> commands(const std::string& block) {
  std::vector<std::string> all;
  std::istringstream lines(block);
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t at = line.find("./tt ");
        at != std::string::npos && line.find_first_not_of(' ') == at)
      all.push_back(line.substr(at + 5, line.find("  #") - at - 5));
  return all;
}

// Those of blocks, and those within a sentence or a table.
std::vector<std::pair<fs::path, std::string>> all_commands() {
  std::vector<std::pair<fs::path, std::string>> all;
  for (const Block& block : blocks())
    for (const std::string& line : commands(block.text)) all.emplace_back(block.page, line);
  const std::regex within("`\\./tt ([^`\n]+)`");
  for (const fs::path& page : pages()) {
    const std::string text = read(page);
    for (std::sregex_iterator m(text.begin(), text.end(), within), end; m != end; ++m)
      all.emplace_back(page, (*m)[1]);
  }
  return all;
}

std::string printed(const std::string& command, int* status = nullptr) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe);
  std::string text;
  for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  const int ended = pclose(pipe);
  if (status) *status = ended;
  return text;
}

const std::string program = TT_BINARY_DIR "/cli/tt";

}  // namespace

TEST_CASE("every C++ snippet stands in a file that is built") {
  std::string built;
  for (const char* folder : {"docs/examples", "modules/quantization", "labs", "autograder/templates"})
    for (const auto& entry : fs::recursive_directory_iterator(source / folder))
      if (const fs::path& p = entry.path(); p.extension() == ".cpp" || p.extension() == ".h")
        built += words(read(p)) + "\n";
  int found = 0;
  for (const Block& block : blocks()) {
    if (block.language != "cpp") continue;
    INFO(block.page.filename() << ":\n" << block.text);
    std::istringstream parts(std::regex_replace(block.text, std::regex("\n\\s*\\.\\.\\.[^\n]*\n"), "\n\x01"));
    for (std::string part; std::getline(parts, part, '\x01');)
      CHECK(built.find(words(part)) != std::string::npos);
    ++found;
  }
  CHECK(found > 5);
}

TEST_CASE("every command that is shown exists, with its options") {
  int found = 0;
  for (const auto& [page, line] : all_commands()) {
    if (line.starts_with("test")) continue;  // the shell script's
    std::istringstream in(line);
    std::string command, word, help = printed(program + " --help");
    std::vector<std::string> options;
    bool arguments = false;
    while (in >> word) {
      if (word.starts_with("--")) options.push_back(word);
      if (word.starts_with("-") || arguments) continue;
      arguments = help.find("\n  " + word + " ") == std::string::npos;
      if (!arguments) help = printed(program + " " + (command += " " + word) + " --help");
    }
    INFO(page.filename() << ": ./tt " << line);
    CHECK((!command.empty() || line == "COMMAND ..."));
    for (const std::string& option : options)
      CHECK((option == "--mine" || option == "--help" ||
             std::regex_search(help, std::regex("\n  (--[a-z]+,)?" + option + "[ ,]"))));
    ++found;
  }
  CHECK(found > 60);
}

TEST_CASE("every link within the project leads somewhere") {
  const std::regex link("\\]\\(([^)#: ]+)\\)|src=\"([^\":]+)\"");
  for (const fs::path& page : pages()) {
    const std::string text = read(page);
    for (std::sregex_iterator m(text.begin(), text.end(), link), end; m != end; ++m) {
      const std::string to = (*m)[1].matched ? (*m)[1] : (*m)[2];
      INFO(page << " links to " << to);
      CHECK(fs::exists(page.parent_path() / to));
    }
  }
}

TEST_CASE("the first steps of the README's student", "[slow]") {
  const TemporaryFolder folder;
  int steps = 0;
  for (const Block& block : blocks())
    for (const std::string& line : commands(block.text)) {
      const bool first_steps =
          block.page.filename() == "README.md" && line.find(".safetensors") != std::string::npos &&
          line.find("mnist") == std::string::npos && line.find("--mine") == std::string::npos &&
          line.find("model.safetensors") == std::string::npos;
      if (!first_steps) continue;
      int status = 1;
      const std::string less = line.starts_with("train") ? " --epochs 1" : "";
      INFO("./tt " << line << "\n"
                   << printed("cd '" + folder / "" + "' && " + program + " " + line + less, &status));
      CHECK(status == 0);
      ++steps;
    }
  CHECK(steps >= 9);
}
