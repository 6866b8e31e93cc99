/**
 * @file
 * `osip2/osip_mt.h`: threads, mutexes and semaphores of POSIX, on the shared heap.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_MT_H_
#define _OSIP_MT_H_

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A mutex. C knows it by pointer only. */
struct osip_mutex;

/** A semaphore. C knows it by pointer only. */
struct osip_sem;

/** A thread. C knows it by pointer only. */
struct osip_thread;

/**
 * Starts a thread that runs `func(arg)`. `stacksize` is not used. NULL if there can be no further thread. After
 * `osip_thread_join` the caller frees the handle with `osip_free`.
 */
struct osip_thread *osip_thread_create(int stacksize, void *(*func)(void*), void *arg);

/** Waits for the end of a thread. Returns 0, or what `pthread_join` returns. */
int osip_thread_join(struct osip_thread *thread);

/** Does nothing and returns 0. */
int osip_thread_set_priority(struct osip_thread *thread, int priority);

/** Makes a semaphore that counts `value`. NULL if that is too large. */
struct osip_sem *osip_sem_init(unsigned int value);

/** Frees a semaphore that no thread waits for. Returns 0, also for NULL. */
int osip_sem_destroy(struct osip_sem *sem);

/** Counts one up. Returns 0, or OSIP_UNDEFINED_ERROR at the largest count. */
int osip_sem_post(struct osip_sem *sem);

/** Counts one down, as soon as the count is not 0. Returns 0, or OSIP_UNDEFINED_ERROR if a signal came first. */
int osip_sem_wait(struct osip_sem *sem);

/** Counts one down. OSIP_UNDEFINED_ERROR if the count is 0. */
int osip_sem_trywait(struct osip_sem *sem);

/** Makes a mutex. It is not recursive: locking it twice in one thread never ends. */
struct osip_mutex *osip_mutex_init(void);

/** Frees a mutex that no thread holds. NULL is ignored. */
void osip_mutex_destroy(struct osip_mutex *mutex);

/** Locks a mutex, as soon as no other thread holds it. Returns 0. */
int osip_mutex_lock(struct osip_mutex *mutex);

/** Unlocks a mutex that this thread holds. Returns 0. */
int osip_mutex_unlock(struct osip_mutex *mutex);

/** Ends the calling thread. */
void osip_thread_exit(void);

#ifdef __cplusplus
}
#endif

#endif
