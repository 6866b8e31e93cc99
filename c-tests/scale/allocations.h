/* Counts the allocations of the whole process, the library's included: these functions stand before those of the C library. */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *place, size_t size);

static atomic_long allocations;

void *malloc(size_t size)
{
	allocations++;
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	allocations++;
	return __libc_calloc(count, size);
}

void *realloc(void *place, size_t size)
{
	allocations++;
	return __libc_realloc(place, size);
}

/* The library keeps blocks only of a heap that says how large they are. */
size_t malloc_usable_size(void *place)
{
	static size_t (*next)(void *);

	if (!next)
		*(void **)&next = dlsym(RTLD_NEXT, "malloc_usable_size");
	return next(place);
}

#endif
