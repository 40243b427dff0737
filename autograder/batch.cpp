#include "autograder/batch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

#include "autograder/batch_results.h"
#include "autograder/files.h"
#include "autograder/grade_json.h"
#include "autograder/sandbox.h"
#include "autograder/sources.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

bool is_submission(const fs::directory_entry& entry) {
  return !entry.is_symlink() && (entry.is_directory() || is_zip(entry.path().string()));
}

// The names of all submissions, or of everything else.
std::vector<std::string> names_in(const std::string& folder, bool submissions) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (is_submission(entry) == submissions) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::string without_zip(const std::string& name) {
  return is_zip(name) ? name.substr(0, name.size() - 4) : name;
}

// What all runs of a batch have in common, kept by the first of them.
Json common(const BatchOptions& options) {
  Json labs = Json::array();
  for (const Lab& lab : options.grade.labs) labs.push_back(lab.name);
  const std::uint64_t seed = options.fresh_seed ? fresh_seed() : options.grade.seed;
  return {{"version", Grade::version},
          {"seed", seed},
          {"labs", labs},
          {"class", options.grade.config.text},
          {"times", options.times}};
}

std::uint64_t agree(const BatchOptions& options) {
  const std::string file = options.out + "/batch.json";
  const Json mine = common(options);
  const std::string fresh = fmt::format("{}.{}", file, getpid());
  write_atomically(fresh, mine.dump(2) + "\n");
  const bool first =
      link(fresh.c_str(), file.c_str()) == 0;  // of several that begin at once, one is the first
  fs::remove(fresh);
  if (first) return mine["seed"];
  if (!options.resume && options.slices == 1)
    throw Error(options.out + " already holds a batch: --resume continues it");
  try {
    const Json theirs = Json::parse(read_file(file));
    if (theirs.at("labs") != mine["labs"] || theirs.at("version") != mine["version"])
      throw Error(options.out + " is a batch of other labs: " + theirs.at("labs").dump() +
                  ". Try another --out");
    if (theirs.at("class") != mine["class"])
      throw Error(options.out + " was begun " +
                  (theirs.at("class") == "" ? "without --class" : "with another class.toml") +
                  ". Keep --class as it was, or try another --out, which grades everything again");
    if (theirs.at("times") != mine["times"])
      throw Error(options.out + " was begun with other --times. Give the same, or try another --out");
    if (!options.fresh_seed && theirs.at("seed") != mine["seed"])
      throw Error(options.out + " was begun with the seed " + theirs.at("seed").dump() +
                  ". Try another --out");
    return theirs["seed"];
  } catch (const Json::exception&) {
    throw Error(file + " was not written by a batch");
  }
}

class Batch {
 public:
  explicit Batch(const BatchOptions& options) : o_(options), names_(names_in(options.folder, true)) {
    if (names_.empty()) throw Error("grade: no folder or zip in " + o_.folder);
    must_lie_beside(o_.out, o_.folder);
    fs::create_directories(o_.out + "/results");
    if (layers().users && !slot_users_reach(fs::absolute(o_.out).string()))
      throw Error(o_.out +
                  " is closed to the users that students' processes run as: chmod go+rx it and its parents");
    seed_ = agree(o_);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      Grade known;
      if (static_cast<int>(i % static_cast<std::size_t>(o_.slices)) == o_.slice &&
          !read_result(result(names_[i]), known))
        todo_.push_back(names_[i]);
    }
  }

  BatchResult run(const std::function<void(int, int)>& done) {
    const auto start = std::chrono::steady_clock::now();
    begin_grade({}, grade_options());  // throws for what no student can help: a lab not built
    const int all = static_cast<int>(todo_.size());
    std::atomic<std::size_t> next = 0;
    int ready = 0;
    std::exception_ptr failure;
    {
      std::vector<std::jthread> threads;
      for (int job = 0; job < std::max(1, o_.jobs); ++job)
        threads.emplace_back([&] {
          try {
            for (std::size_t i; (i = next++) < todo_.size();) {
              grade_one(todo_[i]);
              const std::scoped_lock lock(mutex_);
              done(++ready, all);
            }
          } catch (...) {  // no result can be written: grading goes no further
            const std::scoped_lock lock(mutex_);
            failure = std::current_exception();
            next = todo_.size();
          }
        });
    }
    if (failure) std::rethrow_exception(failure);
    BatchResult batch;
    batch.submissions = static_cast<int>(names_.size()), batch.graded = ready;
    batch.others = names_in(o_.folder, false);
    for (const auto& [name, time] : o_.times)
      if (std::ranges::none_of(names_, [&](const auto& n) { return n == name || without_zip(n) == name; }))
        batch.unmatched.push_back(name);
    for (const std::string& name : names_)
      if (!o_.times.empty() && !time_of(name)) batch.untimed.push_back(name);
    for (const std::string& name : names_)
      if (Grade grade; read_result(result(name), grade)) batch.grades.push_back(std::move(grade));
    batch.taken = static_cast<int>(batch.grades.size()) - ready;
    batch.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return batch;
  }

 private:
  std::string result(const std::string& name) const { return result_file(o_.out, name); }

  GradeOptions grade_options() const {
    GradeOptions options = o_.grade;
    options.seed = seed_;
    options.kept = fs::absolute(o_.out + "/kept").string();
    return options;
  }

  std::optional<std::int64_t> time_of(const std::string& name) const {
    for (const std::string& known : {name, without_zip(name)})
      if (const auto time = o_.times.find(known); time != o_.times.end()) return time->second;
    return {};
  }

  void grade_one(const std::string& name) {
    const std::string path = o_.folder + "/" + name;
    GradeOptions options = grade_options();
    options.work = fs::absolute(o_.out + "/builds/" + name).string();
    Grade grade;
    try {
      fs::remove_all(options.work);
      if (const auto time = time_of(name)) options.submitted = *time;
      Submission submission = read_submission(path, options.labs);
      submission.name = name;
      grade = autograder::grade(submission, options, [](const Grade&) {});
    } catch (const std::exception& error) {
      grade.submission = name;
      grade.error = error.what();
      grade.complete = true;  // the error says what went wrong
    }
    write_atomically(result(name), to_json(grade).dump(1) + "\n");
    std::error_code ignored;
    fs::remove_all(options.work, ignored);
  }

  const BatchOptions& o_;
  std::vector<std::string> names_, todo_;
  std::uint64_t seed_ = 0;
  std::mutex mutex_;
};

}  // namespace

BatchResult grade_batch(const BatchOptions& options, const std::function<void(int, int)>& done) {
  if (!fs::is_directory(options.folder)) throw Error("grade: " + options.folder + " is not a folder");
  return Batch(options).run(done);
}

void must_lie_beside(const std::string& path, const std::string& folder) {
  const auto whole = [](const std::string& name) { return (fs::weakly_canonical(name) / "").string(); };
  if (whole(path).starts_with(whole(folder)))
    throw Error("grade: " + path + " lies in " + folder + " and would be graded too. Try another place");
}

}  // namespace tt::autograder
