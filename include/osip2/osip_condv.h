/**
 * @file
 * `osip2/osip_condv.h`: condition variables of POSIX, on the shared heap.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __OSIP_CONDV_H__
#define __OSIP_CONDV_H__

#include <stdio.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

struct osip_mutex;

/** A condition variable. C knows it by pointer only. */
struct osip_cond;

/** Makes a condition variable. */
struct osip_cond *osip_cond_init(void);

/** Frees a condition variable that no thread waits for. Returns 0. */
int osip_cond_destroy(struct osip_cond *cond);

/** Wakes one of the threads that wait. Returns 0. */
int osip_cond_signal(struct osip_cond *cond);

/** Waits for a signal. The calling thread holds `mutex`; it is unlocked meanwhile. Returns 0. */
int osip_cond_wait(struct osip_cond *cond, struct osip_mutex *mutex);

/** As `osip_cond_wait`, until `abstime` on the wall clock at the latest: then ETIMEDOUT is returned. */
int osip_cond_timedwait(struct osip_cond *cond, struct osip_mutex *mutex, const struct timespec *abstime);

#ifdef __cplusplus
}
#endif

#endif
