#include "autograder/ask.h"

#include <fmt/format.h>

#include <random>

#include "autograder/record.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

using probe::Values;

namespace {

std::string fresh_nonce() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

constexpr std::size_t longest_answer = 1 << 24;  // bytes, of a student's; right ones take kilobytes

// Sanitizers reserve more addresses than there is memory, and slow what they watch.
constexpr double slower = 5;

Values without_texts(const Values& values, std::map<std::string, std::string>& said) {
  constexpr std::string_view mark = " says";
  Values rest;
  for (const auto& [name, value] : values.all())
    if (const auto* text = std::get_if<std::string>(&value); text && name.ends_with(mark))
      said[name.substr(0, name.size() - mark.size())] = *text;
    else
      rest.add(name, value);
  return rest;
}

}  // namespace

Values with_error(const Answer& answer) {
  Values all = answer.values.value_or(Values());
  if (const auto said = answer.said.find("the case"); said != answer.said.end())
    all.put("the case says", said->second);
  return all;
}

std::string with_length(const std::string& bytes) {
  const std::uint64_t length = bytes.size();
  return std::string(reinterpret_cast<const char*>(&length), sizeof length) + bytes;
}

Answer ask(const Probe& probe, const std::vector<std::string>& arguments, const std::string& input,
           const Lab& lab) {
  const std::string nonce = fresh_nonce();
  Task task{.command = {probe.program},
            .input = with_length(input),
            .environment = {"TT_NONCE=" + nonce},
            .limits = {.seconds = lab.seconds, .memory_mb = lab.memory_mb, .files_mb = 0},
            .box = {.readable = {probe.program}, .trusted = probe.trusted, .timed = probe.timed},
            .pause = nonce + "pause" + nonce};
  task.command.insert(task.command.end(), arguments.begin(), arguments.end());
  if (!probe.trusted) task.limits.record = longest_answer;
  if (probe.sanitized) {
    task.limits.seconds *= slower;
    task.limits.memory_mb = 0;
    task.box.proc = true;
    task.environment.emplace_back("UBSAN_OPTIONS=print_stacktrace=1");
    task.environment.emplace_back("ASAN_OPTIONS=handle_abort=1");  // for a stack trace of an abort
  }
  Answer answer{run_process(task)};
  if (!answer.outcome.ok()) return answer;
  if (const auto bytes = only_record(answer.outcome.record, nonce)) {
    try {
      answer.values = without_texts(Values::from_bytes(*bytes), answer.said);
    } catch (const Error&) {  // not a record: no answer
    }
  }
  return answer;
}

}  // namespace tt::autograder
