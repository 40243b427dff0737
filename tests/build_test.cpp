// What is built again, and what is not.
#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "autograder/build.h"
#include "temporary.h"

using namespace tt::autograder;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

// A course of one file and one header.
struct Course {
  Course() {
    fs::create_directories(include);
    write(include / "lab.h", "");
    write(include / "lab.h.stamp", "");
    lab.files = {"a.cpp", "another.cpp"};
    build.compiler = TT_CXX;
    build.include_dir = include.string();
    build.flags = {"-O0"};
  }
  Built make(const std::string& text) {
    return build_probe(build, lab, {{"a.cpp", text}}, {.work = folder / "work"});
  }

  TemporaryFolder folder;
  fs::path include = folder / "include";
  Lab lab;
  LabBuild build;
};

}  // namespace

TEST_CASE("text that was right before a mistake is built again") {
  Course course;
  const std::string right = "int main() { return 0; }";
  const Built first = course.make(right);
  REQUIRE(!first.program.empty());
  CHECK(first.compile_seconds > 0);
  CHECK(course.make(right).compile_seconds == 0);

  CHECK(course.make("int main() { return nothing; }").errors.find("nothing") != std::string::npos);
  const Built again = course.make(right);
  CHECK(again.errors == "");
  CHECK(!again.program.empty());
}

TEST_CASE("what a file does not define, or defines twice, is named") {
  Course course;
  CHECK(course.make("int f(int);\nint main() { return f(1); }").errors == "a.cpp does not define f(int)\n");
  course.lab.files = {"a.cpp", "b.cpp"};
  const Built twice = build_probe(
      course.build, course.lab,
      {{"a.cpp", "int f() { return 1; }\nint main() { return f(); }"}, {"b.cpp", "int f() { return 2; }"}},
      {.work = course.folder / "work"});
  CHECK(twice.errors == "a.cpp or b.cpp defines what is defined elsewhere: f()\n");
}

TEST_CASE("a header that changed is read again") {
  Course course;
  const std::string text = "int main() { return 0; }";
  REQUIRE(!course.make(text).program.empty());
  write(course.include / "lab.h", "#error changed\n");
  const auto later = fs::last_write_time(course.include / "lab.h.stamp") + std::chrono::seconds(2);
  fs::last_write_time(course.include / "lab.h.stamp", later);
  CHECK(course.make(text).errors.find("changed") != std::string::npos);
}
