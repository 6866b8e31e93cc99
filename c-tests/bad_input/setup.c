/* Bad input to the life of a context, its transports, its events and its credentials. */
#include "support.h"

#include <pthread.h>
#include <unistd.h>

static struct eXosip_t *new_context(void)
{
	struct eXosip_t *context = eXosip_malloc();

	CHECK_INT(eXosip_init(context), 0);
	return context;
}

static int listen_on(struct eXosip_t *context, int transport, const char *address, int port)
{
	return eXosip_listen_addr(context, transport, address, port, AF_INET, 0);
}

/* The code that one attempt to listen answers, in a context of its own. */
static int listening(int transport, const char *address, int port, int family, int secure)
{
	struct eXosip_t *context = new_context();
	int code = eXosip_listen_addr(context, transport, address, port, family, secure);

	close_context(context);
	return code;
}

static void life(void)
{
	struct eXosip_t *context = eXosip_malloc();

	ROW("init NULL", -2, eXosip_init(NULL));
	ROW("lock NULL", -2, eXosip_lock(NULL));
	ROW("unlock NULL", -2, eXosip_unlock(NULL));
	ROW("execute NULL", -2, eXosip_execute(NULL));
	eXosip_quit(NULL);

	ROW("lock before init", -2, eXosip_lock(context));
	ROW("unlock before init", -2, eXosip_unlock(context));
	eXosip_quit(context);
	ROW("init", 0, eXosip_init(context));
	ROW("init twice", -3, eXosip_init(context));
	ROW("execute without transport", -3, eXosip_execute(context));
	ROW("unlock without lock", 0, eXosip_unlock(context));
	ROW("lock", 0, eXosip_lock(context));
	ROW("lock twice in one thread", -3, eXosip_lock(context));
	ROW("unlock", 0, eXosip_unlock(context));
	eXosip_quit(context);
	ROW("lock after quit", -2, eXosip_lock(context));
	ROW("unlock after quit", -2, eXosip_unlock(context));
	ROW("event socket after quit", -2, eXosip_event_geteventsocket(context));
	eXosip_quit(context);
	ROW("init after quit", 0, eXosip_init(context));
	close_context(context);
}

/* What is called on a context that was never initialised, or no longer is: nothing crashes, nothing works. */
static void without_life(struct eXosip_t *context)
{
	osip_message_t *request = NULL;
	char text[64];
	int number = 1, code;

	CHECK(eXosip_event_wait(context, 0, 10) == NULL);
	CHECK(eXosip_event_get(context) == NULL);
	ROW("event socket", -2, eXosip_event_geteventsocket(context));
	code = listen_on(context, IPPROTO_UDP, "127.0.0.1", 0);
	ROW("listen", 1, code == -7 || code == -3);
	CHECK(eXosip_register_build_initial_register(context, "sip:a@b", "sip:b", NULL, 60, &request) < 0);
	CHECK(eXosip_register_build_register(context, 1, 60, &request) < 0);
	CHECK(eXosip_register_send_register(context, 1, NULL) < 0);
	CHECK(eXosip_register_remove(context, 1) < 0);
	CHECK(eXosip_set_socket(context, IPPROTO_UDP, -1, 0) < 0);
	CHECK(eXosip_reset_transports(context) < 0);
	CHECK(eXosip_execute(context) < 0);
	eXosip_set_option(context, EXOSIP_OPT_UDP_KEEP_ALIVE, &number);
	eXosip_guess_localip(context, AF_INET, text, sizeof text);
	eXosip_automatic_action(context);
	eXosip_wakeup_event(context);
	eXosip_masquerade_contact(context, "192.0.2.1", 5060);
	eXosip_set_user_agent(context, "x");
	eXosip_quit(context);
}

static void listening_addresses(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET), *second = new_context();
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_DGRAM, 0), code;

	ROW("ctx NULL", -2, listen_on(NULL, IPPROTO_UDP, "127.0.0.1", 0));
	ROW("a second time", -3, listen_on(context, IPPROTO_UDP, "127.0.0.1", 0));
	close_context(context);

	ROW("transport 0", -2, listening(0, "127.0.0.1", 0, AF_INET, 0));
	ROW("transport 99", -2, listening(99, "127.0.0.1", 0, AF_INET, 0));
	ROW("DTLS", -2, listening(IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 1));
	ROW("address garbage", -1, listening(IPPROTO_UDP, "no address", 0, AF_INET, 0));
	ROW("address empty", -1, listening(IPPROTO_UDP, "", 0, AF_INET, 0));
	ROW("address not local", -1, listening(IPPROTO_UDP, "192.0.2.1", 0, AF_INET, 0));
	code = listening(IPPROTO_TCP, "192.0.2.1", 0, AF_INET, 0);
	ROW("address not local, TCP", 1, code == 0 || code == -1);
	ROW("port 0", 0, listening(IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 0));
	ROW("port 70000", -2, listening(IPPROTO_UDP, "127.0.0.1", 70000, AF_INET, 0));
	ROW("family 0", 0, listening(IPPROTO_UDP, "127.0.0.1", 0, 0, 0));
	ROW("family contradicts address", 0, listening(IPPROTO_UDP, "127.0.0.1", 0, AF_INET6, 0));
	ROW("any address", 0, listening(IPPROTO_UDP, NULL, 0, AF_INET, 0));
	if (!without_ipv6())
		ROW("any address of IPv6", 0, listening(IPPROTO_UDP, NULL, 0, AF_INET6, 0));
	ROW("secure 7", 0, listening(IPPROTO_TCP, "127.0.0.1", 0, AF_INET, 7));

	/* A port in use. */
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		exit(2);
	code = listen_on(second, IPPROTO_UDP, "127.0.0.1", ntohs(address.sin_port));
	ROW("port in use", 1, code == -11 || code == -1);
	close(fd);
	ROW("the same port once it is free", 0, listen_on(second, IPPROTO_UDP, "127.0.0.1", ntohs(address.sin_port)));
	code = listening(IPPROTO_UDP, "127.0.0.1", ntohs(address.sin_port), AF_INET, 0);
	ROW("port used by another context", 1, code == -11 || code == -1);
	close_context(second);
}

static void sockets_and_transports(void)
{
	struct eXosip_t *context = new_context(), *udp = open_context(IPPROTO_UDP, AF_INET), *tcp = open_context(IPPROTO_TCP, AF_INET);
	static const char request[] = "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n\r\n";
	osip_message_t *bare = NULL;
	char *text = NULL;
	size_t length;

	ROW("set_socket: ctx NULL", -2, eXosip_set_socket(NULL, IPPROTO_UDP, 0, 5060));
	ROW("set_socket: another transport", -2, eXosip_set_socket(context, 99, 0, 5060));
	ROW("set_socket: descriptor -1", -2, eXosip_set_socket(context, IPPROTO_UDP, -1, 5060));
	ROW("set_socket: already listening", -3, eXosip_set_socket(udp, IPPROTO_UDP, 0, 5060));
	ROW("reset_transports: ctx NULL", -2, eXosip_reset_transports(NULL));
	ROW("reset_transports: no transport", -3, eXosip_reset_transports(context));
	ROW("reset_transports: UDP", -3, eXosip_reset_transports(udp));
	ROW("reset_transports: TCP", 0, eXosip_reset_transports(tcp));

	osip_message_init(&bare);
	ROW("transport_set: message NULL", -2, eXosip_transport_set(NULL, "TCP"));
	ROW("transport_set: text NULL", -2, eXosip_transport_set(bare, NULL));
	ROW("transport_set: no Via", -1, eXosip_transport_set(bare, "TCP"));
	osip_message_parse(bare, request, strlen(request));
	osip_message_to_str(bare, &text, &length);
	osip_free(text);
	ROW("transport_set: UDP becomes TCP", 0, eXosip_transport_set(bare, "TCP"));
	osip_message_to_str(bare, &text, &length);
	ROW("transport_set: the message is written anew", 1, strstr(text, "SIP/2.0/TCP") != NULL);
	osip_free(text);
	osip_message_free(bare);

	ROW("find_free_port: ctx NULL", -2, eXosip_find_free_port(NULL, 0, IPPROTO_UDP));
	ROW("find_free_port: transport 99", -12, eXosip_find_free_port(context, 20000, 99));
	ROW("find_free_port: port 99999", -2, eXosip_find_free_port(context, 99999, IPPROTO_UDP));
	ROW("find_free_port: any", 0, eXosip_find_free_port(context, 0, IPPROTO_UDP) % 2);
	ROW("find_free_port: any, of TCP", 1, eXosip_find_free_port(context, -5, IPPROTO_TCP) > 0);
	close_context(tcp);
	close_context(udp);
	close_context(context);
}

static void small_functions(void)
{
	struct eXosip_t *context = new_context();
	char address[64], long_address[1001];

	memset(long_address, '1', 1000);
	long_address[1000] = '\0';
	eXosip_set_user_agent(NULL, "x");
	eXosip_masquerade_contact(NULL, "192.0.2.1", 5060);
	eXosip_masquerade_contact(context, long_address, 5060);
	eXosip_wakeup_event(NULL);
	ROW("set_cbsip_message: ctx NULL", -2, eXosip_set_cbsip_message(NULL, NULL));
	ROW("set_cbsip_message: no callback", 0, eXosip_set_cbsip_message(context, NULL));

	ROW("guess_localip: ctx NULL", -2, eXosip_guess_localip(NULL, AF_INET, address, sizeof address));
	ROW("guess_localip: buffer NULL", -2, eXosip_guess_localip(context, AF_INET, NULL, sizeof address));
	ROW("guess_localip: size 0", -2, eXosip_guess_localip(context, AF_INET, address, 0));
	ROW("guess_localip: short buffer", -2, eXosip_guess_localip(context, AF_INET, address, 4));
	ROW("guess_localip: family 99", -2, eXosip_guess_localip(context, 99, address, sizeof address));
	ROW("guess_localip", 0, eXosip_guess_localip(context, AF_INET, address, sizeof address));

	ROW("generate_random: buffer NULL", -2, eXosip_generate_random(NULL, 10));
	ROW("hexa_generate_random: buffer NULL", -2, eXosip_hexa_generate_random(NULL, 33, address, address, address));
	ROW("hexa_generate_random: first text NULL", -2, eXosip_hexa_generate_random(long_address, 33, NULL, address, address));
	ROW("hexa_generate_random: second text NULL", -2, eXosip_hexa_generate_random(long_address, 33, address, NULL, address));
	ROW("hexa_generate_random: third text NULL", -2, eXosip_hexa_generate_random(long_address, 33, address, address, NULL));
	ROW("hexa_generate_random: size 0", -2, eXosip_hexa_generate_random(long_address, 0, address, address, address));
	ROW("byte_generate_random: buffer NULL", -2, eXosip_byte_generate_random(NULL, 10));
	ROW("byte_generate_random: size -1", -1, eXosip_byte_generate_random(long_address, -1));

	CHECK(eXosip_dnsutils_naptr(context, NULL, "sip", "udp", 0) == NULL);
	ROW("dnsutils_rotate_srv: NULL", -1, eXosip_dnsutils_rotate_srv(NULL));
	ROW("dnsutils_dns_process: NULL", -2, eXosip_dnsutils_dns_process(NULL, 0));
	eXosip_dnsutils_release(NULL);
	close_context(context);
}

static void *wake_soon(void *context)
{
	usleep(300000);
	eXosip_wakeup_event(context);
	return NULL;
}

static void waiting(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	double start = seconds_now();
	pthread_t waker;

	CHECK(eXosip_event_wait(NULL, 0, 10) == NULL);
	CHECK(eXosip_event_get(NULL) == NULL);
	eXosip_event_free(NULL);
	ROW("geteventsocket: NULL", -2, eXosip_event_geteventsocket(NULL));
	pthread_create(&waker, NULL, wake_soon, context);
	CHECK(eXosip_event_wait(context, -1, -1) == NULL);
	CHECK(seconds_now() - start > 0.2);
	pthread_join(waker, NULL);
	close_context(context);
}

static void actions(void)
{
	struct peer *registrar = start_peer("registrar", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t empty = {0}, *event;

	eXosip_automatic_action(NULL);
	ROW("default_action: event NULL", -2, eXosip_default_action(context, NULL));
	ROW("default_action: event without response", -2, eXosip_default_action(context, &empty));
	send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60);
	event = next_event(context, 30);
	if (CHECK(event != NULL && event_status(event) == 401))
		ROW("default_action: ctx NULL, event 401", -2, eXosip_default_action(NULL, event));
	eXosip_event_free(event);
	close_context(context);
	stop_peer(registrar);
}

static void credentials(void)
{
	struct peer *registrar;
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	char password[1001];

	ROW("add: ctx NULL", -2, eXosip_add_authentication_info(NULL, "a", "a", "p", NULL, NULL));
	ROW("add: username NULL", -2, eXosip_add_authentication_info(context, NULL, "a", "p", NULL, NULL));
	ROW("add: username empty", -2, eXosip_add_authentication_info(context, "", "a", "p", NULL, NULL));
	ROW("add: userid NULL", -2, eXosip_add_authentication_info(context, "a", NULL, "p", NULL, NULL));
	ROW("add: userid empty", -2, eXosip_add_authentication_info(context, "a", "", "p", NULL, NULL));
	ROW("add: no secret", -2, eXosip_add_authentication_info(context, "a", "a", NULL, NULL, NULL));
	ROW("add: empty secrets", -2, eXosip_add_authentication_info(context, "a", "a", "", "", NULL));
	CHECK(eXosip_add_authentication_info(context, "a", "a\r\nX: y", "p", NULL, NULL) < 0);
	ROW("remove: ctx NULL", -2, eXosip_remove_authentication_info(NULL, "a", NULL));
	ROW("remove: username NULL", -2, eXosip_remove_authentication_info(context, NULL, NULL));
	ROW("remove: username empty", -2, eXosip_remove_authentication_info(context, "", NULL));
	ROW("remove: not found", -6, eXosip_remove_authentication_info(context, "a", NULL));
	ROW("clear: ctx NULL", -2, eXosip_clear_authentication_info(NULL));
	ROW("clear: nothing there", 0, eXosip_clear_authentication_info(context));

	/* A password of 1000 characters is kept whole. */
	memset(password, 'x', 1000);
	password[1000] = '\0';
	registrar = start_peer("registrar", "--password", password, NULL);
	ROW("add: password of 1000 characters", 0, eXosip_add_authentication_info(context, "alice", "alice", password, NULL, NULL));
	CHECK_INT(settle(context, send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60), 30), 200);
	stop_peer(registrar);
	close_context(context);
}

int main(void)
{
	struct eXosip_t *context = eXosip_malloc();

	life();
	without_life(context);
	eXosip_init(context);
	eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 0);
	eXosip_quit(context);
	without_life(context);
	osip_free(context);
	listening_addresses();
	sockets_and_transports();
	small_functions();
	waiting();
	actions();
	credentials();
	return report();
}
