// tries: to give the compiler options that write files and load code
// points: 0
#pragma GCC optimize("dump-tree-all=/tmp/tt_hostile_mark_dump")
#pragma GCC optimize("plugin=@OUT@/class/any.so")
#pragma GCC optimize("profile-generate=/tmp/tt_hostile_mark_profile")
__attribute__((optimize("dump-rtl-all=@OUT@/tt_hostile_mark_dump"))) int one() { return 1; }
@ZEROS@
