// tries: to assemble a device that never ends
// points: 0
asm(".data\n.incbin \"/dev/zero\"\n.text\n");
@ZEROS@
