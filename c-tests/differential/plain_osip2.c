/* The plain parts of libosip2: queues, locks, threads, times. */
#include "show.h"

#include <time.h>

#include <osip2/osip_mt.h> /* before osip_condv.h, which needs it */
#include <osip2/osip_condv.h>
#include <osip2/osip_fifo.h>
#include <osip2/osip_time.h>

static void queues(void)
{
	static char one[] = "one", two[] = "two", three[] = "three";
	osip_fifo_t *fifo = osip_malloc(sizeof *fifo);

	osip_fifo_init(fifo);
	printf("size %d\n", osip_fifo_size(fifo));
	printf("tryget %s\n", or_null(osip_fifo_tryget(fifo)));
	printf("add %d", osip_fifo_add(fifo, one));
	printf(" %d", osip_fifo_add(fifo, two));
	printf(" insert %d", osip_fifo_insert(fifo, three));
	printf(" size %d\n", osip_fifo_size(fifo));
	printf("get %s", or_null(osip_fifo_get(fifo)));
	printf(" tryget %s", or_null(osip_fifo_tryget(fifo)));
	printf(" get %s", or_null(osip_fifo_get(fifo)));
	printf(" tryget %s\n", or_null(osip_fifo_tryget(fifo)));
	osip_fifo_free(fifo);
}

static struct osip_mutex *mutex;
static struct osip_sem *gate;
static struct osip_cond *condition;
static int ready;

static void *worker(void *argument)
{
	osip_sem_wait(gate);
	osip_mutex_lock(mutex);
	ready = *(int *)argument;
	osip_cond_signal(condition);
	osip_mutex_unlock(mutex);
	return NULL;
}

static void threads(void)
{
	struct osip_thread *thread;
	struct timespec soon;
	int value = 7;

	mutex = osip_mutex_init();
	gate = osip_sem_init(0);
	condition = osip_cond_init();
	printf("made %d %d %d\n", mutex != NULL, gate != NULL, condition != NULL);
	printf("trywait %d", osip_sem_trywait(gate) == 0);
	printf(" post %d", osip_sem_post(gate));
	printf(" trywait %d\n", osip_sem_trywait(gate));
	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec = 0;
	osip_mutex_lock(mutex);
	printf("timed wait %d\n", osip_cond_timedwait(condition, mutex, &soon) != 0);
	osip_mutex_unlock(mutex);

	thread = osip_thread_create(0, worker, &value);
	osip_mutex_lock(mutex);
	osip_sem_post(gate);
	while (!ready)
		osip_cond_wait(condition, mutex);
	printf("ready %d\n", ready);
	osip_mutex_unlock(mutex);
	printf("join %d\n", osip_thread_join(thread));
	osip_free(thread);
	osip_cond_destroy(condition);
	osip_sem_destroy(gate);
	osip_mutex_destroy(mutex);
}

static void times(void)
{
	struct timeval a = {5, 900000}, b = {6, 100000}, now;

	printf("compare %d %d %d\n", osip_timercmp(&a, &b, <) != 0, osip_timercmp(&a, &b, >) != 0, osip_timercmp(&a, &a, <=) != 0);
	add_gettimeofday(&a, 250);
	printf("later %ld %ld\n", (long)a.tv_sec, (long)a.tv_usec);
	min_timercmp(&a, &b);
	printf("smaller %ld %ld\n", (long)a.tv_sec, (long)a.tv_usec);
	osip_gettimeofday(&now, NULL);
	printf("a date after 2020 %d\n", now.tv_sec > 1577836800 || osip_getsystemtime(NULL) > 0);
}

int main(void)
{
	start();
	queues();
	threads();
	times();
	return 0;
}
