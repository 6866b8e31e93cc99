/**
 * `osip2/osip_condv.h`
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
struct osip_cond;

struct osip_cond *osip_cond_init(void);

int osip_cond_destroy(struct osip_cond *cond);

int osip_cond_signal(struct osip_cond *cond);

int osip_cond_wait(struct osip_cond *cond, struct osip_mutex *mutex);

int osip_cond_timedwait(struct osip_cond *cond, struct osip_mutex *mutex, const struct timespec *abstime);

#ifdef __cplusplus
}
#endif

#endif
