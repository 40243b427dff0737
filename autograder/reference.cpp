#include "autograder/reference.h"

#include <fmt/format.h>

#include <atomic>
#include <filesystem>

#include "autograder/files.h"
#include "autograder/side_by_side.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;
using probe::Values;

Answer ask_reference(const Lab& lab, const LabBuild& build, const std::vector<std::string>& arguments,
                     const std::string& input) {
  Answer answer = ask({.program = build.reference, .trusted = true}, arguments, input, lab);
  if (!answer.values)
    throw Error(fmt::format("{}: the reference does not answer: {}: {}", lab.name, fmt::join(arguments, " "),
                            answer.outcome.printed));
  return answer;
}

std::string mutant_folder(const std::string& build_dir, const Lab& lab, std::size_t index) {
  return fmt::format("{}/labs/mutants/{}/{}", build_dir, lab.name, index);
}

// Without namespaces, a student's process is still another user: it may run the reference, as a speed case
// does, but read nothing.
static void close_to_others(const std::string& path) {
  constexpr auto theirs =
      fs::perms::group_read | fs::perms::group_write | fs::perms::others_read | fs::perms::others_write;
  std::error_code ignored;  // when we are not the owner
  fs::permissions(path, theirs, fs::perm_options::remove, ignored);
}

Reference::Reference(const Lab& lab, const LabBuild& build, std::string build_dir, std::string kept)
    : lab_(lab), build_(build), build_dir_(std::move(build_dir)), kept_(std::move(kept)), recorded_(lab) {
  if (!recorded_.any() && !fs::exists(build_.reference))
    throw Error("lab " + lab.name + " is not built: " + build_.reference + " is missing");
  close_to_others(build_.reference);
  if (kept_.empty()) return;
  fs::create_directories(kept_);
  close_to_others(kept_);
}

// What make() gives, or what it gave before with the same program.
template <class Make>
Values Reference::keep(const std::string& program, const std::string& name, const Make& make) const {
  if (kept_.empty()) return make();
  const auto written = fs::last_write_time(program).time_since_epoch().count();
  const std::string file = fmt::format("{}/{}-{:x}", kept_, name, written);
  if (const std::string bytes = read_file(file); !bytes.empty()) {
    try {
      return Values::from_bytes(bytes);
    } catch (const Error&) {  // truncated: made again
    }
  }
  const Values values = make();
  write_atomically(file, values.to_bytes());
  return values;
}

Values Reference::list() const {
  return keep(build_.reference, "list", [&] { return *ask_reference(lab_, build_, {"list"}).values; });
}

Values Reference::question(int number, std::uint64_t seed) const {
  if (recorded_.any())
    if (const auto asked = recorded_.asked(number, seed)) return *asked;
  Values drawn = keep(build_.reference, fmt::format("{}-{}-question", seed, number), [&] {
    return *ask_reference(lab_, build_, {"draw", std::to_string(number), std::to_string(seed)}).values;
  });
  if (recorded_.any()) recorded_.must_be_asked(number, seed, drawn);
  return drawn;
}

Reference::Right Reference::answer(int number, std::uint64_t seed, const Values& question) const {
  if (recorded_.any()) return {recorded_.answer(number, seed), recorded_.resident(number, seed)};
  const Values both = keep(build_.reference, fmt::format("{}-{}-answered", seed, number), [&] {
    const Answer answer = ask_reference(lab_, build_, {"run", std::to_string(number)}, question.to_bytes());
    Values kept;
    kept.put("answer", answer.values->to_bytes());
    kept.put_integers("resident", answer.outcome.resident);
    return kept;
  });
  const std::vector<std::int64_t>& resident = both.integers("resident");
  return {Values::from_bytes(both.text("answer")), {resident.begin(), resident.end()}};
}

Values Reference::measure(int number, const Values& question, const Values& answer) const {
  const std::string both = with_length(question.to_bytes()) + answer.to_bytes();
  return ask({.program = build_.reference, .trusted = true}, {"measure", std::to_string(number)}, both, lab_)
      .values.value_or(Values());
}

Values Reference::mutants_answer(std::size_t index, int number, std::uint64_t seed,
                                 const Values& question) const {
  const Built built = build_probe(build_, lab_, edited_files(lab_, lab_.mutants[index], build_.source_dir),
                                  {mutant_folder(build_dir_, lab_, index)});
  if (built.program.empty()) return {};
  return keep(built.program, fmt::format("{}-{}-mistaken-{}", seed, number, index), [&] {
    return with_error(ask({.program = built.program, .trusted = true}, {"run", std::to_string(number)},
                          question.to_bytes(), lab_));
  });
}

// NaN equals NaN here.
static bool alike(const Values& a, const Values& b) { return a == b || a.to_bytes() == b.to_bytes(); }

std::string Reference::mistake(int part, int number, std::uint64_t seed, const Values& question,
                               const Values& answer, std::vector<std::size_t>& made) const {
  if (recorded_.any()) return recorded_.mistake(number, seed, answer);
  const auto gives = [&](std::size_t i) { return alike(mutants_answer(i, number, seed, question), answer); };
  for (const std::size_t i : made)
    if (gives(i)) return lab_.mutants[i].sentence;
  std::atomic<std::size_t> first = lab_.mutants.size();  // each is compiled when first asked
  side_by_side(lab_.mutants.size(), [&](std::size_t i) {
    if (i > first || lab_.mutants[i].part != part || !gives(i)) return;
    for (std::size_t before = first; i < before && !first.compare_exchange_weak(before, i);) {
    }
  });
  if (first == lab_.mutants.size()) return "";
  made.push_back(first);
  return lab_.mutants[first].sentence;
}

}  // namespace tt::autograder
