// tries: to have the compiler print escapes and bytes that are no text
// points: 0
#error [2J]0;10 of 10 ÿþ ::error::10 of 10
@ZEROS@
