// tries: to bend the public headers with macros, and the library with specialisations of its own
// points: 0
#define private public
#define float double
#define NotImplemented ValueError
#include "modules/quantization/params.h"
#include "autograder/probe/probe.h"
template <> struct std::hash<float> {};
@ZEROS@
