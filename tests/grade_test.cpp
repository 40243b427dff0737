#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "autograder/archive.h"
#include "autograder/checks.h"
#include "autograder/class_report.h"
#include "autograder/reports.h"
#include "autograder/times.h"
#include "tests/example_grade.h"
#include "tests/temporary.h"
#include "tinytensor/tensor/error.h"

using namespace tt;
using namespace tt::autograder;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

const std::string labs_folder = TT_SOURCE_DIR "/labs";

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

ClassConfig class_of(const std::string& text) {
  const TemporaryFolder folder;
  std::ofstream(folder / "class.toml") << text;
  return load_class(folder / "class.toml", load_labs(labs_folder));
}

std::string wrong_class(const std::string& text) {
  try {
    class_of(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

bool harmless_bytes(const std::string& text) {
  return std::ranges::none_of(text, [](char c) { return c == '\x1b' || c == '\xff'; }) &&
         text.find("\xe2\x80\xae") == std::string::npos;
}

}  // namespace

TEST_CASE("class.toml: what it says, and where it is wrong") {
  const Lab lab = find_lab(labs_folder, "1");
  const ClassConfig config = class_of(
      "title = \"autumn\"\nseed = 7\n[late]\ngrace_minutes = 10\npercent_per_day = 10\ndays = 3\n"
      "[[labs]]\nlab = \"01_affine\"\npoints = 20\ndue = 2026-10-01T12:00:00+02:00\nextra_credit = "
      "true\nhidden = [\"x\"]\n");
  CHECK(config.seed == 7u);
  CHECK(config.points(lab) == 20);
  const std::int64_t due = parse_time("2026-10-01T10:00:00Z");
  CHECK(due == 1790848800);
  CHECK(config.late_factor(lab, due + 600) == 1);
  CHECK(config.late_factor(lab, due + 601) == Approx(0.9));
  CHECK(config.late_factor(lab, due + 600 + 2 * 86400) == Approx(0.8));
  CHECK(config.late_factor(lab, due + 601 + 3 * 86400) == 0);
  CHECK(config.late_factor(find_lab(labs_folder, "2"), due + 9999999) == 1);
  CHECK(config.late_factor(lab, 0) == 1);  // not known when
  CHECK(time_text(due) == "2026-10-01T10:00:00Z");

  CHECK_THAT(wrong_class("titel = 1"), Contains(":1: titel is not known here"));
  CHECK_THAT(wrong_class("\n\n[[labs]]\nlab = \"99_none\""), Contains(":3: there is no lab 99_none"));
  CHECK_THAT(wrong_class("[[labs]]\nlab = \"01_affine\"\ndue = 2026-10-01"),
             Contains("due is not a date and time like 2026-10-01T23:59:00+02:00"));
  CHECK_THAT(wrong_class("[[labs]]\nlab = \"01_affine\"\ndue = 2026-10-01T00:00:00"), Contains("no offset"));
  CHECK_THAT(wrong_class("[[labs]]\nlab = \"01_affine\"\n[[labs]]\nlab = \"01_affine\""), Contains("twice"));
  CHECK_THAT(wrong_class("[late]\npercent_per_day = 200"), Contains("from 0 to 100"));
  CHECK_THAT(wrong_class("title = "), Contains(":1:"));
  CHECK_THROWS_WITH(parse_time("yesterday"), Contains("not a time like"));
}

TEST_CASE("hand-in times are read line by line") {
  const TemporaryFolder folder;
  const auto times = [&](const std::string& text) {
    write(folder / "times.csv", text);
    return read_times(folder / "times.csv");
  };
  const auto known = times("ana,2026-10-01T10:00:00Z\r\n\nb, c,2026-10-01T12:00:00+02:00\n");
  CHECK(known.at("ana") == 1790848800);
  CHECK(known.at("b, c") == 1790848800);
  CHECK(times("\xef\xbb\xbf\"ana\" , 2026-10-01T10:00:00Z\n") == times("ana,2026-10-01T10:00:00Z\n"));
  CHECK_THROWS_WITH(times("ana,2026-10-01T10:00:00Z\nben\n"),
                    Contains("times.csv:2: \"ben\" is not NAME,TIME"));
  CHECK_THROWS_WITH(times("ana,tomorrow\n"), Contains(":1: \"tomorrow\" is not a time like"));
  CHECK_THROWS_WITH(times("a,2026-10-01T10:00:00Z\na,2026-10-01T10:00:00Z\n"),
                    Contains(":2: a is listed twice"));
  CHECK_THROWS_WITH(times(""), Contains("has no lines"));
  CHECK_THROWS_AS(read_times("/nowhere"), IoError);
}

TEST_CASE("a submission is found as folder or zip; the rest is named") {
  const std::vector<Lab> labs = load_labs(labs_folder);
  const TemporaryFolder folder;
  const fs::path root = folder.path();
  write(root / "work/01_affine/params.cpp", "a");
  write(root / "error.cpp", "b");
  write(root / "02_error/params.cpp", "in another lab's folder");
  write(root / "notes.txt", "c");
  fs::create_symlink("/etc/passwd", root / "granularity.cpp");
  Submission s = read_submission(root.string(), labs);
  CHECK(s.refused.empty());
  CHECK(s.labs.size() == 2);
  CHECK(s.labs["01_affine"]["params.cpp"] == "a");
  CHECK(s.labs["02_error"]["error.cpp"] == "b");
  CHECK(std::set<std::string>(s.ignored.begin(), s.ignored.end()) ==
        std::set<std::string>{"02_error/params.cpp", "granularity.cpp (not a plain file)", "notes.txt"});
  // Of two, the one in a folder of the lab's name, then the one in the fewest folders; where that does not tell, the
  // lab's own files are refused.
  write(root / "params.cpp", "again");
  s = read_submission((root / "work/..").string(), labs);
  CHECK(s.labs["01_affine"]["params.cpp"] == "a");
  write(root / "deep/in/error.cpp", "not this");
  CHECK(read_submission(root.string(), labs).labs["02_error"]["error.cpp"] == "b");
  write(root / "a/b/granularity.cpp", "x");
  write(root / "c/d/granularity.cpp", "y");
  s = read_submission(root.string(), labs);
  CHECK(s.refused.empty());
  CHECK_THAT(s.unclear["03_granularity"], Contains("a/b/granularity.cpp and c/d/granularity.cpp are both"));
  CHECK(s.labs["02_error"]["error.cpp"] == "b");
  CHECK(s.has(labs[2]));

  const TemporaryFolder other;
  const std::string zip = other / "S.ZIP";
  write_zip(zip, {{"01_affine/params.cpp", "a"}, {"readme", "r"}});
  s = read_submission(zip, labs);
  CHECK(s.labs["01_affine"]["params.cpp"] == "a");
  CHECK(s.ignored == std::vector<std::string>{"readme"});
  CHECK(read_submission(other.path(), labs).labs["01_affine"]["params.cpp"] ==
        "a");  // nothing but a zip in it
  std::ofstream(zip, std::ios::binary) << "no zip";
  CHECK_THAT(read_submission(zip, labs).refused, Catch::StartsWith("is not a whole zip archive"));
  CHECK_FALSE(read_submission("/nowhere.zip", labs).refused.empty());
}

TEST_CASE("what a row is to tell at once, and what students may not see yet") {
  Grade grade = example_grade();
  grade.submitted = 1790848800;
  grade.labs[0].due = 1790848000;
  CHECK(remark(grade) == "01_affine late, 90 % count");
  CHECK_THAT(
      lab_text(grade, grade.labs[0]),
      Contains("late: handed in 2026-10-01T10:00:00Z, due 2026-10-01T09:46:40Z: 90 % of the points count"));
  CHECK_THAT(classroom(grade)["tests"][0]["message"].get<std::string>(), Contains("late: handed in"));
  CHECK_THAT(csv({grade}), Contains(",2026-10-01T10:00:00Z,4.5,10,\"01_affine late, 90 % count\",4.5"));
  grade.labs[0].compile_errors = "a.cpp:1: error";
  CHECK(remark(grade) == "01_affine does not compile: a.cpp:1: error; 01_affine late, 90 % count");
  for (const std::string& text : {junit(grade), classroom(grade).dump(), markdown(grade)})
    CHECK_THAT(text, Contains("a.cpp:1: error"));
  grade.labs[0].submitted = false;
  CHECK_THAT(remark(grade), Contains("no file of any lab, only: notes.txt"));
  grade.ignored.clear();
  CHECK(remark(grade) == "nothing was handed in");
  grade.refused = "no zip";
  CHECK(remark(grade) == "refused: no zip");
  CHECK(lab_text(grade, grade.labs[0]) == "refused: no zip");

  grade = example_grade();
  grade.labs[0].cases[2].lines = {"the secret"};
  CHECK_THAT(html(grade), Contains("the secret"));
  const Grade open = without_hidden(grade);
  CHECK_THAT(html(open), !Contains("the secret") && Contains("hidden case 1"));
  CHECK(open.labs[0].cases.size() == 3);
  CHECK(open.points() == grade.points());
}

TEST_CASE("every case stands in every report once, and hostile text is harmless there") {
  const Grade grade = example_grade();
  const Json json = to_json(grade);
  CHECK(to_json(grade_from_json(Json::parse(json.dump()))).dump() == json.dump());
  CHECK_THROWS_AS(grade_from_json(Json::parse("{\"version\": 1}")), Error);
  CHECK_THROWS_AS(grade_from_json(Json::parse("[]")), Error);

  const auto occurrences = [](const std::string& text, const std::string& what) {
    int n = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++n;
    return n;
  };
  const Json g = gradescope(grade);
  CHECK(g["score"] == 4.5);
  CHECK(g["tests"].size() == 4);  // and the lab as a whole
  CHECK(g["tests"][0]["score"] == Approx(4.5));
  CHECK(g["tests"][2]["visibility"] == "after_published");
  CHECK(classroom(grade)["tests"].size() == 3);
  CHECK(occurrences(junit(grade), "<testcase ") == 3);
  CHECK(occurrences(junit(grade), "<failure ") == 2);
  CHECK(occurrences(junit(grade), "]]>") == 0);
  CHECK(occurrences(html(grade), "<tr><td>") == 3);
  CHECK(occurrences(html(grade), "<b>") == 0);
  CHECK(occurrences(markdown(grade), "| 2 | wrong | 0 of 2.5 | wrong |") == 1);
  CHECK(occurrences(markdown(grade), "````text") == 1);
  CHECK(occurrences(csv({grade}), "\n") == 2);
  for (const std::string& text : {json.dump(), g.dump(), classroom(grade).dump(), junit(grade), html(grade),
                                  markdown(grade), csv({grade})})
    CHECK(harmless_bytes(text));
  Grade formula = grade;
  formula.submission = "=HYPERLINK()";
  CHECK_THAT(csv({formula}), Contains("\"'=HYPERLINK()\""));
}

TEST_CASE("the time to solve a lab is what was worked, as far as a record can be believed") {
  const std::string work = check_line(1000, 0) + check_line(1600, 5) + check_line(9000, 5.5);
  CHECK_FALSE(minutes_to_solve(work, 10));
  CHECK(minutes_to_solve(work + check_line(9300, 10) + check_line(9400, 3), 10) == 15.0);
  for (const char* wrong : {"", "1000", "1000 10", "-5 10\n", "1000  \n", "2000 1\n1000 10\n",
                            "99999999999999999999 10\n", "x 10\n"})
    CHECK_FALSE(minutes_to_solve(wrong, 10));
  CHECK(best_points(work + check_line(9300, 3)) == 5.5);
  CHECK(last_points(work + check_line(9300, 3)) == 3);
  CHECK(best_points("") == -1);

  const TemporaryFolder folder;
  write(folder / "ana/01_affine/checks.txt", work);
  write(folder / "ana/checks.txt", work);
  const Submission submission = read_submission(folder / "ana", load_labs(labs_folder));
  CHECK(submission.checks.at("01_affine") == work);
  CHECK(submission.labs.empty());
  CHECK(submission.ignored == std::vector<std::string>{"checks.txt"});
}

TEST_CASE("speed is on the leaderboard, and the class sees how long a lab takes") {
  Grade grade = example_grade();
  CHECK_FALSE(gradescope(grade).contains("leaderboard"));
  grade.labs[0].speed = 7.5;
  grade.labs[0].minutes = 42;
  const Grade again = grade_from_json(to_json(grade));
  CHECK(again.labs[0].speed == 7.5);
  CHECK(again.labs[0].minutes == 42);
  CHECK(gradescope(again)["leaderboard"][0]["value"] == 7.5);
  CHECK_THAT(class_report("Class", {again}), Contains("Solved in 42 minutes"));
}
