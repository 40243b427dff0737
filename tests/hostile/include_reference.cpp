// tries: to include the module's own file by its path
// points: 0
#include "@SOURCE@/modules/quantization/params.cpp"
