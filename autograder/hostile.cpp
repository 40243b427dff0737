#include "autograder/hostile.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "autograder/batch.h"
#include "autograder/build.h"
#include "autograder/listener.h"
#include "autograder/sandbox.h"
#include "autograder/sources.h"
#include "autograder/text.h"
#include "autograder/watch.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

constexpr int honest_every = 20;  // submissions

class Run {
 public:
  explicit Run(const HostileOptions& options) : o_(options), corpus_(load_hostile(o_.corpus)) {
    std::set<std::string> names;
    for (const Hostile& h : corpus_) names.insert(h.lab);
    for (const std::string& name : names) labs_.emplace(name, find_lab(o_.labs, name));
    std::random_device device;
    secret_ = fmt::format("{:08x}{:08x}", device(), device());
    write(o_.out + "/secret.txt", secret_);
  }

  HostileRun run() {
    const auto start = std::chrono::steady_clock::now();
    lay_out();
    const Watch watch(guarded(),
                      {"/tmp", "/dev/shm", "/var/tmp", o_.out + "/graded", o_.build_dir + "/labs"});
    const std::map<std::string, Grade> alone = grade(o_.out + "/honest"), all = grade(o_.out + "/class");
    for (std::size_t i = 0; i < corpus_.size(); ++i) judge(corpus_[i], all, name_of(i));
    for (const auto& [name, honest] : honest_)
      if (!all.contains(name) || verdicts(all.at(name)) != verdicts(alone.at(honest)))
        wrong(name + " does not get what it gets alone");
    for (const std::string& name : strange_)
      if (!all.contains(harmless(name)) || all.at(harmless(name)).points() != 0)
        wrong("the submission \"" + harmless(name) + "\" has points, or no result");
    for (const std::string& change : watch.changes()) wrong(change);
    if (listener_.was_reached()) wrong("somebody reached the network");
    for (const auto& left : fs::directory_iterator(o_.out + "/graded/class/builds"))
      wrong(left.path().string() + " was left behind");
    run_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return std::move(run_);
  }

 private:
  static void write(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  void wrong(std::string what) { run_.wrong.push_back(std::move(what)); }
  std::string name_of(std::size_t i) const { return fmt::format("{:03}-{}", i + 1, corpus_[i].name); }

  // Writes the corpus, and among it what honest students hand in.
  void lay_out() {
    for (std::size_t i = 0; i < corpus_.size(); ++i) {
      const Lab& lab = labs_.at(corpus_[i].lab);
      write(fmt::format("{}/class/{}/{}/{}", o_.out, name_of(i), lab.name, lab.files[0]),
            fill_hostile(corpus_[i], lab, places_));
      if (i % honest_every == 0) lay_out_honest(i);
    }
    lay_out_honest(corpus_.size() + 1);
    lay_out_names();
  }

  // Attacks by the form of a submission: a link to the right file, a file that never ends, and names that are
  // as long as can be or not text.
  void lay_out_names() {
    const Lab& lab = labs_.at("01");
    const fs::path in_class = o_.out + "/class", right = fs::path(o_.source_dir) / "modules" / lab.module;
    const std::string strange[] = {"link", "pipe", std::string(255, 'x'), "no text \xff\x1b[2J\n"};
    for (const std::string& name : strange) fs::create_directories(in_class / name / lab.name);
    fs::create_symlink(right / lab.files[0], in_class / "link" / lab.name / lab.files[0]);
    mkfifo((in_class / "pipe" / lab.name / lab.files[0]).c_str(), 0666);
    strange_.assign(std::begin(strange), std::end(strange));
  }

  void lay_out_honest(std::size_t place) {
    const Lab& lab = labs_.at("01");
    const std::pair<std::string, std::string> files[] = {
        {"right", module_files(lab, o_.source_dir).at(lab.files[0])},
        {"half", edited_files(lab, lab.mutants[0], o_.source_dir).at(lab.files[0])}};
    for (const auto& [kind, text] : files) {
      const std::string name = fmt::format("{:03}-0-honest-{}", place, kind);
      honest_[name] = kind;
      for (const std::string& folder : {"/class/" + name, "/honest/" + kind})
        write(fmt::format("{}{}/{}/{}", o_.out, folder, lab.name, lab.files[0]), text);
    }
  }

  // All files that points depend on.
  std::vector<std::string> guarded() const {
    std::vector<std::string> files = {fs::read_symlink("/proc/self/exe"), o_.out + "/secret.txt"};
    for (const auto& [name, lab] : labs_) {
      const LabBuild build = load_build(o_.build_dir, lab);
      files.push_back(o_.build_dir + "/labs/" + lab.name + ".build");
      files.insert(files.end(), {build.reference, build.rest});
      for (const auto* more : {&build.program, &build.libraries})
        std::ranges::copy_if(*more, std::back_inserter(files), [](const auto& f) { return fs::exists(f); });
      for (const auto& file : fs::recursive_directory_iterator(lab.folder)) files.push_back(file.path());
    }
    std::erase_if(files, [](const std::string& file) { return !fs::is_regular_file(file); });
    return files;
  }

  std::map<std::string, Grade> grade(const std::string& folder) const {
    BatchOptions batch{.folder = folder,
                       .out = o_.out + "/graded/" + fs::path(folder).filename().string(),
                       .grade = {.build_dir = o_.build_dir, .seed = o_.seed, .labs = {}},
                       .fresh_seed = false,
                       .jobs = o_.jobs};
    for (const auto& [name, lab] : labs_) batch.grade.labs.push_back(lab);
    std::map<std::string, Grade> grades;
    for (Grade& grade : grade_batch(batch, [](int, int) {}).grades)
      grades.emplace(grade.submission, std::move(grade));
    return grades;
  }

  // The part of a grade that does not depend on time.
  static std::string verdicts(const Grade& grade) {
    std::string text = fmt::format("{} {} {}\n", grade.points(), grade.refused, grade.error);
    for (const GradedLab& lab : grade.labs)
      for (const GradedCase& c : lab.cases)
        text += fmt::format("{} {} {}\n", c.name, text_of(c.state), fmt::join(c.lines, "|"));
    return text;
  }

  void judge(const Hostile& h, const std::map<std::string, Grade>& all, const std::string& name) {
    HostileResult result{h.name, h.tries, "", 0, h.points};
    const auto found = all.find(name);
    if (found == all.end()) return wrong(h.name + " has no result");
    const Grade& grade = found->second;
    result.points = grade.points();
    result.verdict = verdict(grade, h);
    if (!grade.error.empty()) wrong(h.name + ": the grader failed: " + grade.error);
    if (result.points > h.points)
      wrong(fmt::format("{} has {} points but deserves {}", h.name, result.points, h.points));
    if (to_json(grade).dump().find(secret_) != std::string::npos) wrong(h.name + " has read the secret");
    for (const GradedLab& lab : grade.labs)
      for (const GradedCase& c : lab.cases)
        if (c.printed.find(hostile_mark) != std::string::npos) wrong(h.name + " says " + c.printed);
    for (const GradedLab& lab : grade.labs) check_cases(h, lab, all.begin()->second);
    run_.results.push_back(std::move(result));
  }

  void check_cases(const Hostile& h, const GradedLab& lab, const Grade& honest) {
    std::multiset<std::string> cases, declared;
    for (const GradedCase& c : lab.cases) cases.insert(c.name);
    const auto same = std::ranges::find(honest.labs, lab.lab, &GradedLab::lab);
    for (const GradedCase& c : same->cases) declared.insert(c.name);
    if (cases != declared) wrong(h.name + ": its cases are not the declared ones");
  }

  // "5 passed, 2 too slow"
  std::string verdict(const Grade& grade, const Hostile& h) const {
    if (!grade.refused.empty()) return "refused";
    std::string text;
    const auto lab = std::ranges::find(grade.labs, labs_.at(h.lab).name, &GradedLab::lab);
    for (int s = 0; s <= static_cast<int>(State::does_not_compile); ++s) {
      const auto count = std::ranges::count(lab->cases, static_cast<State>(s), &GradedCase::state);
      if (count > 0)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, text_of(static_cast<State>(s)));
    }
    return lab->compile_errors.empty() ? text : "does not compile";
  }

  const HostileOptions& o_;
  std::vector<Hostile> corpus_;
  std::map<std::string, Lab> labs_;            // by what the corpus calls them
  std::map<std::string, std::string> honest_;  // names in the class, and when graded alone
  std::vector<std::string> strange_;           // names of submissions that hold nothing readable
  std::string secret_;
  Listener listener_;
  HostilePlaces places_{o_.source_dir, o_.build_dir, o_.out, listener_.port()};
  HostileRun run_;
};

}  // namespace

HostileRun run_hostile(const HostileOptions& options) {
  if (!layers().namespaces) throw Error("hostile: processes are not sandboxed here");
  return Run(options).run();
}

}  // namespace tt::autograder
