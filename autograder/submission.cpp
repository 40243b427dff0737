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

constexpr std::size_t most_files = 1000, most_bytes = 1 << 20;  // in a folder; in a lab's file

using Files = std::map<std::string, std::string>;

struct Place {
  std::string lab, file;
  bool in_lab = false;  // it lies in a folder with the lab's name
};

// Which of the labs' files this is; both empty when it is none.
Place place_of(const std::string& path, const std::vector<Lab>& labs) {
  Place by_name;
  int found = 0;
  for (const Lab& lab : labs) {
    const std::string checks = lab.name + "/" + checks_file;
    if (path == checks || path.ends_with("/" + checks)) return {lab.name, checks_file, true};
    for (const std::string& file : lab.files) {
      const std::string whole = lab.name + "/" + file;
      if (path == whole || path.ends_with("/" + whole)) return {lab.name, file, true};
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

// A folder's regular files, with the texts of those that belong to a lab; the rest goes to ignored.
Files read_folder(const fs::path& folder, const std::vector<Lab>& labs, std::vector<std::string>& ignored) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).string();
    if (entry.is_symlink() || (!entry.is_regular_file() && !entry.is_directory())) {
      ignored.push_back(name + " (not a plain file)");
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

bool is_zip(const std::string& name) {
  std::string end = name.substr(name.size() - std::min<std::size_t>(4, name.size()));
  std::ranges::transform(end, end.begin(), [](unsigned char c) { return std::tolower(c); });
  return end == ".zip";
}

// The archive in a folder that holds nothing else, as learning platforms hand them out.
static std::string only_zip(const std::string& folder) {
  std::string found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!found.empty() || entry.is_symlink() || !entry.is_regular_file() || !is_zip(entry.path().string()))
      return "";
    found = entry.path().string();
  }
  return found;
}

// Says which file is which of a lab's, and which of them could be two.
static void sort_out(const Files& files, const std::vector<Lab>& labs, Submission& submission) {
  std::map<std::string, std::vector<std::string>> found;  // "LAB/FILE": where
  std::map<std::string, Place> places;
  for (const auto& [name, text] : files) {
    const Place place = place_of(name, labs);
    if (place.lab.empty()) {
      submission.ignored.push_back(name);
      continue;
    }
    if (text.size() > most_bytes) throw Error(name + " is longer than a megabyte");
    found[place.lab + "/" + place.file].push_back(name);
    places[name] = place;
  }
  for (auto& [key, names] : found) {
    // First what lies in a folder of the lab's name, then what lies in the fewest folders.
    const auto rank = [&](const std::string& name) {
      return std::pair(!places.at(name).in_lab, std::ranges::count(name, '/'));
    };
    std::ranges::stable_sort(names, {}, rank);
    const Place& place = places.at(names[0]);
    if (names.size() > 1 && rank(names[0]) == rank(names[1]) && place.file != checks_file)
      submission.unclear[place.lab] =
          names[0] + " and " + names[1] + " are both " + place.file + ": hand in one of them";
    submission.ignored.insert(submission.ignored.end(), names.begin() + 1, names.end());
    (place.file == checks_file ? submission.checks[place.lab] : submission.labs[place.lab][place.file]) =
        files.at(names[0]);
  }
  for (const auto& [lab, why] : submission.unclear) submission.labs.erase(lab);
}

Submission read_submission(const std::string& path, const std::vector<Lab>& labs) {
  Submission submission;
  std::string archive = path;
  try {
    bool folder = fs::is_directory(path);
    submission.name = folder ? fs::path(path / fs::path("")).parent_path().filename().string()
                             : fs::path(path).stem().string();
    if (folder)
      if (const std::string zip = only_zip(path); !zip.empty()) archive = zip, folder = false;
    if (!folder && !is_zip(archive) && fs::exists(archive)) throw Error("is neither a folder nor a .zip");
    sort_out(folder ? read_folder(path, labs, submission.ignored) : read_zip(archive), labs, submission);
  } catch (const std::exception& error) {
    submission.refused = error.what();
    if (const std::size_t at = submission.refused.find(archive + ": "); at != std::string::npos)
      submission.refused.erase(0, at + archive.size() + 2);  // the grader's path means nothing to a student
    submission.labs.clear(), submission.unclear.clear();
  }
  return submission;
}

}  // namespace tt::autograder
