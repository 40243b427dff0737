// tries: to define the harness's own function that makes the record
// points: 0
#include <string>
#include <vector>
namespace tt::probe {
class Values {
 public:
  std::string to_bytes() const;
};
std::string Values::to_bytes() const { return ""; }
}  // namespace tt::probe
@ZEROS@
