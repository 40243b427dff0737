#include "autograder/batch_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "autograder/files.h"
#include "autograder/grade_json.h"
#include "autograder/reports.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

constexpr std::size_t longest_name = 180;

// A name may be as long as a file's can be: then a hash that tells it from others replaces its end.
std::string result_name(const std::string& submission) {
  if (submission.size() <= longest_name) return submission;
  return fmt::format("{}-{:x}", submission.substr(0, longest_name), std::hash<std::string>{}(submission));
}

std::string result_file(const std::string& out, const std::string& submission) {
  return out + "/results/" + result_name(submission) + ".json";
}

bool read_result(const std::string& file, Grade& grade) {
  const std::string text = read_file(file);
  if (text.empty()) return false;
  try {
    grade = grade_from_json(Json::parse(text));
    return grade.complete;
  } catch (const std::exception&) {
    return false;
  }
}

static std::vector<std::string> result_files(const std::string& out) {
  std::vector<std::string> files;
  if (fs::is_directory(out + "/results"))
    for (const auto& entry : fs::directory_iterator(out + "/results"))
      if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

std::vector<Grade> read_results(const std::string& out) {
  std::vector<Grade> grades;
  for (const std::string& file : result_files(out))
    if (Grade grade; read_result(file, grade)) grades.push_back(std::move(grade));
  if (grades.empty()) throw Error(out + " holds no results of a batch");
  return grades;
}

void write_class_csv(const std::string& out) {
  std::vector<std::string> files;
  do {
    files = result_files(out);
    write_atomically(out + "/class.csv", csv(files.empty() ? std::vector<Grade>{} : read_results(out)));
  } while (result_files(out) != files);
}

}  // namespace tt::autograder
