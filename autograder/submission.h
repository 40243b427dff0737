#pragma once
#include <map>
#include <string>
#include <vector>

#include "autograder/lab.h"

namespace tt::autograder {

// What a student handed in.
struct Submission {
  std::string name;                                                // of the folder or archive, without .zip
  std::map<std::string, std::map<std::string, std::string>> labs;  // by lab: the file's name and its text
  std::map<std::string, std::string> checks;   // by lab: its checks.txt, where there is one
  std::map<std::string, std::string> unclear;  // by lab: which files could be the same one
  std::vector<std::string> ignored;            // every other file, and why where it matters
  std::string refused = {};                    // why none of it can be read
  bool has(const Lab& lab) const { return labs.contains(lab.name) || unclear.contains(lab.name); }
};

// Whether a file's name ends in .zip, in capitals or not.
bool is_zip(const std::string& name);

// Reads a folder or a zip. A lab's file is found as LAB/FILE wherever that folder lies, or as FILE anywhere
// if only one lab has a file of that name; of several, the one in a folder of the lab's name, then the one in
// the fewest folders. A folder that holds only a zip is read as that zip. Links are not followed. Never
// throws for what is in it: refused says what is wrong.
Submission read_submission(const std::string& path, const std::vector<Lab>& labs);

}  // namespace tt::autograder
