// tries: to have the compiler print a file of the instructor's
// points: 0
#include "@OUT@/secret.txt"
@ZEROS@
