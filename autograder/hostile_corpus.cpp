#include <algorithm>
#include <filesystem>

#include "autograder/files.h"
#include "autograder/hostile.h"
#include "autograder/punch.h"
#include "autograder/sources.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace fs = std::filesystem;

namespace {

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

// What stands after "// key: ", or nothing.
std::string header(const std::string& text, const std::string& key) {
  const std::string mark = "// " + key + ": ";
  const std::size_t at = text.starts_with(mark) ? 0 : text.find("\n" + mark);
  if (at == std::string::npos) return "";
  const std::size_t from = text.find(mark, at) + mark.size();
  return text.substr(from, text.find('\n', from) - from);
}

}  // namespace

std::vector<Hostile> load_hostile(const std::string& folder) {
  std::vector<Hostile> corpus;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".cpp") continue;
    Hostile h;
    h.name = entry.path().stem().string();
    h.text = read_file(entry.path().string());
    h.tries = header(h.text, "tries");
    if (const std::string lab = header(h.text, "lab"); !lab.empty()) h.lab = lab;
    const std::string points = header(h.text, "points");
    if (h.tries.empty() || points.empty())
      throw Error(entry.path().string() + " does not begin with // tries: and // points:");
    h.points = std::stod(points);
    corpus.push_back(std::move(h));
  }
  std::ranges::sort(corpus, {}, &Hostile::name);
  return corpus;
}

std::string fill_hostile(const Hostile& h, const Lab& lab, const HostilePlaces& places) {
  const std::string right = module_files(lab, places.source_dir).at(lab.files[0]);
  std::string attack = punch(right, h.name);
  for (std::size_t part = 1; part <= lab.parts.size(); ++part) {
    const std::string p = std::to_string(part);
    replace_all(attack, "throw tt::NotImplemented(\"part " + p + " is not written yet\");",
                "attack(" + p + ");\n  return {};");
  }
  std::string text = h.text;
  for (const auto& [what, by] : {std::pair{"@RIGHT@", right},
                                 {"@ZEROS@", punch(right, h.name, Body::constant)},
                                 {"@ATTACK@", attack},
                                 {"@SOURCE@", places.source_dir},
                                 {"@BUILD@", places.build_dir},
                                 {"@OUT@", places.out},
                                 {"@PORT@", std::to_string(places.port)}})
    replace_all(text, what, by);
  return text;
}

}  // namespace tt::autograder
