#include "autograder/practice.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "autograder/archive.h"
#include "autograder/judge.h"
#include "autograder/punch.h"
#include "autograder/reference.h"
#include "autograder/starter.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

using probe::Values;

namespace {
using Files = std::map<std::string, std::string>;
constexpr std::uint64_t libraries = 4 << 20;  // bytes more that they may take on another machine

Lab patient(Lab lab) {  // a busy machine must change no answer
  lab.seconds *= 10;
  return lab;
}

class Recorder {
  struct Case {
    int number, part;
    std::string name;
  };

 public:
  Recorder(const Lab& lab, const PracticeOptions& options)
      : lab_(patient(lab)),
        options_(options),
        build_(load_build(options.build_dir, lab)),
        work_(options.build_dir + "/labs/release/" + lab.module),
        reference_(lab_, build_, options.build_dir, options.build_dir + "/labs/release/kept/" + lab.name) {
    const Values list = reference_.list();
    for (int i = 0; list.find(std::to_string(i) + " name"); ++i) {
      const std::string n = std::to_string(i), name = list.text(n + " name");
      if (std::ranges::find(options.hidden, name) == options.hidden.end())
        cases_.push_back({i, list.integer(n + " part"), name});
    }
  }

  std::set<int> needed() const {
    std::set<int> written = options_.revealed;
    for (int number : options_.labs)
      if (number < lab_.number) written.insert(number);
    written.insert(lab_.number);
    std::set<int> others;
    while (const int other = unwritten(probe(written))) written.insert(other), others.insert(other);
    return others;
  }

  // Cases are numbered as they are without the hidden ones.
  Files seed(std::uint64_t seed) const {
    Files entries;
    const std::string stubs = probe(options_.revealed);
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      const Case& c = cases_[i];
      const Values question = reference_.question(c.number, seed);
      const Reference::Right right = reference_.answer(c.number, seed, question);
      std::vector<std::uint64_t> resident = right.resident;
      for (std::uint64_t& bytes : resident) bytes += libraries;
      Values weighed;
      weighed.put_integers("bytes", resident);
      const std::string n = std::to_string(i) + "/";
      entries[n + "question"] = fingerprint(question);
      if (!same(asked(stubs, {"draw", std::to_string(c.number), std::to_string(seed)}).values, question))
        entries[n + "asked"] = question.to_bytes();
      entries[n + "answer"] = right.values.to_bytes();
      entries[n + "resident"] = weighed.to_bytes();
      entries[n + "mistakes"] = mistakes(c, seed, question, right.values).to_bytes();
    }
    return entries;
  }

  Files pictures() const {
    Files entries;
    const Values list = asked(build_.reference, {"pictures"}).values.value_or(Values());
    for (int i = 0; list.find(std::to_string(i) + " name"); ++i) {
      const std::string n = std::to_string(i);
      const std::string axis = asked(build_.reference, {"axis", n}).values.value().to_bytes();
      entries[n] = asked(build_.reference, {"curves", n}, axis).values.value().to_bytes();
    }
    return entries;
  }

  // Throws Error unless a student who has written everything answers as the reference does. Returns which
  // promises a starter's own program, which has stubs, cannot measure.
  std::vector<std::string> prove() const {
    std::vector<std::string> remarks;
    const std::string stubs = probe(options_.revealed), student = probe(lab_numbers("all", options_.all));
    for (const Case& c : cases_) {
      bool measured = true;
      for (std::uint64_t seed : options_.seeds) {
        const std::string n = std::to_string(c.number);
        const Values question = reference_.question(c.number, seed);
        const Values right = reference_.answer(c.number, seed, question).values;
        if (!same(asked(student, {"run", n}, question.to_bytes()).values, right))
          throw Error(fmt::format("{}: \"{}\" answers differently with the stand-ins of other labs",
                                  lab_.name, c.name));
        const std::string both = with_length(question.to_bytes()) + right.to_bytes();
        measured &=
            same(asked(stubs, {"measure", n}, both).values, reference_.measure(c.number, question, right));
      }
      if (!measured)
        remarks.push_back(
            fmt::format("{}: what \"{}\" promises is measured on your machine only", lab_.name, c.name));
    }
    return remarks;
  }

 private:
  Answer asked(const std::string& program, const std::vector<std::string>& arguments,
               const std::string& input = "") const {
    return ask({.program = program, .trusted = true}, arguments, input, lab_);
  }

  static bool same(const std::optional<Values>& got, const Values& wanted) {
    return got && fingerprint(*got) == fingerprint(wanted);  // so that equal NaNs are the same
  }

  // The probe with the module's files of these labs, and for all others what a starter tree has.
  std::string probe(const std::set<int>& written) const {
    Files files;
    for (const Lab& other : options_.all) {
      if (other.module != lab_.module) continue;
      const bool own = other.number == lab_.number, real = options_.revealed.contains(other.number);
      if (own && written.contains(other.number)) files.merge(module_files(other, options_.source_dir));
      for (const auto& [name, text] : starter_files(other, options_.source_dir))
        if (!real && (!written.contains(other.number) || (!own && is_written(text))))
          files.emplace(name, text);
    }
    std::string name = lab_.name;
    for (int number : written) name += "-" + std::to_string(number);
    const Built built = build_probe(build_, lab_, files, {.work = work_, .program = name});
    if (built.program.empty()) throw Error(lab_.name + ": stubs do not compile: " + built.errors);
    return built.program;
  }

  // A lab whose stub keeps this program from answering; 0: none.
  int unwritten(const std::string& program) const {
    for (const Case& c : cases_) {
      const Values question = reference_.question(c.number, options_.seeds.at(0));
      const Answer answer = asked(program, {"run", std::to_string(c.number)}, question.to_bytes());
      if (answer.values) continue;
      const std::string part = other_labs_part(answer.outcome.printed, lab_.number);
      if (state_of(answer) != State::not_written || part.empty())
        throw Error(fmt::format("{}: \"{}\" is {} with stubs beside it: {}", lab_.name, c.name,
                                text_of(state_of(answer)), answer.outcome.printed));
      return std::stoi(part.substr(part.find(' ')));
    }
    return 0;
  }

  Values mistakes(const Case& c, std::uint64_t seed, const Values& question, const Values& right) const {
    Values all;
    for (std::size_t i = 0; i < lab_.mutants.size(); ++i) {
      if (lab_.mutants[i].part != c.part) continue;
      const Values wrong = reference_.mutants_answer(i, c.number, seed, question);
      if (const std::string print = fingerprint(wrong);
          wrong != Values() && wrong != right && !all.find(print))
        all.put(print, lab_.mutants[i].sentence);
    }
    return all;
  }

  const Lab lab_;
  const PracticeOptions& options_;
  LabBuild build_;
  std::string work_;
  Reference reference_;
  std::vector<Case> cases_;
};

}  // namespace

std::set<int> needed(const Lab& lab, const PracticeOptions& options) {
  return Recorder(lab, options).needed();
}

std::vector<std::string> record_practice(const Lab& lab, const PracticeOptions& options,
                                         const std::string& folder) {
  const Recorder recorder(lab, options);
  std::vector<std::string> remarks = recorder.prove();
  std::filesystem::create_directories(folder);
  for (std::uint64_t seed : options.seeds)
    write_zip(fmt::format("{}/{}.zip", folder, seed), recorder.seed(seed));
  if (const Files pictures = recorder.pictures(); !pictures.empty())
    write_zip(folder + "/pictures.zip", pictures);
  return remarks;
}

}  // namespace tt::autograder
