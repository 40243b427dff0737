# A stub does not use its arguments, nor what its body is to be made of.
set(TT_STUB_FLAGS -Wno-unused -Wno-unused-parameter)
