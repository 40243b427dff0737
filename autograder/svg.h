#pragma once
#include <string>
#include <vector>

#include "autograder/panel.h"

namespace tt::autograder {

// A picture's panels below its title, two beside one another.
struct Drawing {
  std::string title;
  std::vector<Panel> panels;
};

// One SVG of them all, one below the other, as wide as a handout, for light and dark pages; no scripts,
// nothing from elsewhere. Where a student's curves are, they lie over the reference's in grey, and what
// differs is marked.
std::string svg(const std::vector<Drawing>& drawings);

// Whether two SVGs are the same to the eye: numbers may be a tenth apart, as machines round differently.
bool same_drawing(const std::string& a, const std::string& b);

}  // namespace tt::autograder
