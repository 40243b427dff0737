#include "autograder/lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "autograder/files.h"
#include "autograder/toml_table.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

std::vector<Edit> load_edits(const Lab& lab, const toml::table& root, const std::string& file,
                             const char* kind) {
  std::vector<Edit> edits;
  for (const Table& t : Table(root, file).tables(kind)) {
    t.only({"part", "sentence", "find", "replace", "file"});
    edits.push_back({t.get<int>("part", 1), t.get<std::string>("sentence"), t.get<std::string>("find"),
                     t.get<std::string>("replace"), t.get<std::string>("file", lab.files[0])});
    if (edits.back().part < 1 || edits.back().part > static_cast<int>(lab.parts.size()))
      throw Error(t.where() + ": the lab has no part " + std::to_string(edits.back().part));
    if (std::ranges::find(lab.files, edits.back().file) == lab.files.end())
      throw Error(t.where() + ": the lab has no file " + edits.back().file);
  }
  return edits;
}

void load_mutants(Lab& lab) {
  const std::string file = lab.folder + "/mutants.toml";
  if (!fs::exists(file)) return;
  const toml::table root = read_toml(file);
  lab.mutants = load_edits(lab, root, file, "mutant");
  lab.alternatives = load_edits(lab, root, file, "alternative");
}

}  // namespace

double Lab::points() const {
  double sum = 0;
  for (const Part& part : parts) sum += part.points;
  return sum;
}

Lab load_lab(const std::string& folder) {
  Lab lab;
  lab.folder = folder;
  lab.name = fs::path(folder).filename().string();
  lab.number = std::atoi(lab.name.c_str());
  const std::string file = folder + "/lab.toml";
  const toml::table root = read_toml(file);
  const Table t(root, file);
  t.only({"title", "question", "module", "files", "minutes", "limits", "parts"});
  lab.title = t.get<std::string>("title");
  lab.question = t.get<std::string>("question");
  lab.module = t.get<std::string>("module");
  lab.files = t.texts("files");
  if (lab.files.empty()) throw Error(file + ": files is empty. It lists what students write");
  // The build reads these two as single lines.
  const std::string text = "\n" + read_file(file);
  for (const char* key : {"module", "files"})
    if (!std::regex_search(
            text, std::regex(std::string("\n") + key + " *= *[\"\\[][^\n]*[\"\\]] *(#[^\n]*)?\r?\n")))
      throw Error(file + ": " + key + " must be on a line of its own, like " + key +
                  (key == std::string("files") ? " = [\"params.cpp\"]" : " = \"quantization\""));
  lab.minutes = t.within(1, 10000, "minutes", t.get<int>("minutes", lab.minutes));
  if (const auto limits = t.table("limits")) {
    const Table& l = *limits;
    l.only({"seconds", "memory_mb"});
    lab.seconds = l.within(0.01, 3600.0, "seconds", l.get<double>("seconds", lab.seconds));
    lab.memory_mb = l.within(1, 1 << 20, "memory_mb", l.get<int>("memory_mb", lab.memory_mb));
  }
  for (const Table& part : t.tables("parts")) {
    part.only({"name", "formula", "points"});
    lab.parts.push_back({part.get<std::string>("name"), part.get<std::string>("formula", ""),
                         part.within(0.0, 1e6, "points", part.get<double>("points"))});
  }
  if (lab.parts.empty()) throw Error(file + ": parts are missing");
  load_mutants(lab);
  return lab;
}

std::vector<std::string> lab_folders(const std::string& labs) {
  std::vector<std::string> folders;
  if (!fs::is_directory(labs)) return folders;
  for (const auto& entry : fs::directory_iterator(labs))
    if (fs::exists(entry.path() / "lab.toml")) folders.push_back(entry.path().string());
  std::ranges::sort(folders);
  return folders;
}

std::vector<Lab> load_labs(const std::string& labs) {
  std::vector<Lab> all;
  for (const std::string& folder : lab_folders(labs)) all.push_back(load_lab(folder));
  std::ranges::sort(all, {}, &Lab::number);
  return all;
}

Lab find_lab(const std::string& labs, const std::string& which) {
  std::string known;
  for (Lab& lab : load_labs(labs)) {
    const bool number = !which.empty() && which.find_first_not_of("0123456789") == std::string::npos;
    if (number ? std::atoi(which.c_str()) == lab.number
               : which == lab.name || which == lab.name.substr(lab.name.find('_') + 1))
      return lab;
    known += (known.empty() ? "" : ", ") + lab.name;
  }
  throw Error("there is no lab " + which + ". There are: " + (known.empty() ? "none" : known));
}

std::set<int> lab_numbers(const std::string& text, const std::vector<Lab>& all) {
  std::set<int> numbers, known;
  for (const Lab& lab : all) known.insert(lab.number);
  if (text == "all") return known;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    static const std::regex range("([0-9]{1,4})(-([0-9]{1,4}))?");
    std::smatch ends;
    if (!std::regex_match(word, ends, range))
      throw ValueError("\"" + word + "\" is not a lab's number or a range like 1-5");
    const int low = std::stoi(ends[1]), high = ends[3].matched ? std::stoi(ends[3]) : low;
    for (int number = low; number <= high; ++number) {
      if (!known.contains(number))
        throw ValueError(fmt::format("there is no lab {}. There are: {}", number, fmt::join(known, ", ")));
      numbers.insert(number);
    }
    if (low > high) throw ValueError("\"" + word + "\" ends before it begins");
  }
  return numbers;
}

std::vector<Lab> choose_labs(const std::string& labs, const std::string& which) {
  const std::vector<Lab> all = load_labs(labs);
  if (which == "all") return all;
  std::vector<Lab> some;
  const auto add = [&](const Lab& lab) {
    if (std::ranges::find(some, lab.name, &Lab::name) != some.end())
      throw ValueError("--lab " + which + ": " + lab.name + " is named twice");
    some.push_back(lab);
  };
  std::istringstream words(which);
  for (std::string word; std::getline(words, word, ',');)
    if (word.find_first_not_of("0123456789-") == std::string::npos && word.find('-') != std::string::npos)
      for (const int number : lab_numbers(word, all)) add(find_lab(labs, std::to_string(number)));
    else
      add(find_lab(labs, word));
  return some;
}

}  // namespace tt::autograder
