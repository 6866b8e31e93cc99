/**
 * `osipparser2/osip_port.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_PORT_H_
#define _OSIP_PORT_H_

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <osipparser2/osip_const.h>
#include <osipparser2/osip_list.h>

#ifdef __cplusplus
extern "C" {
#endif

/** It worked. */
#define OSIP_SUCCESS 0

/** None of the others. */
#define OSIP_UNDEFINED_ERROR -1

/** An argument is missing or out of range. */
#define OSIP_BADPARAMETER -2

/** Not now. */
#define OSIP_WRONG_STATE -3

/** No memory. */
#define OSIP_NOMEM -4

/** Text that does not parse. */
#define OSIP_SYNTAXERROR -5

/** There is no such thing. */
#define OSIP_NOTFOUND -6

/** Initialise first. */
#define OSIP_API_NOT_INITIALIZED -7

/** No network. */
#define OSIP_NO_NETWORK -10

/** Somebody else has the port. */
#define OSIP_PORT_BUSY -11

/** No address for the name. */
#define OSIP_UNKNOWN_HOST -12

/** Not used. */
#define OSIP_DISK_FULL -30

/** Not used. */
#define OSIP_NO_RIGHTS -31

/** A file is missing. */
#define OSIP_FILE_NOT_EXIST -32

/** Nobody answered. */
#define OSIP_TIMEOUT -50

/** Not used. */
#define OSIP_TOOMUCHCALL -51

/** Not used. */
#define OSIP_WRONG_FORMAT -52

/** No codec in common. */
#define OSIP_NOCOMMONCODEC -53

/** Tried often enough. */
#define OSIP_RETRY_LIMIT -60

/** Older number of a failure; not returned by any function. */
#define SIP_SYNTAX_ERROR -1

/** As `SIP_SYNTAX_ERROR`. */
#define SIP_NETWORK_ERROR -2

/** As `SIP_SYNTAX_ERROR`. */
#define SIP_ECONNREFUSED -3

/** As `SIP_SYNTAX_ERROR`. */
#define SIP_RESSOURCE_ERROR -4

/** As `SIP_SYNTAX_ERROR`. */
#define SIP_GLOBAL_ERROR -5

/** A trace level is on. */
#define LOG_TRUE 1

/** A trace level is off. */
#define LOG_FALSE 0

/** How grave or how detailed a line of trace is. */
enum _trace_level {
  /** `OSIP_FATAL`: the process cannot go on. */
  TRACE_LEVEL0 = 0,
  /** `OSIP_BUG`: a mistake in the library. */
  TRACE_LEVEL1 = 1,
  /** `OSIP_ERROR`: something failed. */
  TRACE_LEVEL2 = 2,
  /** `OSIP_WARNING`: something is odd. */
  TRACE_LEVEL3 = 3,
  /** `OSIP_INFO1`: what the application did. */
  TRACE_LEVEL4 = 4,
  /** `OSIP_INFO2`: what the network did. */
  TRACE_LEVEL5 = 5,
  /** `OSIP_INFO3`: what a transaction did. */
  TRACE_LEVEL6 = 6,
  /** `OSIP_INFO4`: everything else. */
  TRACE_LEVEL7 = 7,
  /** How many there are; never traced. */
  END_TRACE_LEVEL = 8,
};

typedef enum _trace_level osip_trace_level_t;

void osip_set_allocators(void *(*malloc_func)(size_t), void *(*realloc_func)(void*, size_t), void (*free_func)(void*));

unsigned int osip_build_random_number(void);

void osip_usleep(int useconds);

int osip_atoi(const char *number);

int osip_strcasecmp(const char *s1, const char *s2);

int osip_strncasecmp(const char *s1, const char *s2, size_t len);

char *osip_strcasestr(const char *haystack, const char *needle);

char *osip_strncpy(char *dest, const char *src, size_t length);

char *osip_strdup(const char *ch);

char *osip_strdup_without_quote(const char *ch);

int osip_tolower(char *word);

int osip_clrspace(char *word);

int __osip_set_next_token(char **dest, char *buf, int end_separator, char **next);

const char *__osip_quote_find(const char *qstring);

char *osip_enquote(const char *s);

void osip_dequote(char *s);

unsigned long osip_hash(const char *str);

char *osip_str_append(char *dst, const char *src);

char *osip_strn_append(char *dst, const char *src, size_t len);

char *osip_clrncpy(char *dst, const char *src, size_t len);

void osip_trace_initialize_func(osip_trace_level_t level, void *func);

void osip_trace_initialize_syslog(osip_trace_level_t level, char *ident);

int osip_trace_initialize(osip_trace_level_t level, FILE *file);

void osip_trace_enable_until_level(osip_trace_level_t level);

void osip_trace_enable_level(osip_trace_level_t level);

void osip_trace_disable_level(osip_trace_level_t level);

int osip_is_trace_level_activate(osip_trace_level_t level);

const char *osip_strerror(int err);

/* The allocator hooks. NULL stands for `malloc`, `realloc` and `free`; `osip_set_allocators` sets them. */
typedef void *osip_malloc_func_t(size_t size);
typedef void *osip_realloc_func_t(void *ptr, size_t size);
typedef void osip_free_func_t(void *ptr);

extern osip_malloc_func_t *osip_malloc_func;
extern osip_realloc_func_t *osip_realloc_func;
extern osip_free_func_t *osip_free_func;

#ifndef osip_malloc
#define osip_malloc(S) (osip_malloc_func ? osip_malloc_func(S) : malloc(S))
#endif
#ifndef osip_realloc
#define osip_realloc(P, S) (osip_realloc_func ? osip_realloc_func((P), (S)) : realloc((P), (S)))
#endif
/* A block, not an expression: programs write `osip_free(p)` without a semicolon too. */
#ifndef osip_free
#define osip_free(P) { if ((P) != NULL) { if (osip_free_func) osip_free_func(P); else free(P); } }
#endif

#define SP " \0"

/* What takes the place of the built-in trace output. */
typedef void osip_trace_func_t(const char *fi, int li, osip_trace_level_t level, const char *chfr, va_list ap);

/**
 * Writes one line of trace, as `printf` does, if `level` is enabled. `fi` and `li` tell where in the source;
 * `f` is where to write to, or NULL for the place that `osip_trace_initialize` was given.
 */
int osip_trace(const char *fi, int li, osip_trace_level_t level, FILE *f, const char *chfr, ...);

#define OSIP_FATAL TRACE_LEVEL0
#define OSIP_BUG TRACE_LEVEL1
#define OSIP_ERROR TRACE_LEVEL2
#define OSIP_WARNING TRACE_LEVEL3
#define OSIP_INFO1 TRACE_LEVEL4
#define OSIP_INFO2 TRACE_LEVEL5
#define OSIP_INFO3 TRACE_LEVEL6
#define OSIP_INFO4 TRACE_LEVEL7

/* Without ENABLE_TRACE these vanish, arguments and all. */
#ifdef ENABLE_TRACE
#define TRACE_INITIALIZE(level, file) osip_trace_initialize((level), (file))
#define TRACE_ENABLE_LEVEL(level) osip_trace_enable_level(level)
#define TRACE_DISABLE_LEVEL(level) osip_trace_disable_level(level)
#define IS_TRACE_LEVEL_ACTIVATE(level) osip_is_trace_level_activate(level)
#define OSIP_TRACE(P) P
#else
#define TRACE_INITIALIZE(level, file) do { } while (0)
#define TRACE_ENABLE_LEVEL(level) do { } while (0)
#define TRACE_DISABLE_LEVEL(level) do { } while (0)
#define IS_TRACE_LEVEL_ACTIVATE(level) (-1)
#define OSIP_TRACE(P) do { } while (0)
#endif

/* Doubly linked lists of the program's own records, which have members `next` and `parent`. */
#define REMOVE_ELEMENT(first_element, element) { \
  if ((element)->parent) (element)->parent->next = (element)->next; else (first_element) = (element)->next; \
  if ((element)->next) (element)->next->parent = (element)->parent; \
  (element)->next = NULL; \
  (element)->parent = NULL; \
}
#define ADD_ELEMENT(first_element, element) { \
  (element)->next = (first_element); \
  (element)->parent = NULL; \
  if (first_element) (first_element)->parent = (element); \
  (first_element) = (element); \
}
#define APPEND_ELEMENT(type_of_element_t, first_element, element) { \
  type_of_element_t *last_element_ = (first_element); \
  while (last_element_ && last_element_->next) last_element_ = last_element_->next; \
  (element)->next = NULL; \
  (element)->parent = last_element_; \
  if (last_element_) last_element_->next = (element); else (first_element) = (element); \
}

#ifdef __cplusplus
}
#endif

#endif
