// tries: to fill the disk with an object file of a terabyte
// points: 0
asm(".data\n.fill 1099511627776, 1, 1\n.text\n");
@ZEROS@
