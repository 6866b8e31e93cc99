/**
 * @file
 * `osip2/osip_time.h`: the clock of timers, which cannot be set. It starts with the machine, so that a `time_t` of 32
 * bits is enough for it.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_TIME_H_
#define _OSIP_TIME_H_

#include <sys/time.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Adds `ms` milliseconds to `atv`. From 1000000 ms on, whole seconds only: the microseconds become 0. A negative
 * `ms` may leave negative microseconds.
 */
void add_gettimeofday(struct timeval *atv, int ms);

/** Makes `tv1` the earlier of the two. A `tv2` with -1 seconds stands for no time at all. */
void min_timercmp(struct timeval *tv1, struct timeval *tv2);

/**
 * Sets `tp` to the time of the monotonic clock, which starts anywhere and never jumps. `tz` is not used.
 * Returns 0.
 */
int osip_gettimeofday(struct timeval *tp, void *tz);

/** The whole seconds of the monotonic clock, also put into `t` unless that is NULL. */
time_t osip_getsystemtime(time_t *t);

/** Does nothing: the clock needs no help when the system's time is set. */
void osip_compensatetime(void);

/* The macros of <sys/time.h>. */
#define osip_timerisset(tvp) timerisset(tvp)
#define osip_timercmp(tvp, uvp, cmp) timercmp(tvp, uvp, cmp)
#define osip_timerclear(tvp) timerclear(tvp)
#define osip_timersub(a, b, result) timersub(a, b, result)

#ifdef __cplusplus
}
#endif

#endif
