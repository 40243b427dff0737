// tries: to take the reference's program in when assembling, and to read the answers in it
// points: 0
asm(".data\nstolen: .incbin \"@BUILD@/labs/01_affine/lab_01_affine_reference\"\n.text\n");
@ZEROS@
