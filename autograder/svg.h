#pragma once
#include <string>
#include <vector>

#include "autograder/panel.h"

namespace tt::autograder {

// A picture's panels below its title, two to a row.
struct Drawing {
  std::string title;
  std::vector<Panel> panels;
};

// One SVG of the drawings, one below the other, as wide as a handout, for light and dark pages; no scripts,
// no external resources. A student's curves lie over the reference's in grey, and differences are marked.
std::string svg(const std::vector<Drawing>& drawings);

// Whether two SVGs look the same: numbers may be 0.1 apart, since machines round differently.
bool same_drawing(const std::string& a, const std::string& b);

}  // namespace tt::autograder
