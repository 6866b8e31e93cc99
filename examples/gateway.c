/* A gateway: it keeps many accounts registered and reads little of what comes back.
 *
 *   gateway REGISTRAR PASSWORD [ACCOUNTS [SECONDS]]        gateway sip:example.com secret 1000
 *
 *   cc gateway.c -o gateway $(pkg-config --cflags --libs libeXosip2)
 *
 * The accounts are gw000000, gw000001 and so on. The library's thread refreshes, retries and answers challenges
 * (EXOSIP_OPT_AUTONOMOUS); events have no messages (EXOSIP_OPT_LEAN_EVENTS), so nothing is parsed that is not asked for.
 * It ends after SECONDS, or when all accounts are registered if SECONDS is 0, and takes all bindings back. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <eXosip2/eX_ext.h>
#include <eXosip2/eXosip.h>

/* How long all accounts may take to register, and to leave. */
#define PATIENCE 120

struct account {
	int rid;
	int is_registered;
};

static struct account *accounts;
static int count, registered;

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static int by_rid(const void *one, const void *other)
{
	return ((const struct account *)one)->rid - ((const struct account *)other)->rid;
}

static struct account *account_of(const eXosip_event_t *event)
{
	struct account wanted = {eXosip_event_get_rid(event), 0};

	return bsearch(&wanted, accounts, count, sizeof *accounts, by_rid);
}

static void set_registered(struct account *account, int is_registered)
{
	registered += is_registered - account->is_registered;
	account->is_registered = is_registered;
}

/* A request of a peer: a gateway would route it. */
static void answer(struct eXosip_t *context, const eXosip_event_t *event)
{
	const char *from = eXosip_event_get_header(event, "From", 0);

	printf("a request of %s\n", from ? from : "nobody");
	eXosip_lock(context);
	eXosip_message_send_answer(context, eXosip_event_get_tid(event), 200, NULL);
	eXosip_unlock(context);
}

static void handle(struct eXosip_t *context, const eXosip_event_t *event)
{
	struct account *account = account_of(event);
	int status = eXosip_event_get_status(event);
	const char *cause;

	switch (eXosip_event_get_type(event)) {
	case EXOSIP_REGISTRATION_SUCCESS:
		if (account != NULL)
			set_registered(account, 1);
		break;
	case EXOSIP_REGISTRATION_FAILURE:
		if (eXosip_event_get_cause(event) == EXOSIP_CAUSE_REFUSED && (status == 401 || status == 407))
			break; /* a challenge, which the library answers */
		cause = eXosip_event_get_cause_text(event);
		printf("registration %d: %s\n", eXosip_event_get_rid(event), cause ? cause : eXosip_event_get_textinfo(event));
		if (account != NULL)
			set_registered(account, 0);
		break;
	case EXOSIP_MESSAGE_NEW:
		answer(context, event);
		break;
	}
}

static int set_options(struct eXosip_t *context)
{
	const struct {
		eXosip_option_t option;
		int value;
	} options[] = {
		{EXOSIP_OPTION_AUTONOMOUS, 1},
		{EXOSIP_OPTION_LEAN_EVENTS, 1},
		{EXOSIP_OPTION_ANSWER_OPTIONS, 1},
		{EXOSIP_OPTION_EVENT_QUEUE_LIMIT, 1000000},
		{EXOSIP_OPTION_QUIT_DEADLINE, PATIENCE * 1000},
	};
	size_t i;
	int code;

	for (i = 0; i < sizeof options / sizeof *options; i++) {
		code = eXosip_set_option_int(context, options[i].option, options[i].value);
		if (code != OSIP_SUCCESS)
			return code;
	}
	return OSIP_SUCCESS;
}

/* The login and the first REGISTER of an account: its rid, or an error. */
static int add(struct eXosip_t *context, int number, const char *registrar, const char *password)
{
	osip_message_t *request = NULL;
	char user[32], from[512];
	const char *host = strchr(registrar, ':') + 1;
	int rid, code;

	snprintf(user, sizeof user, "gw%06d", number);
	snprintf(from, sizeof from, "sip:%s@%.*s", user, (int)strcspn(host, ";?"), host);
	eXosip_lock(context);
	eXosip_add_authentication_info(context, user, user, password, NULL, NULL);
	rid = eXosip_register_build_initial_register(context, from, registrar, NULL, 3600, &request);
	code = rid < 0 ? rid : eXosip_register_send_register(context, rid, request);
	eXosip_unlock(context);
	return code < 0 ? code : rid;
}

/* Reads events until `end`; if `until_registered`, no longer than that. */
static void run(struct eXosip_t *context, double end, int until_registered)
{
	while (seconds() < end && !(until_registered && registered == count)) {
		eXosip_event_t *event = eXosip_event_wait(context, 0, 100);

		if (event != NULL)
			handle(context, event);
		eXosip_event_free(event);
	}
}

static int keep_registered(struct eXosip_t *context, const char *registrar, const char *password, int duration)
{
	double start = seconds();
	int i, code;

	/* What waits for the registrar waits in the library: all accounts can be added at once. */
	for (i = 0; i < count; i++) {
		code = add(context, i, registrar, password);
		if (code < 0) {
			printf("account %d: %s\n", i, osip_strerror(code));
			return code;
		}
		accounts[i].rid = code;
	}
	qsort(accounts, count, sizeof *accounts, by_rid);
	run(context, start + (duration > 0 ? duration : PATIENCE), duration == 0);
	printf("%d of %d accounts are registered\n", registered, count);
	return registered == count ? OSIP_SUCCESS : OSIP_UNDEFINED_ERROR;
}

int main(int argc, char **argv)
{
	struct eXosip_t *context;
	int code;

	if (argc < 3 || argc > 5 || strchr(argv[1], ':') == NULL) {
		fprintf(stderr, "usage: %s sip:REGISTRAR PASSWORD [ACCOUNTS [SECONDS]]\n", argv[0]);
		return 2;
	}
	count = argc > 3 ? atoi(argv[3]) : 1000;
	accounts = calloc(count > 0 ? count : 1, sizeof *accounts);
	context = eXosip_malloc();
	if (accounts == NULL || context == NULL || eXosip_init(context) != OSIP_SUCCESS)
		return 1;
	code = set_options(context);
	if (code == OSIP_SUCCESS)
		code = eXosip_listen_addr(context, IPPROTO_UDP, NULL, 0, AF_INET, 0);
	if (code == OSIP_SUCCESS)
		code = keep_registered(context, argv[1], argv[2], argc > 4 ? atoi(argv[4]) : 0);
	eXosip_quit(context);
	osip_free(context);
	free(accounts);
	if (code == OSIP_SUCCESS)
		printf("complete\n");
	return code == OSIP_SUCCESS ? 0 : 1;
}
