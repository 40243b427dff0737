#include "autograder/punch.h"

#include <regex>
#include <sstream>

#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

const std::regex begin_mark(R"(( *)// exercise: begin ([1-9][0-9]?))");
const std::regex no_result(R"(^(\[\[.*\]\] )?(static |inline )?void |^(\w+)::\3\()");  // or a constructor
const std::regex end_mark(R"( *// exercise: end)");

}  // namespace

std::string punch(const std::string& source, const std::string& file, Body body) {
  std::istringstream lines(source);
  std::string stub;
  bool is_void = false;        // the function we are in returns nothing
  int number = 0, opened = 0;  // opened: the line of the mark that is not closed yet, or 0
  const auto refuse = [&](const std::string& what) {
    throw Error(file + ":" + std::to_string(number) + ": " + what);
  };
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!line.empty() && line[0] != ' ' && line[0] != '}') is_void = std::regex_search(line, no_result);
    std::smatch mark;
    if (std::regex_match(line, mark, begin_mark)) {
      if (opened) refuse("the exercise on line " + std::to_string(opened) + " has no end before this one");
      opened = number;
      const std::string indent = mark[1], part = mark[2];
      if (body == Body::constant) {
        stub += indent + (is_void ? "return;\n" : "return {};\n");
        continue;
      }
      stub += indent + "// Part " + part + ": yours to write. The header says what it must do.\n";
      stub += indent + "throw tt::NotImplemented(\"part " + part + " is not written yet\");\n";
    } else if (std::regex_match(line, end_mark)) {
      if (!opened) refuse("an exercise ends that never began");
      opened = 0;
    } else if (line.find("exercise:") != std::string::npos) {
      refuse("a mark must read \"// exercise: begin PART\" or \"// exercise: end\"");
    } else if (!opened) {
      stub += line + "\n";
    }
  }
  if (opened) refuse("the exercise on line " + std::to_string(opened) + " has no end");
  return stub;
}

bool is_written(const std::string& text) { return text.find(" is not written yet\");") == std::string::npos; }

std::string with_lab(std::string stub, int lab) {
  return std::regex_replace(stub, std::regex("NotImplemented\\(\"part (?=[0-9]+ is not written yet)"),
                            "NotImplemented(\"lab " + std::to_string(lab) + ", part ");
}

std::string other_labs_part(const std::string& printed, int lab) {
  static const std::regex said("lab ([0-9]{1,4}), part [0-9]{1,4} is not written yet");
  std::smatch found;
  if (!std::regex_search(printed, found, said) || std::stoi(found[1]) == lab) return "";
  return found[0];
}

}  // namespace tt::autograder
