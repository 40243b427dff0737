// tries: to be a program of many terabytes
// points: 0
static char much[1ull << 45];
char* volatile keep = much;
@ZEROS@
