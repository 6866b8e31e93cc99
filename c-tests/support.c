#include "support.h"

#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int checks, failures;

int check(int truth, const char *what, const char *file, int line)
{
	checks++;
	if (!truth) {
		failures++;
		printf("%s:%d: not so: %s\n", file, line, what);
	}
	return truth;
}

int check_int(long got, long wanted, const char *what, const char *file, int line)
{
	checks++;
	if (got != wanted) {
		failures++;
		printf("%s:%d: %s is %ld, not %ld\n", file, line, what, got, wanted);
	}
	return got == wanted;
}

int check_text(const char *got, const char *wanted, const char *what, const char *file, int line)
{
	int same = got == wanted || (got != NULL && wanted != NULL && strcmp(got, wanted) == 0);

	checks++;
	if (!same) {
		failures++;
		printf("%s:%d: %s is '%s', not '%s'\n", file, line, what, got ? got : "NULL", wanted ? wanted : "NULL");
	}
	return same;
}

int report(void)
{
	printf("%d checks, %d failed\n", checks, failures);
	return failures != 0 || checks == 0;
}

/* Ends a test that cannot go on. */
static void give_up(const char *why)
{
	perror(why);
	exit(2);
}

struct peer *start_peer(const char *name, ...)
{
	const char *directory = getenv("PEERS");
	struct peer *peer = calloc(1, sizeof *peer);
	char program[256], *arguments[40] = {program, "--log", NULL};
	int out[2], count = 3;
	va_list options;
	FILE *lines;

	if (peer == NULL || pipe(out) != 0)
		give_up("start_peer");
	snprintf(program, sizeof program, "%s/%s", directory ? directory : "target/debug", name);
	strcpy(peer->log, "/tmp/peer-XXXXXX");
	close(mkstemp(peer->log));
	arguments[2] = peer->log;
	va_start(options, name);
	while (count < 39 && (arguments[count] = va_arg(options, char *)) != NULL)
		count++;
	va_end(options);

	peer->pid = fork();
	if (peer->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(out[1], STDOUT_FILENO);
		close(out[0]);
		close(out[1]);
		execv(program, arguments);
		_exit(127);
	}
	close(out[1]);
	lines = fdopen(out[0], "r");
	if (peer->pid < 0 || lines == NULL || fscanf(lines, "port %d", &peer->port) != 1)
		give_up(program);
	fclose(lines);
	return peer;
}

void stop_peer(struct peer *peer)
{
	kill(peer->pid, SIGTERM);
	waitpid(peer->pid, NULL, 0);
	if (failures == 0)
		unlink(peer->log);
	else
		printf("the peer's log is %s\n", peer->log);
	free(peer);
}

char *peer_log(const struct peer *peer)
{
	FILE *file = fopen(peer->log, "r");
	char *text = NULL;
	size_t size = 0;

	if (file == NULL || getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = strdup("");
	}
	if (file != NULL)
		fclose(file);
	return text;
}

int peer_saw(const struct peer *peer, const char *text)
{
	char *log = peer_log(peer), *place = log;
	int times = 0;

	while ((place = strstr(place, text)) != NULL) {
		times++;
		place += strlen(text);
	}
	free(log);
	return times;
}

int peer_will_see(const struct peer *peer, const char *text, int times, int seconds)
{
	double end = seconds_now() + seconds;

	while (peer_saw(peer, text) < times) {
		if (seconds_now() > end)
			return 0;
		usleep(20000);
	}
	return 1;
}

const char *peer_uri(const struct peer *peer, const char *parameters)
{
	static char texts[4][256];
	static int turn;
	char *text = texts[turn++ % 4];

	snprintf(text, sizeof texts[0], "sip:127.0.0.1:%d%s", peer->port, parameters);
	return text;
}

static char zone[] = "/tmp/zone-XXXXXX";

static void forget_zone(void)
{
	unlink(zone);
}

struct peer *start_nameserver(void)
{
	close(mkstemp(zone));
	atexit(forget_zone);
	return start_peer("nameserver", "--zone", zone, NULL);
}

void set_zone(const char *format, ...)
{
	char next[sizeof zone + 4];
	va_list values;
	FILE *file;

	/* In one piece: the name server reads it whenever it is asked. */
	snprintf(next, sizeof next, "%s.new", zone);
	file = fopen(next, "w");
	if (file == NULL)
		give_up("set_zone");
	va_start(values, format);
	vfprintf(file, format, values);
	va_end(values);
	fclose(file);
	rename(next, zone);
}

void use_nameserver(struct eXosip_t *context, const struct peer *nameserver)
{
	char server[32];

	snprintf(server, sizeof server, "127.0.0.1:%d", nameserver->port);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_DNS_SERVERS, server), 0);
}

struct eXosip_t *open_context(int protocol, int family)
{
	struct eXosip_t *context = eXosip_malloc();
	const char *address = family == AF_INET6 ? "::1" : "127.0.0.1";
	int off = 0;

	if (context == NULL || eXosip_init(context) != 0)
		give_up("eXosip_init");
	eXosip_set_option(context, EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, &off);
	if (eXosip_listen_addr(context, protocol, address, 0, family, 0) != 0)
		give_up("eXosip_listen_addr");
	return context;
}

struct eXosip_t *open_resolving(int protocol, const struct peer *nameserver)
{
	struct eXosip_t *context = open_context(protocol, AF_INET);

	use_nameserver(context, nameserver);
	return context;
}

void close_context(struct eXosip_t *context)
{
	eXosip_quit(context);
	osip_free(context);
}

eXosip_event_t *next_event(struct eXosip_t *context, double seconds)
{
	double end = seconds_now() + seconds;

	for (;;) {
		eXosip_event_t *event = eXosip_event_wait(context, 0, 20);

		eXosip_lock(context);
		eXosip_automatic_action(context);
		eXosip_unlock(context);
		if (event != NULL || seconds_now() > end)
			return event;
	}
}

int event_status(const eXosip_event_t *event)
{
	return event->response ? osip_message_get_status_code(event->response) : 0;
}

void await_successes(struct eXosip_t *context, int count)
{
	while (count > 0) {
		eXosip_event_t *event = next_event(context, 60);

		if (!CHECK(event != NULL))
			exit(report());
		if (event->type == EXOSIP_REGISTRATION_SUCCESS)
			count--;
		else
			CHECK_INT(event_status(event), 401);
		eXosip_event_free(event);
	}
}

int settle(struct eXosip_t *context, int rid, double seconds)
{
	double end = seconds_now() + seconds;
	eXosip_event_t *event;
	int status = -1;

	while ((event = next_event(context, end - seconds_now())) != NULL) {
		int ours = event->rid == rid;

		if (ours)
			status = event_status(event);
		eXosip_event_free(event);
		if (ours && status != 401 && status != 407 && status != 423)
			break;
	}
	return status;
}

int settle_well(struct eXosip_t *context, int rid, double seconds)
{
	double end = seconds_now() + seconds;

	while (rid > 0 && seconds_now() < end)
		if (settle(context, rid, end - seconds_now()) == 200)
			return 1;
	return 0;
}

int silent_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		give_up("silent_port");
	return ntohs(address.sin_port);
}

int send_first(struct eXosip_t *context, const char *from, const char *proxy, int expires)
{
	osip_message_t *request = NULL;
	int rid, code;

	eXosip_lock(context);
	rid = eXosip_register_build_initial_register(context, from, proxy, NULL, expires, &request);
	code = rid > 0 ? eXosip_register_send_register(context, rid, request) : rid;
	eXosip_unlock(context);
	return code < 0 ? code : rid;
}

int send_next(struct eXosip_t *context, int rid, int expires)
{
	osip_message_t *request = NULL;
	int code;

	eXosip_lock(context);
	code = eXosip_register_build_register(context, rid, expires, &request);
	if (code == 0)
		code = eXosip_register_send_register(context, rid, request);
	eXosip_unlock(context);
	return code;
}

int fewer(int number)
{
	const char *patience = getenv("PATIENCE");

	return patience ? number / atoi(patience) : number;
}

int without_tls(void)
{
	int skips = getenv("PATIENCE") != NULL;

	if (skips)
		printf("skipped under valgrind: TLS\n");
	return skips;
}

int without_ipv6(void)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd = socket(AF_INET6, SOCK_DGRAM, 0), skips = fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0;

	if (fd >= 0)
		close(fd);
	if (skips)
		printf("skipped: there is no IPv6 here\n");
	return skips;
}

double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}
