/* Sockets of the application's choice, and what a program that is started by ours sees of them. */
#include "support.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

static struct peer *registrar;

/* A socket on a free port of 127.0.0.1. */
static int own_socket(int type, int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, type, 0);

	CHECK_INT(bind(fd, (struct sockaddr *)&address, size), 0);
	CHECK_INT(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

static void a_socket_of_the_application(void)
{
	struct eXosip_t *context = eXosip_malloc();
	int port, other, stream = own_socket(SOCK_STREAM, &other), fd = own_socket(SOCK_DGRAM, &port), off = 0;
	char text[64];

	CHECK_INT(eXosip_init(context), 0);
	eXosip_set_option(context, EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, &off);
	/* What cannot be used stays the caller's. */
	CHECK_INT(eXosip_set_socket(context, IPPROTO_UDP, stream, other), -2);
	CHECK_INT(close(stream), 0);
	CHECK_INT(eXosip_set_socket(context, IPPROTO_UDP, stream, other), -2);
	CHECK_INT(eXosip_set_socket(context, IPPROTO_UDP, fd, port), 0);
	CHECK_INT(settle(context, send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60), 30), 200);
	snprintf(text, sizeof text, "<- udp 127.0.0.1:%d\n", port);
	CHECK(peer_saw(registrar, text) >= 1);
	snprintf(text, sizeof text, "\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;", port);
	CHECK(peer_saw(registrar, text) >= 1);
	snprintf(text, sizeof text, "\nContact: <sip:alice@127.0.0.1:%d;line=", port);
	CHECK(peer_saw(registrar, text) >= 2);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 0), -3);
	close_context(context);
	/* It was the library's. */
	CHECK(fcntl(fd, F_GETFD) == -1 && errno == EBADF);
}

/* For TCP it is a socket that listens: others connect to it. */
static void a_listening_socket_of_the_application(void)
{
	struct eXosip_t *context = eXosip_malloc();
	int port, fd = own_socket(SOCK_STREAM, &port), client = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
	const char *question = "OPTIONS sip:alice@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\n"
			       "From: <sip:bob@example.test>;tag=1\r\nTo: <sip:alice@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n"
			       "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
	eXosip_event_t *event;

	CHECK_INT(eXosip_init(context), 0);
	CHECK_INT(eXosip_set_socket(context, IPPROTO_TCP, fd, port), -2);
	CHECK_INT(listen(fd, 5), 0);
	CHECK_INT(eXosip_set_socket(context, IPPROTO_UDP, fd, port), -2);
	CHECK_INT(eXosip_set_socket(context, IPPROTO_TCP, fd, port), 0);
	CHECK_INT(connect(client, (struct sockaddr *)&address, sizeof address), 0);
	CHECK_INT(send(client, question, strlen(question), 0), strlen(question));
	event = next_event(context, 30);
	if (CHECK(event != NULL)) {
		CHECK_INT(event->type, EXOSIP_MESSAGE_NEW);
		CHECK(MSG_IS_OPTIONS(event->request));
	}
	eXosip_event_free(event);
	CHECK_INT(settle(context, send_first(context, "sip:alice@example.test", peer_uri(registrar, ";transport=tcp"), 60), 30), 200);
	close_context(context);
	close(client);
	CHECK(fcntl(fd, F_GETFD) == -1 && errno == EBADF);
}

/* Options 25 and 26: requests leave by a socket of their own, and answers come back there. */
static void an_address_for_requests(void)
{
	struct eXosip_t *context = eXosip_malloc();
	static const char via[] = "\nVia: SIP/2.0/UDP 127.0.0.3:";
	int ports[2] = {0, 0}, off = 0, port, taken, held = own_socket(SOCK_DGRAM, &taken);
	char *log;

	CHECK_INT(eXosip_init(context), 0);
	eXosip_set_option(context, EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, &off);
	ports[0] = eXosip_find_free_port(context, 0, IPPROTO_UDP);
	ports[1] = ports[0] + 20;
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_OC_LOCAL_ADDRESS, "127.0.0.3"), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_OC_PORT_RANGE, ports), 0);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 0), 0);
	CHECK_INT(settle(context, send_first(context, "sip:carol@example.test", peer_uri(registrar, ""), 60), 30), 200);
	CHECK(peer_saw(registrar, "<- udp 127.0.0.3:") >= 1);
	CHECK(peer_saw(registrar, "\nContact: <sip:carol@127.0.0.3:") >= 2);
	log = peer_log(registrar);
	port = strstr(log, via) ? atoi(strstr(log, via) + strlen(via)) : 0;
	CHECK(port >= ports[0] && port <= ports[1]);
	free(log);
	close_context(context);

	/* No port of the range is free. */
	context = eXosip_malloc();
	CHECK_INT(eXosip_init(context), 0);
	ports[0] = ports[1] = taken;
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_OC_LOCAL_ADDRESS, "127.0.0.1"), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_OC_PORT_RANGE, ports), 0);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 0), -1);
	close_context(context);
	close(held);
}

/* How many sockets, pollers and the like a program has that is started from here. */
static int inherited(void)
{
	FILE *list = popen("ls -l /proc/self/fd | grep -cE 'socket:|anon_inode:'", "r");
	int count = -1;

	if (list == NULL || fscanf(list, "%d", &count) != 1)
		count = -1;
	if (list != NULL)
		pclose(list);
	return count;
}

static void nothing_is_left_to_other_programs(void)
{
	int before = inherited(), silent = silent_port();
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	struct peer *nameserver = start_nameserver();
	char proxy[64];

	/* A listening socket, connections, questions to a name server. */
	set_zone("drop\n");
	use_nameserver(context, nameserver);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_TCP, "127.0.0.1", 0, AF_INET, 0), 0);
	CHECK_INT(settle(context, send_first(context, "sip:alice@example.test", peer_uri(registrar, ";transport=tcp"), 60), 30), 200);
	send_first(context, "sip:bob@example.test", "sip:slow.test", 60);
	snprintf(proxy, sizeof proxy, "sip:127.0.0.1:%d", silent);
	send_first(context, "sip:carol@example.test", proxy, 60);
	CHECK(peer_will_see(nameserver, "asked NAPTR slow.test", 1, 30));
	CHECK(eXosip_event_geteventsocket(context) >= 0);
	/* The silent port is the test's own socket. */
	CHECK_INT(inherited(), before + 1);
	close_context(context);
	stop_peer(nameserver);
}

int main(void)
{
	registrar = start_peer("registrar", "--algorithm", "none", NULL);
	a_socket_of_the_application();
	a_listening_socket_of_the_application();
	an_address_for_requests();
	nothing_is_left_to_other_programs();
	stop_peer(registrar);
	return report();
}
