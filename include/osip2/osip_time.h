/**
 * `osip2/osip_time.h`
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

void add_gettimeofday(struct timeval *atv, int ms);

void min_timercmp(struct timeval *tv1, struct timeval *tv2);

int osip_gettimeofday(struct timeval *tp, void *tz);

time_t osip_getsystemtime(time_t *t);

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
