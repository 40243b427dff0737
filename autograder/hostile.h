#pragma once
#include <string>
#include <vector>

#include "autograder/grade_json.h"

namespace tt::autograder {

// A submission that attacks. Its file begins with
//   // tries: one sentence
//   // points: the most that it deserves
//   // lab: 05            (01 if left out)
// and is a lab's one file. Placeholders stand for what differs from machine to machine:
//   @RIGHT@     the module's own file          @SOURCE@, @BUILD@, @OUT@   folders: the course's source, its
//   @ZEROS@     the same, all bodies zeros     build, and where the class is graded
//   @ATTACK@    each body: attack(PART), zeros @PORT@  where a listener is on 127.0.0.1
struct Hostile {
  std::string name, lab = "01", tries, text;
  double points = 0;
};
// The folder's *.cpp files, by name. Throws Error for one without such a beginning.
std::vector<Hostile> load_hostile(const std::string& folder);

struct HostilePlaces {
  std::string source_dir, build_dir, out;
  int port = 0;
};
// The text of its file, with the placeholders filled in.
std::string fill_hostile(const Hostile& hostile, const Lab& lab, const HostilePlaces& places);

struct HostileOptions {
  std::string corpus, labs, source_dir, build_dir;
  std::string out;  // a folder, empty or missing
  std::uint64_t seed = 1;
  int jobs = 2;
};

struct HostileResult {
  std::string name, tries, verdict;
  double points = 0, deserved = 0;
};

struct HostileRun {
  std::vector<HostileResult> results;
  std::vector<std::string> wrong = {};  // a sentence for each thing that went wrong; empty: all held
  double seconds = 0;
};

// Grades the corpus as a class, with honest submissions before, among and after it. Throws Error where
// processes cannot be sandboxed.
HostileRun run_hostile(const HostileOptions& options);

}  // namespace tt::autograder
