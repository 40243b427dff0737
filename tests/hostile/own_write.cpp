// tries: to define the function with which the probe writes its record
// points: 0
#include <unistd.h>
extern "C" ssize_t write(int, const void*, size_t size) { return static_cast<ssize_t>(size); }
@ZEROS@
