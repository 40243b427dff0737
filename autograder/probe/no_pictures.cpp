#include "autograder/probe/probe.h"

// Part of a library, so linked only where a lab has no picture.cpp.
std::vector<tt::probe::Picture> tt::probe::pictures() { return {}; }
