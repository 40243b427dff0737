// tries: to instantiate templates without end
// points: 0
template <int n> struct Endless : Endless<n + 1> {};
Endless<0> endless;
@ZEROS@
