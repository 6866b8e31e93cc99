/* What the tests in C share: checks that go on after a failure, peers to talk to, and waits that end. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <eXosip2/eXosip.h>

/* A failed check is reported with its place and makes report() answer 1; the test goes on. */
#define CHECK(truth) check((truth) != 0, #truth, __FILE__, __LINE__)
#define CHECK_INT(got, wanted) check_int((got), (wanted), #got, __FILE__, __LINE__)
#define CHECK_TEXT(got, wanted) check_text((got), (wanted), #got, __FILE__, __LINE__)
/* One row of a table: what is called, the code that it has to answer, the call. */
#define ROW(what, wanted, call) check_int((call), (wanted), what, __FILE__, __LINE__)
int check(int truth, const char *what, const char *file, int line);
int check_int(long got, long wanted, const char *what, const char *file, int line);
int check_text(const char *got, const char *wanted, const char *what, const char *file, int line);

/* Says how many checks there were; the exit code of main(). */
int report(void);

/* Another process on loopback that answers over UDP and TCP. */
struct peer {
	int pid;
	int port;
	char log[64];
};

/* Starts the peer of the project called `name` with a list of options that ends with NULL; its log is a temporary file. */
struct peer *start_peer(const char *name, ...);
void stop_peer(struct peer *peer);
/* All that the peer has written to its log so far; to be freed. */
char *peer_log(const struct peer *peer);
/* How many times `text` stands in the log. */
int peer_saw(const struct peer *peer, const char *text);
/* Waits until `text` stands in the log `times` times; 0 when it does not within `seconds`. */
int peer_will_see(const struct peer *peer, const char *text, int times, int seconds);
/* `sip:127.0.0.1:PORT`, followed by `parameters`; good until the fourth call after this one. */
const char *peer_uri(const struct peer *peer, const char *parameters);

/* A name server with nothing in its zone. */
struct peer *start_nameserver(void);
/* What it knows from now on: lines as tests/nameserver/src/zone.rs has them. */
void set_zone(const char *format, ...) __attribute__((format(printf, 1, 2)));
void use_nameserver(struct eXosip_t *context, const struct peer *nameserver);

/* A context that listens on a free loopback port: UDP, or TCP. Contacts are not corrected (option 2 is off). */
struct eXosip_t *open_context(int protocol, int family);
/* The same, and it asks this name server. */
struct eXosip_t *open_resolving(int protocol, const struct peer *nameserver);
void close_context(struct eXosip_t *context);

/* The next event, or NULL after `seconds`; the automatic action runs meanwhile. To be freed. */
eXosip_event_t *next_event(struct eXosip_t *context, double seconds);
/* The status of the answer that the event brings; 0 if there is none. */
int event_status(const eXosip_event_t *event);
/* Waits until so many registrations succeed; between there may be challenges only. Ends the program otherwise. */
void await_successes(struct eXosip_t *context, int count);
/* Waits until registration `rid` is settled: the status of the last answer, 0 for none, -1 when nothing came.
   401, 407 and 423 are no end: they are followed by another attempt. */
int settle(struct eXosip_t *context, int rid, double seconds);

/* Whether registration `rid` succeeds in the end, whatever fails on the way. */
int settle_well(struct eXosip_t *context, int rid, double seconds);

/* A UDP port of 127.0.0.1 whose owner never answers. */
int silent_port(void);

/* Builds and sends the first REGISTER of `from`; its rid or the error. */
int send_first(struct eXosip_t *context, const char *from, const char *proxy, int expires);
/* Builds and sends the next REGISTER of `rid`; 0 or the error. */
int send_next(struct eXosip_t *context, int rid, int expires);

double seconds_now(void);

/* `number`, or a small part of it where each step takes long (under valgrind, which c-tests/run.sh tells by PATIENCE). */
int fewer(int number);

/* Whether TLS cannot be tested here, which is said: valgrind takes what its assembler reads for uninitialised. */
int without_tls(void);

/* Whether this machine has no loopback address of IPv6, which is said. */
int without_ipv6(void);

#endif
