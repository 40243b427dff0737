#include "autograder/submission.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "autograder/archive.h"
#include "autograder/checks.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_files = 1000, most_bytes = 1 << 20;  // of a folder; of a file of a lab

using Files = std::map<std::string, std::string>;

struct Place {
  std::string lab, file;
};

// Which of the labs' files this is; neither, when it is none.
Place place_of(const std::string& path, const std::vector<Lab>& labs) {
  Place by_name;
  int found = 0;
  for (const Lab& lab : labs) {
    const std::string checks = lab.name + "/" + checks_file;
    if (path == checks || path.ends_with("/" + checks)) return {lab.name, checks_file};
    for (const std::string& file : lab.files) {
      const std::string whole = lab.name + "/" + file;
      if (path == whole || path.ends_with("/" + whole)) return {lab.name, file};
      const std::string last = fs::path(file).filename().string();
      const bool alone = path == last || path.ends_with("/" + last);
      // Under the folder of some lab, a file is that lab's or nobody's.
      const bool elsewhere = std::ranges::any_of(labs, [&](const Lab& other) {
        return path.starts_with(other.name + "/") || path.find("/" + other.name + "/") != std::string::npos;
      });
      if (alone && !elsewhere) by_name = {lab.name, file}, ++found;
    }
  }
  return found == 1 ? by_name : Place{};
}

// Regular files of a folder, with the texts of those that are of a lab; the rest goes to ignored.
Files read_folder(const fs::path& folder, const std::vector<Lab>& labs, std::vector<std::string>& ignored) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).string();
    if (entry.is_symlink() || (!entry.is_regular_file() && !entry.is_directory())) {
      ignored.push_back(name + " (no plain file)");
    } else if (entry.is_regular_file()) {
      if (files.size() == most_files) throw Error("more than " + std::to_string(most_files) + " files");
      std::string& text = files[name];
      if (place_of(name, labs).lab.empty()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      text.resize(std::min<std::size_t>(entry.file_size(), most_bytes + 1));
      in.read(text.data(), static_cast<std::streamsize>(text.size()));
    }
  }
  return files;
}

}  // namespace

Submission read_submission(const std::string& path, const std::vector<Lab>& labs) {
  Submission submission;
  try {
    const bool folder = fs::is_directory(path);
    submission.name = folder ? fs::path(path / fs::path("")).parent_path().filename().string()
                             : fs::path(path).stem().string();
    const Files files = folder ? read_folder(path, labs, submission.ignored) : read_zip(path);
    std::map<std::string, std::string> from;  // where each file of a lab was found
    for (const auto& [name, text] : files) {
      const Place place = place_of(name, labs);
      if (place.lab.empty()) {
        submission.ignored.push_back(name);
        continue;
      }
      if (text.size() > most_bytes) throw Error(name + " is longer than a megabyte");
      std::string& first = from[place.lab + "/" + place.file];
      if (!first.empty())
        throw Error(first + " and " + name + " are both " + place.file + " of lab " + place.lab);
      first = name;
      (place.file == checks_file ? submission.checks[place.lab] : submission.labs[place.lab][place.file]) =
          text;
    }
  } catch (const std::exception& error) {
    submission.refused = error.what();
    submission.labs.clear();
  }
  return submission;
}

}  // namespace tt::autograder
