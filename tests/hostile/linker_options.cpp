// tries: to hand the linker code and options in sections of the object
// points: 0
asm(".section .gnu.lto_.opts,\"e\",@progbits\n.asciz \"'-fplugin=@OUT@/class/any.so' '-o' '@OUT@/tt_hostile_mark'\"\n"
    ".section .deplibs,\"MS\",@progbits,1\n.asciz \"@BUILD@/labs/01_affine/liblab_01_affine_rest.a\"\n"
    ".section .interp,\"a\"\n.asciz \"@BUILD@/labs/01_affine/lab_01_affine_reference\"\n.text\n");
@ZEROS@
