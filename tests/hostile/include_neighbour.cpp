// tries: to include what an honest student handed in
// points: 0
#include "@OUT@/class/000-0-honest-right/01_affine/params.cpp"
