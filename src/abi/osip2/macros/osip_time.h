/* The macros of <sys/time.h>. */
#define osip_timerisset(tvp) timerisset(tvp)
#define osip_timercmp(tvp, uvp, cmp) timercmp(tvp, uvp, cmp)
#define osip_timerclear(tvp) timerclear(tvp)
#define osip_timersub(a, b, result) timersub(a, b, result)
