// tries: to throw before main begins
// points: 0
static const int zero = [] { throw 7; return 0; }();
@ZEROS@
