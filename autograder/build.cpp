#include "autograder/build.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "autograder/compiler_errors.h"
#include "autograder/files.h"
#include "autograder/process.h"
#include "autograder/sources.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

constexpr double longest_compile = 30;  // seconds; an honest one takes less than one

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

// What is linked with the files: the probe and the module without them.
static std::vector<std::string> link_parts(const LabBuild& build, const Lab& lab,
                                           const std::map<std::string, std::string>& files) {
  std::vector<std::string> parts = build.program;
  if (files.size() == lab.files.size()) {
    parts.push_back(build.rest);
  } else {
    for (const std::string& object : build.objects) {
      const bool replaced = std::ranges::any_of(files, [&](const auto& file) {
        return object.ends_with(".dir/" + file.first + ".o") ||
               object.ends_with(".dir/./" + file.first + ".o");
      });
      if (!replaced) parts.push_back(object);
    }
  }
  parts.insert(parts.end(), build.libraries.begin(), build.libraries.end());
  return parts;
}

namespace {

const std::vector<std::string> sanitizers = {"-fsanitize=address,undefined", "-fno-sanitize-recover=all",
                                             "-fno-omit-frame-pointer", "-g1"};

// Newer than every public header.
std::string stamp_of(const LabBuild& build) { return build.include_dir + "/lab.h.stamp"; }

// Tells whether a program was already made from these files and parts.
std::string key_of(const std::map<std::string, std::string>& files, const std::vector<std::string>& parts,
                   bool sanitize) {
  std::string all = sanitize ? "sanitized" : "";
  for (const auto& [name, text] : files) all += name + '\0' + text + '\0';
  for (const std::string& part : parts)
    if (fs::exists(part)) all += std::to_string(fs::last_write_time(part).time_since_epoch().count());
  return std::to_string(std::hash<std::string>{}(all));
}

// Locks the folder while this lives, against other threads and processes.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder) : file_(open(folder.c_str(), O_RDONLY | O_CLOEXEC)) {
    while (file_ >= 0 && flock(file_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~FolderLock() { close(file_); }
  FolderLock(const FolderLock&) = delete;

 private:
  int file_;
};

// Runs compilers and linkers, sandboxed with what they need.
class Builder {
 public:
  Builder(const LabBuild& build, const BuildOptions& options) : build_(build), options_(options) {}

  // Does not compile again what was compiled before.
  Outcome compile(const std::string& name, const std::string& text) {
    const std::string key = options_.work + "/" + out(name) + ".key",
                      now = key_of({{name, text}}, {stamp_of(build_)}, options_.sanitize);
    if (read_file(key) == now) return {};
    fs::remove(key);  // a compiler that fails removes the old object
    const Outcome outcome = compile_anew(name, text);
    if (outcome.ok()) write_file(warnings_of(name), compile_warnings(outcome, options_.work));
    if (outcome.ok()) write_file(key, now);
    return outcome;
  }

  // Where the compiler's last warnings are kept.
  std::string warnings_of(const std::string& name) const {
    return options_.work + "/" + out(name) + ".warnings";
  }

  Outcome compile_anew(const std::string& name, const std::string& text) {
    const fs::path path = fs::path(options_.work) / name;
    fs::create_directories(path.parent_path());
    write_file(path, text);
    std::vector<std::string> command = {build_.compiler};
    command.insert(command.end(), build_.flags.begin(), build_.flags.end());
    if (options_.sanitize) command.insert(command.end(), sanitizers.begin(), sanitizers.end());
    command.insert(command.end(), {"-include", build_.include_dir + "/lab.h", "-I" + build_.include_dir, "-c",
                                   name, "-o", out(name)});
    return run(std::move(command), {build_.include_dir});
  }

  Outcome link(const std::map<std::string, std::string>& files, const std::vector<std::string>& parts) {
    std::vector<std::string> command = {build_.compiler}, readable;
    for (const auto& [name, text] : files) command.push_back(out(name));
    command.insert(command.end(), parts.begin(), parts.end());
    if (options_.sanitize) command.push_back(sanitizers[0]);
    command.insert(command.end(), {"-o", options_.program});
    for (const std::string& part : parts)
      if (fs::exists(part)) readable.push_back(part);
    return run(std::move(command), std::move(readable));
  }

 private:
  // Flat: a process may write in the folder itself but not in folders that the judge makes in it.
  static std::string out(std::string name) {
    std::ranges::replace(name, '/', '_');
    return name + ".o";
  }

  Outcome run(std::vector<std::string> command, std::vector<std::string> readable) const {
    return run_process(
        {.command = std::move(command),
         .limits = {.seconds = longest_compile, .memory_mb = 2048, .files_mb = 256},
         .box = {.readable = std::move(readable), .writable = options_.work, .programs = true}});
  }

  const LabBuild& build_;
  const BuildOptions& options_;
};

}  // namespace

Built build_probe(const LabBuild& build, const Lab& lab, const std::map<std::string, std::string>& files,
                  const BuildOptions& options) {
  const std::vector<std::string> parts = link_parts(build, lab, files);
  std::vector<std::string> inputs = parts;
  inputs.push_back(stamp_of(build));
  const std::string key = key_of(files, inputs, options.sanitize);
  fs::create_directories(options.work);
  const FolderLock lock(options.work);
  Built built{.program = options.work + "/" + options.program};
  const std::string key_file = built.program + ".key";
  Builder builder(build, options);
  if (read_file(key_file) == key && fs::exists(built.program)) {
    for (const auto& [name, text] : files) built.warnings += read_file(builder.warnings_of(name));
    return built;
  }
  fs::remove(key_file);

  for (const auto& [name, text] : files) {
    const Outcome outcome = builder.compile(name, text);
    built.compile_seconds += outcome.seconds;
    if (!outcome.ok()) return {.program = "", .errors = compile_failure(outcome, options.work)};
    built.warnings += read_file(builder.warnings_of(name));
  }
  const Outcome outcome = builder.link(files, parts);
  built.link_seconds = outcome.seconds;
  if (!outcome.ok()) return {.program = "", .errors = link_failure(outcome, options.work, files)};
  write_file(key_file, key);
  return built;
}

}  // namespace tt::autograder
