/**
 * `osip2/osip_mt.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_MT_H_
#define _OSIP_MT_H_

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct osip_thread;
struct osip_sem;
struct osip_mutex;

struct osip_thread *osip_thread_create(int stacksize, void *(*func)(void*), void *arg);

int osip_thread_join(struct osip_thread *thread);

int osip_thread_set_priority(struct osip_thread *thread, int priority);

void osip_thread_exit(void);

struct osip_sem *osip_sem_init(unsigned int value);

int osip_sem_destroy(struct osip_sem *sem);

int osip_sem_post(struct osip_sem *sem);

int osip_sem_wait(struct osip_sem *sem);

int osip_sem_trywait(struct osip_sem *sem);

struct osip_mutex *osip_mutex_init(void);

void osip_mutex_destroy(struct osip_mutex *mutex);

int osip_mutex_lock(struct osip_mutex *mutex);

int osip_mutex_unlock(struct osip_mutex *mutex);

#ifdef __cplusplus
}
#endif

#endif
