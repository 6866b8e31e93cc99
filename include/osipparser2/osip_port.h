/**
 * @file
 * `osipparser2/osip_port.h`: error codes, memory, text, the trace.
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

/** The port is in use. */
#define OSIP_PORT_BUSY -11

/** No address for the name. */
#define OSIP_UNKNOWN_HOST -12

/** Not used. */
#define OSIP_DISK_FULL -30

/** Not used. */
#define OSIP_NO_RIGHTS -31

/** A file is missing. */
#define OSIP_FILE_NOT_EXIST -32

/** No response. */
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
  END_TRACE_LEVEL = 8
};

typedef enum _trace_level osip_trace_level_t;

/**
 * The decimal number that `number` begins with, after white space and a sign; 0 if there is none, -1 for NULL
 * and for more than 64 bits. A number between 32 and 64 bits is cut to its low bits.
 */
int osip_atoi(const char *number);

/**
 * Compares two strings, ASCII letters without regard to case: 0 if they are equal, below or above 0 as `s1`
 * comes before or after `s2`. OSIP_BADPARAMETER, which is not 0 either, if one is NULL.
 */
int osip_strcasecmp(const char *s1, const char *s2);

/** As `osip_strcasecmp`, for at most the first `len` bytes of each. */
int osip_strncasecmp(const char *s1, const char *s2, size_t len);

/** Where `needle` first stands in `haystack`, without regard to case; NULL if nowhere. */
char *osip_strcasestr(const char *haystack, const char *needle);

/**
 * Copies at most `length` bytes of `src` to `dest`, fills up with NULs to `length` bytes and adds one NUL:
 * `dest` has room for `length + 1` bytes. Returns `dest`.
 */
char *osip_strncpy(char *dest, const char *src, size_t length);

/** Copies a string; the caller frees the copy with `osip_free`. NULL for NULL. */
char *osip_strdup(const char *ch);

/** As `osip_strdup`, but if the string begins with a quote, without its first and its last byte. */
char *osip_strdup_without_quote(const char *ch);

/** Makes the ASCII letters of `word` lower case, in place. Returns 0. */
int osip_tolower(char *word);

/** Removes white space from both ends of `word`, in place. Returns 0, or OSIP_UNDEFINED_ERROR for NULL. */
int osip_clrspace(char *word);

/**
 * Copies what stands in `buf` before `end_separator` to `dest`, for the caller to free with `osip_free`, and sets
 * `next` behind the separator. OSIP_UNDEFINED_ERROR if nothing stands before it, or if the line ends first;
 * `next` is NULL then and `dest` untouched.
 */
int __osip_set_next_token(char **dest, char *buf, int end_separator, char **next);

/** The first quote in `qstring` that no backslash escapes; NULL if there is none. */
const char *__osip_quote_find(const char *qstring);

/**
 * `s` in quotes, with a backslash before quotes and backslashes, and blanks for line breaks. The caller frees
 * it with `osip_free`.
 */
char *osip_enquote(const char *s);

/**
 * Undoes `osip_enquote`, in place: if `s` begins with a quote, that one, a quote at the end and the escaping
 * backslashes are removed.
 */
void osip_dequote(char *s);

/** A 32-bit hash of a string (Bernstein's, times 33); 0 for NULL. Not for data that an attacker may choose. */
unsigned long osip_hash(const char *str);

/** Copies `src` to `dst` and returns the end of the copy, where the next part goes. */
char *osip_str_append(char *dst, const char *src);

/** As `osip_strncpy`, but returns `dst + len`. */
char *osip_strn_append(char *dst, const char *src, size_t len);

/**
 * Copies at most `len` bytes of `src` to `dst`, which has room for `len + 1`, without the white space at both
 * ends. Returns `dst`; NULL, and an empty `dst`, if `src` is NULL or `len` is 0.
 */
char *osip_clrncpy(char *dst, const char *src, size_t len);

/**
 * Makes the library allocate through the three functions instead of `malloc`, `realloc` and `free`; NULL stands
 * for those. Call it before any other function: memory can be freed only by the allocator that it came from.
 */
void osip_set_allocators(void *(*malloc_func)(size_t), void *(*realloc_func)(void*, size_t), void (*free_func)(void*));

/** A random number below 2^31, from the kernel's generator. */
unsigned int osip_build_random_number(void);

/** Sleeps for `useconds` microseconds, or until a signal is caught. Nothing for a negative number. */
void osip_usleep(int useconds);

/**
 * Sends the trace to `func` from now on, and switches on the levels below `level` only. `func` gets what
 * `osip_trace` gets. NULL undoes it. It may be called by any thread.
 */
void osip_trace_initialize_func(osip_trace_level_t level, void (*func)(const char*,
                                                                       int,
                                                                       osip_trace_level_t,
                                                                       const char*,
                                                                       va_list));

/**
 * Sends the trace to the system log from now on, unless it goes to a function, and switches on the levels below
 * `level` only. `ident` is copied; NULL stands for the program's name.
 */
void osip_trace_initialize_syslog(osip_trace_level_t level, char *ident);

/**
 * Writes the trace to `file` from now on, unless it goes to a function or to the system log, and switches on the
 * levels below `level` only: END_TRACE_LEVEL for all. NULL stands for the standard output. The file stays open as
 * long as there may be a trace. Returns 0.
 *
 * Nothing is traced before one of the three initialising functions was called.
 */
int osip_trace_initialize(osip_trace_level_t level, FILE *file);

/** Switches on the levels below `level`, and the others off. */
void osip_trace_enable_until_level(osip_trace_level_t level);

/** Switches one level on. */
void osip_trace_enable_level(osip_trace_level_t level);

/** Switches one level off. */
void osip_trace_disable_level(osip_trace_level_t level);

/** LOG_TRUE if the level is on, else LOG_FALSE. */
int osip_is_trace_level_activate(osip_trace_level_t level);

/** The text for a return value: a constant. */
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
