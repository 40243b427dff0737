#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "autograder/ask.h"
#include "autograder/build.h"
#include "autograder/recorded.h"
#include "autograder/sources.h"

namespace tt::autograder {

// What the lab's reference program answers. Throws Error if it gives no answer.
Answer ask_reference(const Lab& lab, const LabBuild& build, const std::vector<std::string>& arguments,
                     const std::string& input = "");

// Where the lab's mutant of this index is built.
std::string mutant_folder(const std::string& build_dir, const Lab& lab, std::size_t index);

// What the reference asks and answers, and what usual mistakes answer. All of it depends only on the programs
// and the seed, so it is kept in a folder, if one is given, and reused. In a starter tree the module's files
// are stubs: questions are drawn there, and answers come from what was recorded.
class Reference {
 public:
  Reference(const Lab& lab, const LabBuild& build, std::string build_dir, std::string kept);

  probe::Values list() const;
  probe::Values question(int number, std::uint64_t seed) const;
  struct Right {
    probe::Values values;
    std::vector<std::uint64_t> resident;
  };
  Right answer(int number, std::uint64_t seed, const probe::Values& question) const;
  // What the case promises of an answer: "N text", "N bound", "N measured".
  probe::Values measure(int number, const probe::Values& question, const probe::Values& answer) const;
  // The sentence of the mistake that gives this same answer; empty if none does. made: the lab.mutants that
  // explained other answers of these files; they are tried before the part's own, and the one found joins
  // them. (Not in a starter tree: it has recorded, for each case, the mistakes of the case's own part only.)
  std::string mistake(int part, int number, std::uint64_t seed, const probe::Values& question,
                      const probe::Values& answer, std::vector<std::size_t>& made) const;
  // What the lab's mutant of this index answers; nothing if it gives no answer.
  probe::Values mutants_answer(std::size_t index, int number, std::uint64_t seed,
                               const probe::Values& question) const;

 private:
  template <class Make>
  probe::Values keep(const std::string& program, const std::string& name, const Make& make) const;

  const Lab& lab_;
  const LabBuild& build_;
  std::string build_dir_, kept_;
  Recorded recorded_;
};

}  // namespace tt::autograder
