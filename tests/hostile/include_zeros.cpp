// tries: to include a device that never ends
// points: 0
#include "/dev/zero"
@ZEROS@
