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
