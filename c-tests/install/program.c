/* An ordinary program of the three libraries, for c-tests/install: it checks that all functions come from one library.
   program COUNT [FOLDER]: so many files of the libraries have to be mapped, all from FOLDER.
   With WITH_EXOSIP it uses libeXosip2 too; with WITH_DLOPEN it opens libosipparser2.so.15 by itself. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* RTLD_DEFAULT */
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#ifdef WITH_DLOPEN
#include <dlfcn.h>
#endif

#include <osip2/osip.h>
#include <osip2/osip_time.h>
#include <osipparser2/osip_parser.h>
#ifdef WITH_EXOSIP
#include <eXosip2/eXosip.h>
#endif

#ifndef WITH_DLOPEN
static int made;

static void *count_malloc(size_t size) {
  made++;
  return malloc(size);
}
#endif

/* The number of mapped files of the three libraries; -1 if one is not in `folder`. */
static int libraries(const char *folder) {
  char line[4096], last[4096] = "";
  int count = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  while (maps && fgets(line, sizeof line, maps)) {
    char *path = strchr(line, '/');
    if (path && strstr(path, "osip") && strstr(path, ".so") && strcmp(path, last) != 0) {
      strcpy(last, path);
      printf("%s", path);
      if (folder && strncmp(path, folder, strlen(folder)) != 0) return -1;
      count++;
    }
  }
  if (maps) fclose(maps);
  return count;
}

#ifdef WITH_DLOPEN
/* What languages without headers do: they open the library by its soname and look functions up. */
int main(int argc, char **argv) {
  void *library = dlopen("libosipparser2.so.15", RTLD_NOW | RTLD_LOCAL);
  char *(*duplicate)(const char *);
  char *text;

  if (library == NULL) {
    puts(dlerror());
    return 1;
  }
  *(void **)&duplicate = dlsym(library, "osip_strdup");
  if (duplicate == NULL || dlsym(library, "osip_message_parse") == NULL || dlsym(RTLD_DEFAULT, "osip_message_parse") != NULL) return 2;
  text = duplicate("text");
  if (text == NULL || strcmp(text, "text") != 0) return 3;
  free(text);
  return libraries(argc > 2 ? argv[2] : NULL) == (argc > 1 ? atoi(argv[1]) : 2) ? 0 : 4;
}
#else
int main(int argc, char **argv) {
  struct timeval now;
  char *text;
  int expected = argc > 1 ? atoi(argv[1]) : 1;

  if (osip_gettimeofday(&now, NULL) != 0) return 1;

  /* The hook is one object for the program and for all names of the library. */
  osip_malloc_func = count_malloc;
  text = osip_strdup("text");
  if (text == NULL || made != 1) return 2;
  osip_free(text);
  osip_malloc_func = NULL;

#ifdef WITH_EXOSIP
  if (eXosip_get_version() == NULL) return 3;
#endif
  return libraries(argc > 2 ? argv[2] : NULL) == expected ? 0 : 4;
}
#endif
