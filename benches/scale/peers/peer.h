/* What the clients of other libraries share: how long the accounts take together, as one JSON object. */
#ifndef PEER_H
#define PEER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* REGISTERs under way at once, as in the least client. */
#define WINDOW 64

static struct {
	double wall, cpu;
	long memory;
} start;

static double wall_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static double cpu_now(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static long resident(void)
{
	long total = 0, pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f) {
		if (fscanf(f, "%ld %ld", &total, &pages) != 2)
			pages = 0;
		fclose(f);
	}
	return pages * sysconf(_SC_PAGESIZE);
}

static void begin(void)
{
	start.memory = resident();
	start.wall = wall_now();
	start.cpu = cpu_now();
}

/* All have answered; the process ends, whatever the library still has to clean up. */
static void end(int done, int failed)
{
	double wall = wall_now() - start.wall, cpu = cpu_now() - start.cpu;

	printf("{\"done\":%d,\"failed\":%d,\"seconds\":%.6f,\"per_second\":%.1f,\"cpu_us\":%.3f,\"bytes\":%ld}\n", done, failed, wall,
	       done / wall, cpu * 1e6 / (done ? done : 1), (resident() - start.memory) / (done ? done : 1));
	fflush(stdout);
	_exit(failed != 0);
}

#endif
