/* The source of an answer does not decide: RFC 3261 18.2.2. Another port, another address, another connection; and the option that compares them. */
#include "hearing.h"

/* A UDP socket on an address of loopback. */
static int socket_on(const char *address)
{
	struct sockaddr_in own = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	inet_pton(AF_INET, address, &own.sin_addr);
	CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&own, sizeof own) == 0);
	return fd;
}

/* The same registration is answered from three sources in turn, a challenge among the answers. */
static void other_addresses(void)
{
	int port = socket_on("127.0.0.1"), address = socket_on("127.0.0.2"), rid;

	open_listening();
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = begin();
	send_from(address, response("401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n"));
	CHECK(hear(30) && has("\r\nAuthorization: Digest "));
	send_from(port, response("100 Trying", ""));
	send_from(port, response("200 OK", "Expires: 3600\r\n"));
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(send_next(context, rid, 1800), 0);
	/* The next request goes where the first went. */
	CHECK(hear(30) && has("\r\nCSeq: 3 REGISTER\r\n"));
	send_from(address, response("200 OK", "Expires: 1800\r\n"));
	CHECK_INT(settle(context, rid, 30), 200);
	end();
	close(port);
	close(address);
}

static void compared_by_option(void)
{
	int port = socket_on("127.0.0.1"), address = socket_on("127.0.0.2"), rid;
	eXosip_event_t *event;

	open_listening();
	set(EXOSIP_OPT_CHECK_RESPONSE_SOURCE, 1);
	rid = begin();
	send_from(port, response("403 Forged", ""));
	send_from(address, response("403 Forged", ""));
	send_from(peer, response("200 OK", ""));
	event = next_event(context, 30);
	CHECK(event != NULL && event->rid == rid && event->type == EXOSIP_REGISTRATION_SUCCESS);
	eXosip_event_free(event);
	end();
	close(port);
	close(address);
}

/* A listening TCP socket on loopback; its port. */
static int listen_tcp(int *port)
{
	struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof own;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CHECK(bind(fd, (struct sockaddr *)&own, size) == 0 && listen(fd, 8) == 0 && getsockname(fd, (struct sockaddr *)&own, &size) == 0);
	*port = ntohs(own.sin_port);
	return fd;
}

/* The next REGISTER on a connection becomes what was heard. */
static int hear_on(int connection)
{
	ssize_t length;

	for (heard_length = 0; heard_length < (int)sizeof heard - 1; heard_length += (int)length) {
		heard[heard_length] = '\0';
		if (strstr(heard, "\r\n\r\n") != NULL)
			return 1;
		length = recv(connection, heard + heard_length, sizeof heard - 1 - (size_t)heard_length, 0);
		if (length <= 0)
			return 0;
	}
	return 0;
}

/* The registrar answers on a connection that it opens to the port that we listen on. */
static void another_connection(void)
{
	int port, listener = listen_tcp(&port), own, connection, answering, rid;
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char uri[64], *text;

	open_quiet();
	own = eXosip_find_free_port(context, 0, IPPROTO_TCP);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_TCP, "127.0.0.1", own, AF_INET, 0), 0);
	snprintf(uri, sizeof uri, "sip:127.0.0.1:%d", port);
	rid = send_first(context, "sip:alice@example.test", uri, 3600);
	connection = accept(listener, NULL, NULL);
	CHECK(hear_on(connection) && has("REGISTER sip:127.0.0.1:"));
	to.sin_port = htons((uint16_t)own);
	answering = socket(AF_INET, SOCK_STREAM, 0);
	CHECK_INT(connect(answering, (struct sockaddr *)&to, sizeof to), 0);
	text = response("200 OK", "Expires: 3600\r\n");
	CHECK(send(answering, text, strlen(text), 0) == (ssize_t)strlen(text));
	CHECK_INT(settle(context, rid, 30), 200);
	/* Our own connection is still the one that requests go on. */
	CHECK_INT(send_next(context, rid, 1800), 0);
	CHECK(hear_on(connection) && has("\r\nCSeq: 2 REGISTER\r\n"));
	text = response("200 OK", "Expires: 1800\r\n");
	CHECK(send(connection, text, strlen(text), 0) == (ssize_t)strlen(text));
	CHECK_INT(settle(context, rid, 30), 200);
	close(answering);
	close(connection);
	close(listener);
	close_context(context);
}

int main(void)
{
	open_peer();
	other_addresses();
	compared_by_option();
	another_connection();
	close(peer);
	return report();
}
