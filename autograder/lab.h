#pragma once
#include <set>
#include <string>
#include <vector>

namespace tt::autograder {

struct Part {
  std::string name, formula;
  double points = 1;
};

// The module's file with one text replaced: a usual mistake in a part, with the sentence that names it to a
// student; or, without a part, another way to be right.
struct Edit {
  int part = 1;
  std::string sentence, find, replace, file;
};

// A folder labs/NN_name.
struct Lab {
  int number = 0;
  std::string name, folder;  // "01_affine", its path
  std::string title, question, module;
  std::vector<std::string> files;  // that the student writes: in the module, and in this folder too
  int minutes = 60;
  double seconds = 2;  // for one case
  int memory_mb = 1024;
  std::vector<Part> parts;
  std::vector<Edit> mutants, alternatives;

  double points() const;
};

// From lab.toml and mutants.toml. Throws Error with the file and the line of what is missing or wrong.
Lab load_lab(const std::string& folder);
// The folders in labs/ that hold a lab.toml, by name.
std::vector<std::string> lab_folders(const std::string& labs);
// All of them, by number.
std::vector<Lab> load_labs(const std::string& labs);
// By number, "1" or "01", or by name. Throws Error listing the labs there are.
Lab find_lab(const std::string& labs, const std::string& which);

// The labs' numbers in "1-5", "1,3,7-9" or "all". Throws ValueError for others, naming those there are.
std::set<int> lab_numbers(const std::string& text, const std::vector<Lab>& all);
// "all", or numbers, names and ranges like 1-3, comma-separated. Throws Error for an unknown or repeated lab.
std::vector<Lab> choose_labs(const std::string& labs, const std::string& which);

}  // namespace tt::autograder
