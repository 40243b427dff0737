#pragma once
#include <string>

#include "autograder/panel.h"

namespace tt::autograder {

// A panel in lines of text, eight dots to a character. In colours: the student's curve over the reference's
// in grey; without: where only the reference's is, a dot. ^ stands below every place where they differ.
std::string braille(const Panel& panel, bool colours);

}  // namespace tt::autograder
