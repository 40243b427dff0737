// Reports, held against docs/schemas by validators that are not ours: valijson and xmllint.
#include "tests/schema.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#ifdef TT_VALIJSON
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#endif

#include "autograder/files.h"
#include "autograder/reports.h"
#include "tests/example_grade.h"
#include "tests/temporary.h"

using namespace tt;
using namespace tt::autograder;

static const std::string schemas = TT_SOURCE_DIR "/docs/schemas/";

std::string tt::against_schema(const Json& value, const std::string& name) {
#ifdef TT_VALIJSON
  using valijson::adapters::NlohmannJsonAdapter;
  const auto rules = nlohmann::json::parse(read_file(schemas + name + ".schema.json"));
  const auto plain = nlohmann::json::parse(value.dump());
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(NlohmannJsonAdapter(rules), schema);
  valijson::ValidationResults results;
  if (valijson::Validator().validate(schema, NlohmannJsonAdapter(plain), &results)) return "";
  std::string all;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    for (const std::string& at : error.context) all += at;
    all += ": " + error.description + "\n";
  }
  return all;
#else
  WARN("skipped: no valijson");
  return value.is_null() ? name : "";
#endif
}

namespace {

struct Report {
  std::string schema;
  Json json;
};

std::vector<Report> reports(const Grade& grade) {
  return {{"grade", to_json(grade)}, {"gradescope", gradescope(grade)}, {"classroom", classroom(grade)}};
}

// Everything that may be in a grade or not: refused, failed, with speeds and times, nothing at all.
std::vector<Grade> grades() {
  Grade refused, failed = example_grade(), fast = example_grade();
  refused.refused = "no zip archive";
  failed.error = "disk full", failed.complete = false;
  fast.labs[0].speed = 3.5, fast.labs[0].minutes = 12, fast.labs[0].own_points = 4;
  fast.labs[0].absent = {"packing.cpp"};
  fast.labs[0].extra_credit = true, fast.labs[0].compile_errors = "error: x";
  return {example_grade(), refused, failed, fast};
}

}  // namespace

TEST_CASE("json reports are of their schemas") {
  for (const Grade& grade : grades())
    for (const Report& report : reports(grade)) {
      INFO(report.schema << ": " << report.json.dump(2));
      CHECK(against_schema(report.json, report.schema) == "");
    }
}

#ifdef TT_VALIJSON
TEST_CASE("a report that lacks something or has too much is not of its schema") {
  for (const Report& report : reports(example_grade())) {
    INFO(report.schema);
    Json more = report.json, less = report.json, other = report.json;
    more["else"] = 1;
    CHECK(against_schema(more, report.schema) != "");
    less.erase(report.schema == "grade" ? "labs" : report.schema == "gradescope" ? "score" : "tests");
    CHECK(against_schema(less, report.schema) != "");
    (report.schema == "grade" ? other["labs"][0]["cases"][0]["state"] : other["tests"][0]["status"]) = "good";
    CHECK(against_schema(other, report.schema) != "");
  }
}
#endif

TEST_CASE("JUnit's XML is of its schema") {
  if (std::system("xmllint --version >/dev/null 2>&1") != 0) {
    WARN("skipped: no xmllint");
    return;
  }
  const TemporaryFolder folder;
  const std::string file = folder / "junit.xml";
  const auto valid = [&](const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
    const std::string command = "xmllint --nonet --noout --schema '" + schemas + "junit.xsd' '" + file +
                                "' 2>'" + folder / "log" + "'";
    return std::system(command.c_str()) == 0;
  };
  for (const Grade& grade : grades()) {
    INFO(junit(grade));
    CHECK(valid(junit(grade)));
  }
  std::string without = junit(example_grade());
  without.erase(without.find(" errors="), 11);
  without.erase(without.find(" errors="), 11);
  CHECK_FALSE(valid(without));
}
