#pragma once
#include <string>

#include "autograder/panel.h"

namespace tt::autograder {

// A panel as lines of text, eight dots to a character. In colours, the student's curve lies over the
// reference's in grey; without, a dot marks where only the reference's is. ^ stands below every difference.
std::string braille(const Panel& panel, bool colours);

}  // namespace tt::autograder
