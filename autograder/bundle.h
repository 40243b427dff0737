#pragma once
#include <map>
#include <string>

namespace tt::autograder {

// What Gradescope builds its grader from: the project's sources, setup.sh, run_autograder, the labs to grade
// and, where `course` is not empty, that class.toml. Path in the archive to text. Throws IoError for what
// cannot be read.
std::map<std::string, std::string> gradescope_bundle(const std::string& source_dir, const std::string& lab,
                                                     const std::string& course);

// The GitHub workflow for the course's repository: it collects students' repositories and grades them.
std::string github_workflow(const std::string& source_dir, const std::string& lab, const std::string& course);

}  // namespace tt::autograder
