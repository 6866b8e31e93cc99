/* An ordinary client: it registers, refreshes, unregisters, and prints each message as one rung of a ladder.
 *
 *   register REGISTRAR USER PASSWORD        register sip:example.com alice secret
 *
 *   cc register.c -o register $(pkg-config --cflags --libs libeXosip2)
 *
 * Objects of the library are used through its functions only, so it compiles with -DEXOSIP_OPAQUE as well. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <eXosip2/eXosip.h>

static const char *user;

static double seconds(void)
{
	static struct timespec start;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (start.tv_sec == 0)
		start = now;
	return (now.tv_sec - start.tv_sec) + (now.tv_nsec - start.tv_nsec) / 1e9;
}

/* ---- The ladder: the library shows every message to a callback. ---- */

static void print_rung(const char *arrow, const char *first_line, const char *meaning)
{
	printf("%8.3f s  %s  %-44s  %s\n", seconds(), arrow, first_line, meaning);
	fflush(stdout);
}

static int asked_expires(osip_message_t *message)
{
	osip_header_t *header = NULL;

	if (osip_message_get_expires(message, 0, &header) < 0 || osip_header_get_value(header) == NULL)
		return -1;
	return atoi(osip_header_get_value(header));
}

/* The Contact of our last REGISTER, by which our binding is known among those of other devices of the user. */
static struct {
	char user[128], host[128], port[16];
} own;

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

static void remember_contact(osip_message_t *request)
{
	osip_contact_t *contact = NULL;
	osip_uri_t *uri;

	if (osip_message_get_contact(request, 0, &contact) < 0 || (uri = osip_contact_get_url(contact)) == NULL)
		return;
	copy(own.user, sizeof own.user, osip_uri_get_username(uri));
	copy(own.host, sizeof own.host, osip_uri_get_host(uri));
	copy(own.port, sizeof own.port, osip_uri_get_port(uri));
}

static int is_own(osip_uri_t *uri)
{
	const char *name = osip_uri_get_username(uri), *host = osip_uri_get_host(uri), *port = osip_uri_get_port(uri);

	return strcmp(own.user, name ? name : "") == 0 && strcmp(own.host, host ? host : "") == 0 && strcmp(own.port, port ? port : "") == 0;
}

/* The seconds that our binding was granted in a 200, 0 if it is not among the bindings; `others` is the number of the others. */
static int granted_expires(osip_message_t *response, int *others)
{
	char name[] = "expires"; /* C++ takes no literal for a char * */
	osip_contact_t *contact = NULL;
	int position, granted = 0;

	*others = 0;
	for (position = 0; osip_message_get_contact(response, position, &contact) >= 0; position++) {
		osip_generic_param_t *expires = NULL;
		osip_uri_t *uri = osip_contact_get_url(contact);

		if (uri == NULL || !is_own(uri)) {
			++*others;
			continue;
		}
		granted = asked_expires(response);
		if (osip_contact_param_get_byname(contact, name, &expires) == 0 && osip_generic_param_get_value(expires) != NULL)
			granted = atoi(osip_generic_param_get_value(expires));
	}
	return granted;
}

static void print_request(const char *arrow, osip_message_t *message)
{
	osip_authorization_t *credentials = NULL;
	char line[256], meaning[256], *uri = NULL;
	const char *algorithm = NULL;
	int proof, expires = asked_expires(message);

	remember_contact(message);
	osip_uri_to_str(osip_message_get_uri(message), &uri);
	snprintf(line, sizeof line, "%s %s", osip_message_get_method(message), uri ? uri : "?");
	osip_free(uri);

	proof = osip_message_get_authorization(message, 0, &credentials) >= 0 ||
		osip_message_get_proxy_authorization(message, 0, &credentials) >= 0;
	if (proof)
		algorithm = osip_authorization_get_algorithm(credentials);
	if (expires == 0)
		snprintf(meaning, sizeof meaning, "%s unregisters", user);
	else
		snprintf(meaning, sizeof meaning, "%s registers here for %d s", user, expires);
	if (proof)
		snprintf(meaning + strlen(meaning), sizeof meaning - strlen(meaning), ", with credentials (%s)", algorithm ? algorithm : "MD5");
	print_rung(arrow, line, meaning);
}

static void print_response(const char *arrow, osip_message_t *message)
{
	osip_www_authenticate_t *challenge = NULL;
	const char *reason = osip_message_get_reason_phrase(message);
	char line[256], meaning[256] = "refused";
	int others, status = osip_message_get_status_code(message), granted = granted_expires(message, &others);

	snprintf(line, sizeof line, "SIP/2.0 %d %s", status, reason ? reason : "");
	if (status < 200)
		strcpy(meaning, "in progress");
	else if (status < 300 && granted > 0)
		snprintf(meaning, sizeof meaning, "agreed, for %d s", granted);
	else if (status < 300)
		strcpy(meaning, "agreed, no longer registered here");
	else if (osip_message_get_www_authenticate(message, 0, &challenge) >= 0 ||
		 osip_message_get_proxy_authenticate(message, 0, &challenge) >= 0)
		snprintf(meaning, sizeof meaning, "credentials wanted for realm %s", osip_www_authenticate_get_realm(challenge));
	if (status >= 200 && status < 300 && others > 0)
		snprintf(meaning + strlen(meaning), sizeof meaning - strlen(meaning), " (%d other binding%s of %s)", others,
			 others == 1 ? "" : "s", user);
	print_rung(arrow, line, meaning);
}

static void show_message(osip_message_t *message, int received)
{
	const char *arrow = received ? "<--" : "-->";

	if (osip_message_get_status_code(message) != 0)
		print_response(arrow, message);
	else
		print_request(arrow, message);
}

/* ---- The client. ---- */

/* Waits for the end of what was sent last: the status of the last answer, or 0 when there was none. */
static int wait_for_result(struct eXosip_t *context, int rid)
{
	double end = seconds() + 40;
	int last = 0;

	while (seconds() < end) {
		eXosip_event_t *event = eXosip_event_wait(context, 0, 50);
		int status = -1;

		eXosip_lock(context);
		eXosip_automatic_action(context); /* answers challenges and keeps registrations alive */
		eXosip_unlock(context);
		if (event == NULL)
			continue;
		if (event->rid == rid)
			status = event->response ? osip_message_get_status_code(event->response) : 0;
		eXosip_event_free(event);
		if (status == -1)
			continue;
		if (status != 401 && status != 407 && status != 423)
			return status;
		/* A challenge: it has been answered; the result is still to come, unless the password is wrong. */
		last = status;
		end = seconds() + 10;
	}
	return last;
}

/* Sends `request` for `rid`, waits for its result, and says `done` when it succeeded. */
static int finish(struct eXosip_t *context, int rid, osip_message_t *request, const char *done)
{
	int code, status;

	eXosip_lock(context);
	code = eXosip_register_send_register(context, rid, request);
	eXosip_unlock(context);
	if (code != OSIP_SUCCESS) {
		printf("not sent: %s\n", osip_strerror(code));
		return code;
	}
	status = wait_for_result(context, rid);
	if (status < 200 || status > 299) {
		printf("not %s: %d\n", done, status);
		return OSIP_UNDEFINED_ERROR;
	}
	printf("%s\n", done);
	return OSIP_SUCCESS;
}

static int build_next(struct eXosip_t *context, int rid, int expires, osip_message_t **request)
{
	int code;

	eXosip_lock(context);
	code = eXosip_register_build_register(context, rid, expires, request);
	eXosip_unlock(context);
	return code;
}

static int run(struct eXosip_t *context, const char *registrar)
{
	osip_message_t *request = NULL;
	char from[512];
	int rid;

	/* sip:host;parameters -> sip:user@host */
	snprintf(from, sizeof from, "sip:%s@%.*s", user, (int)strcspn(strchr(registrar, ':') + 1, ";?"), strchr(registrar, ':') + 1);

	eXosip_lock(context);
	rid = eXosip_register_build_initial_register(context, from, registrar, NULL, 3600, &request);
	eXosip_unlock(context);
	if (rid < 0) {
		printf("%s at %s: %s\n", from, registrar, osip_strerror(rid));
		return rid;
	}
	if (finish(context, rid, request, "registered") != OSIP_SUCCESS)
		return OSIP_UNDEFINED_ERROR;
	if (build_next(context, rid, 1800, &request) != OSIP_SUCCESS || finish(context, rid, request, "refreshed") != OSIP_SUCCESS)
		return OSIP_UNDEFINED_ERROR;
	if (build_next(context, rid, 0, &request) != OSIP_SUCCESS || finish(context, rid, request, "unregistered") != OSIP_SUCCESS)
		return OSIP_UNDEFINED_ERROR;
	return OSIP_SUCCESS;
}

int main(int argc, char **argv)
{
	struct eXosip_t *context;
	int code, family, secure, protocol;

	if (argc != 4 || strchr(argv[1], ':') == NULL) {
		fprintf(stderr, "usage: %s sip:REGISTRAR USER PASSWORD\n", argv[0]);
		return 2;
	}
	user = argv[2];
	family = strchr(argv[1], '[') ? AF_INET6 : AF_INET;
	secure = strncmp(argv[1], "sips:", 5) == 0 || strstr(argv[1], ";transport=tls") != NULL;
	protocol = secure || strstr(argv[1], ";transport=tcp") ? IPPROTO_TCP : IPPROTO_UDP;

	context = eXosip_malloc();
	if (context == NULL || eXosip_init(context) != OSIP_SUCCESS)
		return 1;
	eXosip_set_cbsip_message(context, show_message);
	eXosip_add_authentication_info(context, user, user, argv[3], NULL, NULL);
	code = eXosip_listen_addr(context, protocol, NULL, 0, family, secure);
	if (code == OSIP_SUCCESS)
		code = run(context, argv[1]);
	else
		printf("cannot listen: %s\n", osip_strerror(code));
	eXosip_quit(context);
	osip_free(context);
	return code == OSIP_SUCCESS ? 0 : 1;
}
