/**
 * @file
 * `osip2/osip_fifo.h`: queues between threads.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _FIFO_H_
#define _FIFO_H_

#include <osip2/osip_mt.h>
#include <osipparser2/osip_list.h>

#ifdef __cplusplus
extern "C" {
#endif

struct osip_sem;
struct osip_mutex;

typedef struct osip_fifo osip_fifo_t;

/** Whether a queue holds elements. */
enum osip_fifo_state {
  /** It does, or did. */
  osip_ok = 0,
  /** It does not. */
  osip_empty = 1
};

/** A queue between threads. */
struct osip_fifo {
  /** Guards the queue. */
  struct osip_mutex *qislocked;
  /** Counts the elements for the threads that wait. */
  struct osip_sem *qisempty;
  /** The elements. */
  osip_list_t queue;
  /** Not used: ask `osip_fifo_size`. */
  int nb_elt;
  /** Whether there is an element. */
  enum osip_fifo_state state;
};

/** Makes `ff` an empty queue. `osip_fifo_free` frees `ff` itself too: allocate it with `osip_malloc` then. */
void osip_fifo_init(osip_fifo_t *ff);

/** Frees `ff` and all that it holds but the elements. NULL is ignored. */
void osip_fifo_free(osip_fifo_t *ff);

/** Puts `element` before all others. Returns 0. */
int osip_fifo_insert(osip_fifo_t *ff, void *element);

/** Puts `element` behind all others. Returns 0. */
int osip_fifo_add(osip_fifo_t *ff, void *element);

/** How many elements there are. */
int osip_fifo_size(osip_fifo_t *ff);

/** Takes the first element out, as soon as there is one. */
void *osip_fifo_get(osip_fifo_t *ff);

/** Takes the first element out; NULL if there is none. */
void *osip_fifo_tryget(osip_fifo_t *ff);

typedef enum osip_fifo_state osip_fifo_state;

#ifdef __cplusplus
}
#endif

#endif
