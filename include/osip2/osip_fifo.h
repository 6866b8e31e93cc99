/**
 * `osip2/osip_fifo.h`
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
  osip_empty = 1,
};

/** A queue between threads. */
struct osip_fifo {
  /** Guards the queue. */
  struct osip_mutex *qislocked;
  /** Counts the elements for those who wait. */
  struct osip_sem *qisempty;
  /** The elements. */
  osip_list_t queue;
  /** Not used: ask `osip_fifo_size`. */
  int nb_elt;
  /** Whether there is an element. */
  enum osip_fifo_state state;
};

void osip_fifo_init(osip_fifo_t *ff);

void osip_fifo_free(osip_fifo_t *ff);

int osip_fifo_insert(osip_fifo_t *ff, void *element);

int osip_fifo_add(osip_fifo_t *ff, void *element);

int osip_fifo_size(osip_fifo_t *ff);

void *osip_fifo_get(osip_fifo_t *ff);

void *osip_fifo_tryget(osip_fifo_t *ff);

typedef enum osip_fifo_state osip_fifo_state;

#ifdef __cplusplus
}
#endif

#endif
