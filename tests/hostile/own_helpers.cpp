// tries: to define the harness's helpers that draw and take questions
// points: 0
#include <string>
#include <vector>
namespace tt { class Rng; }
namespace tt::probe {
int between(Rng&, int low, int) { return low; }
std::vector<float> normals(Rng&, int count, float) { return std::vector<float>(count); }
void weigh() {}
}  // namespace tt::probe
@ZEROS@
