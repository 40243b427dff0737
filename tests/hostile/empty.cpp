// tries: to define nothing, so that the linker takes the module's own bodies
// points: 0
