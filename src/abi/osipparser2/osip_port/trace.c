/* The body of osip_trace: Rust can neither define a variadic function nor call one that takes a va_list. */

#include <stdarg.h>
#include <stddef.h>

/* Declared here, so that a compiler without the C library's headers for its target is enough. */
typedef void FILE;
int vasprintf(char **text, const char *format, va_list ap);
void free(void *text);
char *strrchr(const char *text, int c);

typedef void trace_function(const char *fi, int li, int level, const char *chfr, va_list ap);

/* The Rust side, output.rs. */
struct exosip2_trace_output {
  /* Whether a line is wanted, and the function that wants it unformatted. */
  int (*begin)(int level, trace_function **function);
  /* Takes a formatted line. */
  void (*write)(const char *fi, int li, int level, FILE *f, const char *text);
};

/* Null until a program asks for tracing. */
static const struct exosip2_trace_output *_Atomic output;

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN void exosip2_trace_connect(const struct exosip2_trace_output *to) { output = to; }

HIDDEN int exosip2_trace(const char *fi, int li, int level, FILE *f, const char *chfr, ...) {
  const struct exosip2_trace_output *out = output;
  const char *folder = fi == NULL ? NULL : strrchr(fi, '/');
  trace_function *function;
  char *text;
  va_list ap;

  if (out == NULL || chfr == NULL || !out->begin(level, &function))
    return 0;
  /* The trace shows the file without its folder. */
  if (folder != NULL)
    fi = folder + 1;
  va_start(ap, chfr);
  if (function != NULL) {
    function(fi, li, level, chfr, ap);
  } else if (vasprintf(&text, chfr, ap) >= 0) {
    out->write(fi, li, level, f, text);
    free(text);
  }
  va_end(ap);
  return 0;
}
