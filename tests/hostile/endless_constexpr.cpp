// tries: to compute without end while it is compiled
// points: 0
constexpr unsigned long endless() {
  unsigned long n = 0;
  for (;;) n = n * 3 + 1;
  return n;
}
static constexpr unsigned long never = endless();
@ZEROS@
