#include "autograder/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "autograder/build.h"
#include "autograder/files.h"
#include "autograder/judge.h"
#include "autograder/punch.h"
#include "autograder/reference.h"
#include "autograder/show.h"
#include "autograder/side_by_side.h"
#include "autograder/sources.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

using Files = std::map<std::string, std::string>;

class Verifier {
 public:
  Verifier(const Lab& lab, const VerifyOptions& options) : lab_(lab), options_(options) {}

  Verified run() {
    std::filesystem::remove_all(folder("kept"));
    prove();
    std::filesystem::remove_all(folder("kept"));
    return verified_;
  }

 private:
  std::string folder(const std::string& name) const {
    return options_.build_dir + "/labs/verify/" + lab_.name + "/" + name;
  }

  void look_at_files() {
    std::string stale;
    for (const std::string& name : lab_.files)
      if (read_file(lab_.folder + "/" + name) != stub_of(lab_, name, options_.source_dir))
        stale += " " + name + " (./tt instructor punch)";
    if (new_picture(lab_, options_.build_dir)) stale += " picture.svg (./tt instructor pictures)";
    verified_.files_current = stale.empty();
    if (!stale.empty()) verified_.problems.push_back(lab_.name + ": out of date with the module:" + stale);
  }

  void prove() {
    look_at_files();
    module_ = module_files(lab_, options_.source_dir);
    verified_.mutants = std::min(lab_.mutants.size(), options_.most_mutants);
    check_reference();  // alone, for speed cases
    std::vector<std::function<void()>> all = {[&] { check_stub(); }, [&] { check_constants(); },
                                              [&] { check_empty(); }};
    for (std::size_t i = 0; i < verified_.mutants; ++i) all.emplace_back([&, i] { check_mutant(i); });
    for (std::size_t i = 0; i < lab_.alternatives.size(); ++i)
      all.emplace_back([&, i] { check_alternative(i); });
    each(all);
  }

  void check_reference() {
    const bool compiles =
        each_seed(folder("reference"), module_, {.trusted = false}, [&](const LabReport& report) {
          verified_.cases = static_cast<int>(report.cases.size());
          expect(verified_.reference_full, report.points(lab_) == lab_.points(), report,
                 "the reference loses points" + lost(report));
        });
    verified_.reference_full &= compiles;
  }

  void check_stub() {
    const bool compiles =
        each_seed(folder("stub"), punched(module_, Body::not_written), {}, [&](const LabReport& report) {
          for (const CaseResult& c : report.cases)
            expect(verified_.stub_none, c.state == State::not_written, report,
                   "with the stub, \"" + c.name + "\" is " + text_of(c.state));
        });
    const std::scoped_lock lock(mutex_);
    verified_.stub_none &= compiles;
  }

  void check_constants() {
    const bool compiles =
        each_seed(folder("constants"), punched(module_, Body::constant), {}, [&](const LabReport& report) {
          expect(verified_.constants_none, report.points(lab_) == 0, report,
                 "constants get points" + passed(report));
        });
    const std::scoped_lock lock(mutex_);
    verified_.constants_none &= compiles;
  }

  // Nothing of the module may stand in for what a student left out.
  void check_empty() {
    Files files = module_;
    for (auto& [name, text] : files) text.clear();
    const Built built =
        build_probe(load_build(options_.build_dir, lab_), lab_, files, {.work = folder("empty")});
    if (built.program.empty()) return;
    const std::scoped_lock lock(mutex_);
    verified_.stub_none = false;
    verified_.problems.push_back(lab_.name + ": an empty file is linked with the module's own bodies");
  }

  // What cannot even be tried is a problem too, and the others are tried all the same.
  void each(const std::vector<std::function<void()>>& all) {
    side_by_side(all.size(), [&](std::size_t i) {
      try {
        all[i]();
      } catch (const Error& error) {
        const std::scoped_lock lock(mutex_);
        verified_.problems.emplace_back(error.what());
      }
    });
  }

  Files punched(Files files, Body body) const {
    for (auto& [name, text] : files) text = punch(text, name, body);
    return files;
  }

  void check_mutant(std::size_t i) {
    const Edit& mutant = lab_.mutants[i];
    bool caught = true;
    const auto look = [&](const LabReport& report) {
      const double points = lab_.parts[static_cast<std::size_t>(mutant.part - 1)].points;
      expect(caught, report.points_of(lab_, mutant.part) < points, report,
             "not caught in part " + std::to_string(mutant.part) + ": " + mutant.sentence);
      expect(caught, report.seed != 1 || named(report, mutant), report,
             "the verdict names another mistake, or none, instead of: " + mutant.sentence);
    };
    const bool compiles =
        each_seed(mutant_folder(options_.build_dir, lab_, i), edited_files(lab_, mutant, options_.source_dir),
                  {.part = mutant.part, .name_mistakes = true}, look);
    const std::scoped_lock lock(mutex_);
    verified_.mutants_caught += compiles && caught ? 1 : 0;
  }

  // A mistake that crashes, hangs, or gives the right answer at too high a price is recognized by that.
  static bool named(const LabReport& report, const Edit& mutant) {
    bool wrong = false;
    for (const CaseResult& c : report.cases)
      for (const std::string& line : c.lines) {
        if (line.ends_with(mutant.sentence)) return true;
        wrong |= line.find(": expected ") != std::string::npos;
      }
    return !wrong;
  }

  void check_alternative(std::size_t i) {
    const Edit& edit = lab_.alternatives[i];
    bool accepted = true;
    const bool compiles =
        each_seed(folder("alternative" + std::to_string(i)), edited_files(lab_, edit, options_.source_dir),
                  {}, [&](const LabReport& report) {
                    expect(accepted, report.points(lab_) == lab_.points(), report,
                           "loses points" + lost(report) + ": " + edit.sentence);
                  });
    const std::scoped_lock lock(mutex_);
    verified_.alternatives_accepted += compiles && accepted ? 1 : 0;
  }

  struct How {
    int part = 0;  // 0: all
    bool name_mistakes = false, trusted = true;
  };
  // Whether they compile.
  template <class Look>
  bool each_seed(const std::string& work, const Files& files, How how, const Look& look) {
    for (int seed = 1; seed <= options_.seeds; ++seed) {
      const LabReport report = check(lab_, files,
                                     {.build_dir = options_.build_dir,
                                      .work = work,
                                      .seed = static_cast<std::uint64_t>(seed),
                                      .only_part = how.part,
                                      .name_mistakes = how.name_mistakes && seed == 1,
                                      .trusted = how.trusted,
                                      .at_once = how.trusted ? 1 : std::thread::hardware_concurrency(),
                                      .quick = true,
                                      .kept = folder("kept")});
      if (!report.compile_errors.empty()) {
        const std::scoped_lock lock(mutex_);
        verified_.problems.push_back(work + " does not compile: " + report.compile_errors);
        return false;
      }
      look(report);
    }
    return true;
  }

  void expect(bool& flag, bool good, const LabReport& report, const std::string& problem) {
    if (good) return;
    const std::scoped_lock lock(mutex_);
    if (flag) verified_.problems.push_back(fmt::format("{}, seed {}: {}", lab_.name, report.seed, problem));
    flag = false;
  }

  static std::string passed(const LabReport& report) {
    std::string names;
    for (const CaseResult& c : report.cases)
      if (c.state == State::passed) names += ": " + c.name;
    return names;
  }

  static std::string lost(const LabReport& report) {
    std::string names;
    for (const CaseResult& c : report.cases)
      if (c.state != State::passed)
        names += fmt::format(": {}: {}, {}", c.name, text_of(c.state), fmt::join(c.lines, ", "));
    return names;
  }

  const Lab& lab_;
  const VerifyOptions& options_;
  Files module_;
  Verified verified_;
  std::mutex mutex_;  // of verified_
};

}  // namespace

Verified verify(const Lab& lab, const VerifyOptions& options) { return Verifier(lab, options).run(); }

}  // namespace tt::autograder
