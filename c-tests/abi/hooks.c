/* The allocator hooks, as programs hold them: by copy relocation, read by macros and written by hand. */

#include <stdio.h>
#include <stdlib.h>

#include <osipparser2/osip_port.h>

static int made, freed;

static void *count_malloc(size_t size) {
  made++;
  return malloc(size);
}

static void count_free(void *ptr) {
  freed++;
  free(ptr);
}

#define CHECK(condition) \
  do { \
    if (!(condition)) { \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      exit(1); \
    } \
  } while (0)

static void copy_and_free(void) {
  char *text = osip_strdup("text");
  CHECK(text != NULL);
  osip_free(text);
}

int main(void) {
  char *text;

  CHECK(osip_malloc_func == NULL && osip_realloc_func == NULL && osip_free_func == NULL);

  /* Written by the program, seen by the library. */
  osip_malloc_func = count_malloc;
  osip_free_func = count_free;
  copy_and_free();
  CHECK(made > 0 && made == freed);

  /* Written by the library, seen by the program. */
  osip_set_allocators(count_malloc, NULL, count_free);
  CHECK(osip_malloc_func == count_malloc && osip_realloc_func == NULL && osip_free_func == count_free);
  made = freed = 0;
  text = (char *) osip_malloc(8);
  osip_free(text);
  CHECK(made == 1 && freed == 1);

  osip_set_allocators(NULL, NULL, NULL);
  CHECK(osip_malloc_func == NULL && osip_free_func == NULL);
  copy_and_free();
  CHECK(made == 1);
  return 0;
}
