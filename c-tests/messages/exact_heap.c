/* The same program, whose heap also says how large a block is: no larger than was asked for, unlike the blocks of glibc. */
#define EXACT_SIZES
#include "own_heap.c"
