#include "autograder/release.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "autograder/practice.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

// A temporary folder beside `out`, removed unless it becomes `out`.
class Unfinished {
 public:
  explicit Unfinished(const std::string& out) : out_(fs::absolute(out).lexically_normal()) {
    if (!out_.has_filename()) out_ = out_.parent_path();
    std::error_code none;
    if (fs::exists(out_, none) && !(fs::is_directory(out_, none) && fs::is_empty(out_, none)))
      throw IoError("release: " + out + " already exists and is not an empty folder");
    if (!fs::is_directory(out_.parent_path(), none))
      throw IoError("release: no such folder: " + out_.parent_path().string());
    path_ = out_.parent_path() / fmt::format(".{}.{}", out_.filename().string(), getpid());
    fs::create_directory(path_);
  }
  ~Unfinished() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Unfinished(const Unfinished&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  void finish() const {
    fs::remove(out_);
    fs::rename(path_, out_);
  }

 private:
  fs::path out_, path_;
};

PracticeOptions practice_of(const ReleaseOptions& options, const Lab& lab) {
  const StarterOptions& s = options.starter;
  return {.build_dir = options.build_dir,
          .source_dir = s.source_dir,
          .all = s.all,
          .labs = s.labs,
          .revealed = s.revealed,
          .hidden = s.config.policy(lab).hidden,
          .seeds = options.seeds};
}

template <class Use>
void each_lab(const StarterOptions& starter, const Use& use) {
  for (const Lab& lab : starter.all)
    if (starter.labs.contains(lab.number)) use(lab);
}

// Refuses a tree in which a lab could not be finished; remarks on labs that need a later one.
void check_needs(const ReleaseOptions& options, Released& released) {
  std::set<int> missing;
  std::string who;
  each_lab(options.starter, [&](const Lab& lab) {
    for (int other : needed(lab, practice_of(options, lab))) {
      if (options.starter.labs.contains(other)) {
        released.remarks.push_back(
            fmt::format("lab {} needs lab {}, which comes later: reveal it, or have it written first",
                        lab.number, other));
      } else {
        missing.insert(other);
        who += fmt::format("{}{} needs {}", who.empty() ? "" : ", ", lab.number, other);
      }
    }
  });
  if (!missing.empty())
    throw Error(
        fmt::format("release: lab {}: add {} to --labs or to --reveal", who, fmt::join(missing, ",")));
}

void write_tree(const std::map<std::string, std::string>& tree, const std::string& source_dir,
                const Unfinished& folder) {
  for (const auto& [name, text] : tree) {
    const fs::path path = folder / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    std::error_code none;
    const fs::perms before = fs::status(source_dir + "/" + name, none).permissions();
    if (!none && (before & fs::perms::owner_exec) != fs::perms::none) fs::permissions(path, before);
  }
}

void weigh(const std::string& folder, Released& released) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    ++released.files;
    released.bytes += entry.file_size();
    if (entry.path().parent_path().filename() == "recorded") released.recorded += entry.file_size();
  }
}

}  // namespace

Released release(const ReleaseOptions& options, const std::function<void(const std::string&)>& say) {
  const StarterOptions& starter = options.starter;
  const std::map<std::string, std::string> tree = starter_tree(starter);
  if (const std::vector<std::string> found = leaks(tree, starter); !found.empty())
    throw Error(fmt::format("release: {} lines of solutions would be in it, the first in {}", found.size(),
                            found[0]));
  const Unfinished folder(options.out);
  Released released;
  check_needs(options, released);
  for (const std::string& name : unfilled(tree)) released.remarks.push_back(name + " still says FILL IN");
  write_tree(tree, starter.source_dir, folder);
  each_lab(starter, [&](const Lab& lab) {
    say(lab.name);
    const std::string to = folder / ("labs/" + lab.name + "/recorded");
    for (const std::string& remark : record_practice(lab, practice_of(options, lab), to))
      released.remarks.push_back(remark);
  });
  weigh(folder / "", released);
  folder.finish();
  return released;
}

}  // namespace tt::autograder
