/* An ordinary program of the three libraries, for c-tests/install/run.sh: it sees to it that there is one library, not three.
   With WITH_EXOSIP it uses libeXosip2 too. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include <osip2/osip.h>
#include <osip2/osip_time.h>
#include <osipparser2/osip_parser.h>
#ifdef WITH_EXOSIP
#include <eXosip2/eXosip.h>
#endif

static int made;

static void *count_malloc(size_t size) {
  made++;
  return malloc(size);
}

/* How many files that are called after one of the libraries are mapped. */
static int libraries(void) {
  char line[4096], last[4096] = "";
  int count = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  while (maps && fgets(line, sizeof line, maps)) {
    char *path = strchr(line, '/');
    if (path && strstr(path, "osip") && strstr(path, ".so") && strcmp(path, last) != 0) {
      strcpy(last, path);
      printf("%s", path);
      count++;
    }
  }
  if (maps) fclose(maps);
  return count;
}

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
  return libraries() == expected ? 0 : 4;
}
