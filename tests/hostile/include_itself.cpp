// tries: to include itself for ever
// points: 0
#include __FILE__
@ZEROS@
