#include "autograder/grade_json.h"

#include <fmt/format.h>

#include "autograder/text.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

Json case_json(const GradedCase& c) {
  Json promises = Json::array(), lines = Json::array();
  for (const Measured& m : c.promises)
    promises.push_back(
        {{"promise", m.promise}, {"bound", m.bound}, {"measured", m.measured}, {"kept", m.kept()}});
  for (const std::string& line : c.lines) lines.push_back(harmless(line));
  return {{"name", c.name}, {"part", c.part},       {"state", text_of(c.state)},      {"hidden", c.hidden},
          {"lines", lines}, {"promises", promises}, {"printed", harmless(c.printed)}, {"seconds", c.seconds}};
}

State state_named(const std::string& text) {
  for (int i = 0; i <= static_cast<int>(State::does_not_compile); ++i)
    if (text == text_of(static_cast<State>(i))) return static_cast<State>(i);
  throw Error("grade: no state is called " + text);
}

// JSON has neither NaN nor infinity.
double number_or(double other, const Json& value) { return value.is_number() ? value.get<double>() : other; }

GradedCase case_from(const Json& j) {
  GradedCase c;
  c.name = j.at("name");
  c.part = j.at("part");
  c.state = state_named(j.at("state"));
  c.hidden = j.at("hidden");
  c.lines = j.at("lines").get<std::vector<std::string>>();
  c.printed = j.at("printed");
  c.seconds = j.at("seconds");
  for (const Json& p : j.at("promises"))
    c.promises.push_back(
        {p.at("promise"), number_or(NAN, p.at("bound")), number_or(INFINITY, p.at("measured"))});
  return c;
}

Json lab_json(const GradedLab& lab) {
  Json cases = Json::array();
  for (const GradedCase& c : lab.cases) cases.push_back(case_json(c));
  Json parts = Json::array();
  for (const Part& part : lab.parts) parts.push_back({{"name", part.name}, {"points", part.points}});
  Json json = {{"lab", lab.lab},
               {"title", lab.title},
               {"submitted", lab.submitted},
               {"extra_credit", lab.extra_credit},
               {"points", lab.points},
               {"of", lab.of},
               {"late_factor", lab.late_factor},
               {"compile_errors", harmless(lab.compile_errors)},
               {"parts", parts},
               {"cases", cases},
               {"seconds", lab.seconds}};
  if (!lab.absent.empty()) json["absent"] = lab.absent;
  if (lab.own_points >= 0) json["own_points"] = lab.own_points;
  if (lab.speed > 0) json["speed"] = lab.speed;
  if (lab.minutes >= 0) json["minutes"] = lab.minutes;
  if (lab.due != 0) json["due"] = lab.due;
  return json;
}

GradedLab lab_from(const Json& j) {
  GradedLab lab{.lab = j.at("lab"),
                .title = j.at("title"),
                .submitted = j.at("submitted"),
                .extra_credit = j.at("extra_credit"),
                .points = j.at("points"),
                .of = j.at("of"),
                .late_factor = j.at("late_factor"),
                .due = j.value("due", std::int64_t{0}),
                .own_points = j.value("own_points", -1.0),
                .speed = j.value("speed", 0.0),
                .minutes = j.value("minutes", -1.0),
                .compile_errors = j.at("compile_errors"),
                .absent = j.value("absent", std::vector<std::string>()),
                .seconds = j.at("seconds")};
  for (const Json& part : j.at("parts")) lab.parts.push_back({part.at("name"), "", part.at("points")});
  for (const Json& c : j.at("cases")) lab.cases.push_back(case_from(c));
  return lab;
}

}  // namespace

Json to_json(const Grade& grade) {
  Json labs = Json::array(), ignored = Json::array();
  for (const GradedLab& lab : grade.labs) labs.push_back(lab_json(lab));
  for (const std::string& name : grade.ignored) ignored.push_back(harmless(name));
  return {{"version", Grade::version},
          {"submission", harmless(grade.submission)},
          {"complete", grade.complete},
          {"points", grade.points()},
          {"of", grade.of()},
          {"refused", harmless(grade.refused)},
          {"error", harmless(grade.error)},
          {"seed", grade.seed},
          {"submitted", grade.submitted},
          {"sandbox_missing", grade.sandbox_missing},
          {"ignored", ignored},
          {"seconds", grade.seconds},
          {"labs", labs}};
}

Grade grade_from_json(const Json& j) {
  try {
    if (j.at("version") != Grade::version)
      throw Error("grade: version " + j.at("version").dump() + " is not " + std::to_string(Grade::version));
    Grade grade{.submission = j.at("submission"),
                .refused = j.at("refused"),
                .seed = j.at("seed"),
                .submitted = j.at("submitted"),
                .ignored = j.at("ignored").get<std::vector<std::string>>(),
                .sandbox_missing = j.at("sandbox_missing").get<std::vector<std::string>>(),
                .complete = j.at("complete"),
                .error = j.at("error"),
                .seconds = j.at("seconds")};
    for (const Json& lab : j.at("labs")) grade.labs.push_back(lab_from(lab));
    return grade;
  } catch (const Json::exception& error) {
    throw Error(std::string("grade: not of the schema: ") + error.what());
  }
}

}  // namespace tt::autograder
