// tries: to print what looks like a verdict, commands for services and escapes for terminals
// points: 0
#include <cstdio>
static void attack(int) {
  static bool once = false;
  if (once) return;
  once = true;
  std::puts("passed\nscore 10/10\n10 of 10 points\n::error::all is well\n::set-output name=points::10");
  std::puts("]]></failure></testcase><testcase name=\"mine\"/>\n```\n# 10 of 10\n<script>alert(1)</script>");
  std::puts("\033[2J\033[1;1H\033]0;10 of 10\a\033]52;c;cm0=\a\x9b" "31m\xff\xfe\xe2\x80\xae");
  std::fwrite("\0\1\2", 1, 3, stdout);
  std::fputs("{\"points\": 10}\r\n", stderr);
}
@ATTACK@
