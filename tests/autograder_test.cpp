// The judge's pieces: stubs, values between processes, processes with limits, comparison.
#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "autograder/build.h"
#include "autograder/compare.h"
#include "autograder/compiler_errors.h"
#include "autograder/crash.h"
#include "autograder/judge.h"
#include "autograder/probe/values.h"
#include "autograder/process.h"
#include "autograder/punch.h"
#include "autograder/sources.h"
#include "tests/temporary.h"
#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/rng.h"

using namespace tt;
using namespace tt::autograder;
using probe::Values;
namespace fs = std::filesystem;

TEST_CASE("a stub has no body, and whatever is given") {
  const std::string source =
      "int given() { return 1; }\n"
      "int twice(int x) {\n"
      "  // exercise: begin 2\n"
      "  return 2 * x;\n"
      "  // exercise: end\n"
      "}\n"
      "void nothing() {\n"
      "  // exercise: begin 3\n"
      "  given();\n"
      "  // exercise: end\n"
      "}\n";
  const std::string stub = punch(source, "f.cpp");
  CHECK(stub.find("given() { return 1; }") != std::string::npos);
  CHECK(stub.find("2 * x") == std::string::npos);
  CHECK(stub.find("  throw tt::NotImplemented(\"part 2 is not written yet\");\n}") != std::string::npos);
  const std::string constant = punch(source, "f.cpp", Body::constant);
  CHECK(constant.find("int twice(int x) {\n  return {};\n}") != std::string::npos);
  CHECK(constant.find("void nothing() {\n  return;\n}") != std::string::npos);
}

TEST_CASE("marks that are not in pairs are refused with their line") {
  const auto fails_with = [](const std::string& source, const std::string& what) {
    CHECK_THROWS_WITH(punch(source, "f.cpp"), Catch::Contains(what));
  };
  fails_with("int f() {\n  // exercise: begin 1\n}\n", "line 2 has no end");
  fails_with("  // exercise: end\n", "f.cpp:1");
  fails_with("// exercise: begin 1\n// exercise: begin 2\n", "f.cpp:2");
  fails_with("  // exercise: begin\n", "a mark must read");
}

TEST_CASE("every lab's stub is what its module's file gives, and leaks no line of a body") {
  for (const Lab& lab : load_labs(TT_SOURCE_DIR "/labs"))
    for (const std::string& name : lab.files) {
      CAPTURE(lab.name, name);
      std::ifstream in(fs::path(lab.folder) / name, std::ios::binary);
      const std::string committed{std::istreambuf_iterator<char>(in), {}};
      CHECK(committed == stub_of(lab, name, TT_SOURCE_DIR));  // else: tt instructor punch
      CHECK(committed.find("NotImplemented") != std::string::npos);
    }
}

TEST_CASE("values travel as they are, and bytes that are none are refused") {
  Values values;
  values.put("a number", -0.1);
  values.put("a text", std::string("zero\0inside", 11));
  values.put("floats", std::vector<float>{1, -INFINITY, 0.1f});
  values.put_integers("integers", std::vector<int>{-5, 1 << 30});
  values.put("nothing", std::vector<float>{});
  const std::string bytes = values.to_bytes();
  CHECK(Values::from_bytes(bytes) == values);
  CHECK_THROWS_AS(values.put("floats", 1.0), Error);
  CHECK_THROWS_AS(values.floats("a number"), Error);
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    std::size_t found = 0;
    try {
      found = Values::from_bytes(std::string_view(bytes).substr(0, cut)).all().size();
    } catch (const Error&) {
    }
    CHECK(found < values.all().size());
  }
  Rng rng(3);
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = bytes;
    for (int k = 0; k < 3; ++k)
      damaged[rng.below(static_cast<std::uint32_t>(damaged.size()))] = static_cast<char>(rng.below(256));
    try {
      Values::from_bytes(damaged);
    } catch (const Error&) {
    }
  }
}

TEST_CASE("a process is fed, heard, and ended") {
  const auto shell = [](const std::string& script, const std::string& input = "", double seconds = 5) {
    return run_process({.command = {"/bin/sh", "-c", script},
                        .input = input,
                        .limits = {.seconds = seconds},
                        .box = {.programs = true}});
  };
  CHECK(shell("cat; echo done >&2", "hello ").printed == "hello done\n");
  CHECK(shell("cat >/dev/null", std::string(1 << 20, 'x')).ok());
  CHECK(shell("exit 7").code == 7);
  CHECK(shell("echo record >&3").record == "record\n");
  const Outcome killed =
      run_process({.command = {"/bin/sh", "-c", "kill -SEGV $$"}, .box = {.trusted = true}});
  CHECK(killed.kind == Outcome::signalled);
  CHECK(killed.code == 11);
  CHECK(shell("sleep 10", "", 0.2).kind == Outcome::too_slow);
  CHECK(shell("exec >&- 2>&- 3>&-; sleep 10", "", 0.2).kind == Outcome::too_slow);
  const Outcome loud = shell("head -c 300000 /dev/zero");
  CHECK(loud.ok());
  CHECK(loud.printed.size() == Limits{}.output);
}

TEST_CASE("a sanitizer's report begins at its first line") {
  const std::string rule = std::string(65, '=') + "\n";
  CHECK(sanitizers_report("mine\na.cpp:1:2: runtime error: bad\n") == 5);
  CHECK(sanitizers_report("mine\n" + rule + "==7==ERROR: AddressSanitizer: bad\n") == 5);
  CHECK(sanitizers_report("==7==ERROR: AddressSanitizer: bad") == 0);
  CHECK(sanitizers_report("mine\n" + rule) == std::string::npos);
}

TEST_CASE("a long line that a student's process prints does not take the judge's stack") {
  Outcome outcome;
  for (const char* head :
       {"    #1 0x55 in ", "a.cpp:1:1: runtime error: ", "ERROR: AddressSanitizer: ", ""}) {
    outcome.printed = head + std::string(1 << 16, 'a') + "\n    #1 0x55 in f() params.cpp:31:7\n";
    const std::vector<std::string> lines = crash_lines(outcome);
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.back() == "at params.cpp:31, in f()");
  }
}

TEST_CASE(
    "a long line of a compiler does not take the judge's stack, and the assembler's file is not named") {
  Outcome outcome;
  outcome.printed =
      std::string(1 << 16, 'a') + ": error: x\n/tmp/ccALY61h.s:12: Error: no such instruction\n";
  const std::string shown = compile_failure(outcome, "/work");
  CHECK(shown.find("error: x") != std::string::npos);
  CHECK(shown.ends_with("\nassembler, line 12: Error: no such instruction\n"));
}

TEST_CASE("a type in a crash's place reads as it was written") {
  Outcome outcome;
  outcome.printed = "    #1 0x55 in tt::f(std::span<float const, 18446744073709551615ul>) params.cpp:31:7\n";
  CHECK(crash_lines(outcome) ==
        std::vector<std::string>{"at params.cpp:31, in tt::f(std::span<float const>)"});
}

TEST_CASE("comparison looks at sizes first, and NaN is not right by chance") {
  const auto wrong = [](const std::vector<float>& right, const std::vector<float>& got, double tolerance) {
    Values a, b;
    a.put("x", right);
    b.put("x", got);
    return !differences({}, a, b, tolerance).empty();
  };
  CHECK_FALSE(wrong({1, 2}, {1, 2}, 0));
  CHECK(wrong({1, 2}, {1}, 1));
  CHECK(wrong({1, 2}, {1, NAN}, 1));
  CHECK_FALSE(wrong({1, NAN}, {1, NAN}, 0));
  CHECK(wrong({1, INFINITY}, {1, 3}, 1e-3));
  CHECK_FALSE(wrong({100, 1}, {100.0005f, 1.0005f}, 1e-5));
  CHECK(wrong({100, 1}, {100.002f, 1}, 1e-5));
  Values right, none;
  right.put("y", 1.0);
  CHECK_FALSE(differences({}, right, none, 1).empty());
  CHECK_FALSE(differences({}, none, right, 1).empty());
}

TEST_CASE("a difference comes with what was asked at its place") {
  Values question, right, got;
  question.put("scale", 0.5);
  question.put("x", std::vector<float>{1, 2.5f, 3});
  question.put_integers("others", std::vector<int>{7, 8, 9, 10, 11});
  right.put_integers("codes", std::vector<int>{2, 5, 6});
  got.put_integers("codes", std::vector<int>{2, 4, 6});
  const std::vector<std::string> lines = differences(question, right, got, 0);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "codes[1]: expected 5, got 4 (1 of 3 differ, by at most 1)");
  CHECK(lines[1] == "with scale = 0.5, x[1] = 2.5, others = [7, 8, 9, 10, ...]");
}

TEST_CASE("what an error said stands with what is wrong because of it, once") {
  Values question, right, got;
  question.put(".place", 0.5);
  for (const char* name : {"a", "b"}) right.put(std::string(name) + " throws", std::string("nothing"));
  for (const char* name : {"a", "b"}) got.put(std::string(name) + " throws", std::string("ValueError"));
  CHECK(differences(question, right, got, 0, {{"a", "no."}, {"b", "no."}, {"c", "else"}}) ==
        std::vector<std::string>{"a throws: expected nothing, got ValueError", "the error says: no.",
                                 "b throws: expected nothing, got ValueError"});
  CHECK(differences(question, right, {}, 0, {{"the case", "gone"}}) ==
        std::vector<std::string>{"a throws: no answer", "the error says: gone", "b throws: no answer"});
  CHECK(differences(question, right, right, 0, {{"a", "no."}}).empty());
}

TEST_CASE("a report of one part counts that part alone") {
  Lab lab;
  lab.parts = {{"one", "", 4}, {"two", "", 6}};
  LabReport report;
  report.cases = {{.name = "a", .part = 2}, {.name = "b", .part = 2, .state = State::wrong}};
  CHECK(report.possible(lab) == 6);
  CHECK(report.points(lab) == 3);
  CHECK_FALSE(report.looked_at(1));
}

TEST_CASE("a lab.toml that lacks something is refused with its line") {
  const TemporaryFolder folder;
  const auto refuse = [&](const std::string& toml, const std::string& what) {
    std::ofstream(folder / "lab.toml") << toml;
    CHECK_THROWS_WITH(load_lab(folder.path()), Catch::Contains(what));
  };
  refuse("title = 3\n", "lab.toml:1: title is not a text in quotes");
  refuse("title = \"a\"\n", "question is missing");
  refuse("title = \"a\nb", "lab.toml:1:");
  const std::string head = "title = \"a\"\nquestion = \"b\"\nmodule = \"c\"\nfiles = [\"d.cpp\"]\n";
  refuse(head, "parts are missing");
  refuse("parts = []\n" + head, "parts are missing");
  refuse("title = \"a\"\nquestion = \"b\"\nmodule = \"c\"\nfiles = []\n", "files is empty");
  const std::string part = "[[parts]]\nname = \"e\"\npoints = ";
  refuse(head + part + "nan\n", "lab.toml:7: points must be from 0 to 1e+06");
  refuse(head + part + "-1\n", "points must be from 0 to 1e+06");
  for (const char* limit : {"seconds = inf", "seconds = 0", "memory_mb = 0"})
    refuse(head + part + "1\n[limits]\n" + limit + "\n", "lab.toml:9: ");
  refuse(head + "minutes = 0\n", "minutes must be from 1 to 10000");
  // What fuzzing found: an assertion of the parser, a letter that it does not know, and messages of two lines.
  for (const char* found : {"[?", "[\b", "t \xc3\x8b = 1", "t \xef\xbb\xbe"}) refuse(found, "lab.toml");
  for (const char* found : {"a = \"b\nc\"", "a\nb", "\"a\\nb\" = 1\n\"a\\nb\" = 2"}) {
    std::ofstream(folder / "lab.toml") << found;
    CHECK_THROWS_WITH(load_lab(folder.path()), !Catch::Contains("\n"));
  }
}
