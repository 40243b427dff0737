#include "autograder/show.h"

#include <fmt/format.h>

#include "autograder/build.h"
#include "autograder/crash.h"
#include "autograder/files.h"
#include "autograder/recorded.h"
#include "autograder/reference.h"
#include "autograder/sources.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

using probe::Values;

namespace {

// What keeps an answer from being drawn beside the right one: a curve that is missing, or has another length.
std::vector<std::string> unfit(const Values& right, const Values& got) {
  std::vector<std::string> lines;
  const auto size = [](const Values::Value& value) -> std::size_t {
    if (const auto* floats = std::get_if<std::vector<float>>(&value)) return floats->size();
    if (const auto* codes = std::get_if<std::vector<std::int64_t>>(&value)) return codes->size();
    return 1;
  };
  for (const auto& [name, value] : right.all()) {
    const Values::Value* other = got.find(name);
    if (!other || other->index() != value.index())
      lines.push_back(name + ": no answer");
    else if (size(value) != size(*other))
      lines.push_back(fmt::format("{}: expected {} values, got {}", name, size(value), size(*other)));
  }
  return lines;
}

// A busy machine must not cost a picture: nothing is judged here.
Lab patient(Lab lab) {
  lab.seconds *= 5;
  return lab;
}

struct Asked {
  std::string number, name, question;
  Values axis, right;
};

std::vector<Asked> ask_pictures(const Lab& lab, const LabBuild& build) {
  std::vector<Asked> all;
  const Recorded recorded(lab);
  const Values list = *ask_reference(lab, build, {"pictures"}).values;
  for (int i = 0; list.find(std::to_string(i) + " name"); ++i) {
    const std::string n = std::to_string(i);
    Asked asked{.number = n, .name = list.text(n + " name"), .question = {}, .axis = {}, .right = {}};
    asked.axis = *ask_reference(lab, build, {"axis", n}).values;
    asked.question = asked.axis.to_bytes();
    asked.right = recorded.any() ? recorded.curves(n)
                                 : *ask_reference(lab, build, {"curves", n}, asked.question).values;
    all.push_back(std::move(asked));
  }
  return all;
}

Shown show_one(const Lab& lab, const Probe& probe, const Asked& asked) {
  const Answer answer = ask(probe, {"curves", asked.number}, asked.question, lab);
  Shown shown{.drawing = {}, .state = state_of(answer), .printed = answer.outcome.printed};
  if (shown.state == State::crashed) shown.lines = crash_lines(answer.outcome);
  if (shown.state == State::too_slow) shown.lines.push_back(fmt::format("more than {} s", lab.seconds));
  if (shown.state == State::passed) shown.lines = unfit(asked.right, *answer.values);
  if (!shown.lines.empty() && shown.state == State::passed) shown.state = State::wrong;
  const bool drawn = shown.state == State::passed;
  shown.drawing = {asked.name, panels(asked.axis, asked.right, drawn ? &*answer.values : nullptr)};
  return shown;
}

}  // namespace

ShowReport show(const Lab& impatient, const std::map<std::string, std::string>& files,
                const JudgeOptions& options) {
  const Lab lab = patient(impatient);
  const LabBuild build = load_build(options.build_dir, lab);
  const Built built = build_probe(build, lab, files, {.work = options.work});
  ShowReport report{.compile_errors = built.errors};
  for (const Asked& asked : ask_pictures(lab, build))
    if (built.program.empty())
      report.pictures.push_back(
          {{asked.name, panels(asked.axis, asked.right, nullptr)}, State::does_not_compile});
    else
      report.pictures.push_back(show_one(lab, {.program = built.program, .trusted = options.trusted}, asked));
  return report;
}

std::optional<std::string> new_picture(const Lab& lab, const std::string& build_dir) {
  std::vector<Drawing> drawings;
  for (const Asked& asked : ask_pictures(patient(lab), load_build(build_dir, lab)))
    drawings.push_back({asked.name, panels(asked.axis, asked.right, nullptr)});
  const std::string there = read_file(lab.folder + "/picture.svg");
  if (drawings.empty() && there.empty()) return {};
  const std::string picture = svg(drawings);
  return same_drawing(picture, there) ? std::nullopt : std::optional(picture);
}

}  // namespace tt::autograder
