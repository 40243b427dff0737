#include "autograder/probe/probe.h"

// Linked only where a lab has no picture.cpp, as a library's file is.
std::vector<tt::probe::Picture> tt::probe::pictures() { return {}; }
