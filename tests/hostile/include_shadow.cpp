// tries: to have the compiler print the machine's passwords
// points: 0
#include "/etc/shadow"
@ZEROS@
