// tries: to keep the compiler busy for hours, within every limit of its own
// points: 0
template <int depth, unsigned path> struct Tree {
  static constexpr int value = Tree<depth - 1, 2 * path>::value + Tree<depth - 1, 2 * path + 1>::value;
};
template <unsigned path> struct Tree<0, path> { static constexpr int value = 1; };
static_assert(Tree<31, 0>::value != 0);
@ZEROS@
