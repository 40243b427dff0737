#!/bin/sh
# docs/pictures/make.sh [DATA]: lets the program draw the README's pictures, table.svg, model.svg and autograd.svg.
# DATA is what `tt demo --data` takes: digits, or mnist:FOLDER.
set -eu
data=${1:-digits}
case $data in mnist:*) data=mnist:$(CDPATH='' cd -- "${data#mnist:}" && pwd) ;; esac
cd "$(dirname -- "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

../../tt demo --data "$data" --out "$work" | tee "$work/demo.txt"
../../tt graph "$work/lab03-float32.safetensors" --out model.svg
../../tt graph "$work/lab03-float32.safetensors" --autograd --out autograd.svg

# The table as it stands in the terminal, from its head to the line that says what was measured.
sed -n '/^model/,/^size:/p' "$work/demo.txt" | awk '
  { gsub(/&/, "\\&amp;"); gsub(/</, "\\&lt;") }
  /^size:/ { note = $0; next }
  /[^ ]/ { line[++n] = $0; if (length($0) > widest) widest = length($0) }
  END {
    width = widest * 8.43 + 40; if (length(note) * 5.6 + 40 > width) width = length(note) * 5.6 + 40
    height = n * 21 + 54
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n", width, height, width, height
    print "<style>"
    print "  rect { fill: #f7f8fa; stroke: #ccd2db }"
    print "  text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, \"DejaVu Sans Mono\", monospace; fill: #1c2430; white-space: pre }"
    print "  .head { font-weight: 600 } .note { font: 11px system-ui, sans-serif; fill: #6d7889 }"
    print "  @media (prefers-color-scheme: dark) { rect { fill: #161b22; stroke: #343c48 } text { fill: #e8ecf2 } .note { fill: #9aa6b6 } }"
    print "</style>"
    printf "<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", width - 1, height - 1
    for (i = 1; i <= n; ++i)
      printf "<text%s x=\"20\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", i == 1 ? " class=\"head\"" : "", 12 + 21 * i, line[i]
    printf "<text class=\"note\" x=\"20\" y=\"%d\">%s</text>\n</svg>\n", height - 16, note
  }' >table.svg
