/* What each option changes, as the other side sees it. */
#include "support.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <eXosip2/eX_ext.h>

static struct eXosip_t *context;
static int is_automatic = 1;

static int peer, peer_port;
static char heard[65536];
static int heard_length, heard_tos;
static struct sockaddr_in heard_from;

static int set(int option, int value)
{
	return CHECK_INT(eXosip_set_option(context, option, &value), 0);
}

static int set_text(int option, const char *text)
{
	return CHECK_INT(eXosip_set_option(context, option, text), 0);
}

static int has(const char *text)
{
	return strstr(heard, text) != NULL;
}

/* A context that does nothing by itself but what the test is about. */
static void open_quiet(void)
{
	context = eXosip_malloc();
	CHECK_INT(eXosip_init(context), 0);
	set(EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, 0);
	set(EXOSIP_OPT_UDP_KEEP_ALIVE, 0);
}

static void start_listening(void)
{
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 0), 0);
}

static void open_listening(void)
{
	open_quiet();
	start_listening();
}

/* What has come to the peer; 0 if that is nothing. */
static int receive(void)
{
	char control[64];
	struct iovec room = {heard, sizeof heard - 1};
	struct msghdr message = {&heard_from, sizeof heard_from, &room, 1, control, sizeof control, 0};
	struct cmsghdr *part;

	heard_length = (int)recvmsg(peer, &message, MSG_DONTWAIT);
	heard[heard_length > 0 ? heard_length : 0] = '\0';
	for (part = heard_length > 0 ? CMSG_FIRSTHDR(&message) : NULL; part != NULL; part = CMSG_NXTHDR(&message, part))
		if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_TOS)
			heard_tos = *CMSG_DATA(part);
	return heard_length > 0;
}

/* Waits for the next REGISTER that is not one sent again; 0 if none comes. */
static int hear(double seconds)
{
	static char last[256];
	double end = seconds_now() + seconds;
	char *branch;

	do {
		if (receive() && isalpha((unsigned char)*heard) && (branch = strstr(heard, "branch=")) != NULL) {
			branch[strcspn(branch, "\r")] = '\0';
			if (strcmp(last, branch) != 0) {
				snprintf(last, sizeof last, "%.255s", branch);
				branch[strlen(branch)] = '\r';
				return 1;
			}
		}
		if (is_automatic) {
			eXosip_event_free(eXosip_event_wait(context, 0, 5));
			eXosip_automatic_action(context);
		} else {
			usleep(5000);
		}
	} while (seconds_now() < end);
	return 0;
}

/* Answers what was heard; `seen` is added to its Via, `parameters` to its Contact, which without them is left out. */
static void reply_seen(const char *status, const char *headers, const char *seen, const char *parameters)
{
	static const char *const copied[] = {"Via:", "From:", "To:", "Call-ID:", "CSeq:", "Contact:"};
	char text[8192], *copy = strdup(heard), *line, *rest = copy;
	size_t length = (size_t)snprintf(text, sizeof text, "SIP/2.0 %s\r\n", status), i;

	while ((line = strsep(&rest, "\n")) != NULL)
		for (i = 0; i < (parameters != NULL ? 6 : 5); i++)
			if (strncmp(line, copied[i], strlen(copied[i])) == 0) {
				line[strcspn(line, "\r")] = '\0';
				length += (size_t)snprintf(text + length, sizeof text - length, "%s%s\r\n", line,
							   i == 0 ? seen : i == 5 ? parameters : "");
			}
	length += (size_t)snprintf(text + length, sizeof text - length, "%sContent-Length: 0\r\n\r\n", headers);
	CHECK(sendto(peer, text, length, 0, (struct sockaddr *)&heard_from, sizeof heard_from) == (ssize_t)length);
	free(copy);
}

static void reply(const char *status, const char *headers)
{
	reply_seen(status, headers, "", ";expires=3600");
}

static const char *peer_address(const char *host)
{
	static char uri[128];

	snprintf(uri, sizeof uri, "sip:%s:%d", host, peer_port);
	return uri;
}

/* Registers with the peer, which hears it. */
static int begin(void)
{
	int rid = send_first(context, "sip:alice@example.test", peer_address("127.0.0.1"), 3600);

	CHECK(rid > 0 && hear(10));
	return rid;
}

static void end(void)
{
	close_context(context);
	while (receive())
		;
}

static int hears_stun(double seconds)
{
	double last = seconds_now() + seconds;

	do
		if (receive() && heard_length == 20 && heard[0] == 0 && heard[1] == 1)
			return 1;
	while (seconds_now() < last);
	return 0;
}

static void keepalives(void)
{
	open_listening();
	begin();
	CHECK(!hears_stun(0.3));
	end();
	open_listening();
	set(EXOSIP_OPT_UDP_KEEP_ALIVE, 100);
	begin();
	reply("200 OK", "");
	CHECK(hears_stun(10));
	end();
}

static void the_address_that_the_registrar_sees(void)
{
	open_listening();
	set(EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, 1);
	set(EXOSIP_OPT_USE_RPORT, 0);
	begin();
	CHECK(!has(";rport"));
	reply_seen("200 OK", "", ";received=192.0.2.5;rport=5099", ";expires=3600");
	CHECK(hear(10) && has(";expires=0\r\n"));
	reply("200 OK", "");
	CHECK(hear(10) && has("@192.0.2.5:5099;line="));
	end();
}

static void the_address_that_is_known_for_a_domain(void)
{
	struct eXosip_account_info account = {"example.test", "192.0.2.7", 5099};

	open_listening();
	set(EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, 1);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_ADD_ACCOUNT_INFO, &account), 0);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	begin();
	CHECK(has("@127.0.0.1:"));
	reply("401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n");
	CHECK(hear(10) && has("@192.0.2.7:5099;line="));
	end();
}

static void local_addresses(void)
{
	char address[64];

	open_quiet();
	set_text(EXOSIP_OPT_SET_IPV4_FOR_GATEWAY, "127.0.0.9");
	CHECK_INT(eXosip_guess_localip(context, AF_INET, address, sizeof address), 0);
	CHECK_TEXT(address, "127.0.0.1");
	set_text(EXOSIP_OPT_SET_IPV6_FOR_GATEWAY, "::1");
	CHECK_INT(eXosip_guess_localip(context, AF_INET6, address, sizeof address), 0);
	CHECK_TEXT(address, "::1");
	end();
}

static void names_that_are_given(void)
{
	struct eXosip_dns_cache host = {"registrar.invalid", "127.0.0.1"};
	int rid;

	open_listening();
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_ADD_DNS_CACHE, &host), 0);
	rid = send_first(context, "sip:alice@example.test", peer_address("registrar.invalid"), 60);
	CHECK(hear(10) && has("REGISTER sip:registrar.invalid:"));
	eXosip_register_remove(context, rid);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_DELETE_DNS_CACHE, &host), 0);
	memset(host.ip, 0, sizeof host.ip);
	CHECK(eXosip_set_option(context, EXOSIP_OPT_ADD_DNS_CACHE, &host) < 0);
	end();
}

static void the_class_of_service(void)
{
	open_quiet();
	set(EXOSIP_OPT_SET_DSCP, 46);
	start_listening();
	begin();
	CHECK_INT(heard_tos, 0xb8);
	end();
}

static void what_is_written(void)
{
	open_listening();
	set(EXOSIP_OPT_REGISTER_WITH_DATE, 1);
	set_text(EXOSIP_OPT_SET_HEADER_USER_AGENT, "tester/2");
	set_text(EXOSIP_OPT_SET_DEFAULT_CONTACT_DISPLAYNAME, "\"Alice\"");
	set_text(EXOSIP_OPT_SET_SIP_INSTANCE, "my phone");
	set_text(EXOSIP_OPT_CONTACT_URI_PARAMS, ";pn-provider=acme;pn-prid=ZTY4");
	set(EXOSIP_OPT_KEEP, 1);
	set(EXOSIP_OPT_PATH, 1);
	begin();
	CHECK(has("\r\nDate: ") && has("\r\nUser-Agent: tester/2\r\n") && has("\r\nContact: \"Alice\" <sip:"));
	CHECK(has(";pn-provider=acme;pn-prid=ZTY4>;+sip.instance=\"<my phone>\"\r\n") && !has("reg-id"));
	CHECK(has(";keep\r\n") && has("\r\nSupported: path\r\n"));
	set_text(EXOSIP_OPT_SET_HEADER_USER_AGENT, NULL);
	set_text(EXOSIP_OPT_CONTACT_URI_PARAMS, NULL);
	set(EXOSIP_OPT_REG_ID, 1);
	begin();
	CHECK(has("\r\nUser-Agent: eXosip/5.3.0\r\n") && has(">;+sip.instance=\"<my phone>\";reg-id=1\r\n"));
	set(EXOSIP_OPT_REG_ID, 2);
	begin();
	CHECK(has(";reg-id=2\r\n") && has("\r\nSupported: path, outbound\r\n"));
	end();
}

/* GRUUs are asked for by the instance and a header (RFC 5627), and read by eX_ext.h. */
static void gruus(void)
{
	osip_message_t *request = NULL;
	char *public, *temporary;
	int rid;

	open_listening();
	set_text(EXOSIP_OPT_SET_SIP_INSTANCE, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
	rid = eXosip_register_build_initial_register(context, "sip:alice@example.test", peer_address("127.0.0.1"), NULL, 60, &request);
	osip_message_set_supported(request, "gruu");
	CHECK_INT(eXosip_register_send_register(context, rid, request), 0);
	CHECK(hear(10) && has("\r\nSupported: gruu\r\n"));
	reply_seen("200 OK", "", "", ";expires=60;pub-gruu=\"sip:alice@example.test;gr=1\";temp-gruu=\"sip:t@example.test;gr\"");
	CHECK_INT(settle(context, rid, 10), 200);
	public = eXosip_register_get_text(context, rid, EXOSIP_REGISTER_PUBLIC_GRUU);
	temporary = eXosip_register_get_text(context, rid, EXOSIP_REGISTER_TEMPORARY_GRUU);
	CHECK_TEXT(public, "sip:alice@example.test;gr=1");
	CHECK_TEXT(temporary, "sip:t@example.test;gr");
	osip_free(public);
	osip_free(temporary);
	end();
}

static void the_port_in_contact(int ephemeral)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	char uri[64], *local, *log, contact[128];
	int rid;

	context = open_context(IPPROTO_TCP, AF_INET);
	set(EXOSIP_OPT_ENABLE_USE_EPHEMERAL_PORT, ephemeral);
	snprintf(uri, sizeof uri, "sip:127.0.0.1:%d;transport=tcp", registrar->port);
	rid = send_first(context, "sip:alice@example.test", uri, 60);
	CHECK_INT(settle(context, rid, 10), 200);
	local = eXosip_register_get_text(context, rid, EXOSIP_REGISTER_LOCAL);
	log = peer_log(registrar);
	snprintf(contact, sizeof contact, "\nContact: <sip:alice@%s;", local);
	CHECK_INT(strstr(log, contact) != NULL, ephemeral);
	free(log);
	osip_free(local);
	stop_peer(registrar);
	end();
}

static char told[16];

static void wake_lock(int state)
{
	size_t length = strlen(told);

	if (length < sizeof told - 1)
		told[length] = (char)('0' + state);
}

static void a_machine_that_sleeps(void)
{
	static const char request[] = "OPTIONS sip:alice@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK77\r\n"
				      "From: <sip:bob@example.test>;tag=1\r\nTo: <sip:alice@example.test>\r\nCall-ID: 77\r\n"
				      "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
	eXosip_event_t *event;
	int rid;

	open_listening();
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_CALLBACK_WAKELOCK, (const void *)wake_lock), 0);
	rid = begin();
	reply("200 OK", "");
	CHECK_INT(settle(context, rid, 10), 200);
	sendto(peer, request, sizeof request - 1, 0, (struct sockaddr *)&heard_from, sizeof heard_from);
	event = next_event(context, 10);
	CHECK(event != NULL && event->type == EXOSIP_MESSAGE_NEW);
	eXosip_event_free(event);
	end();
	CHECK_TEXT(told, "3210");
}

static void where_requests_leave_from(void)
{
	int ports[2];

	open_quiet();
	ports[0] = eXosip_find_free_port(context, 0, IPPROTO_UDP);
	ports[1] = ports[0] + 10;
	set_text(EXOSIP_OPT_SET_OC_LOCAL_ADDRESS, "127.0.0.2");
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_OC_PORT_RANGE, ports), 0);
	start_listening();
	begin();
	CHECK_TEXT(inet_ntoa(heard_from.sin_addr), "127.0.0.2");
	CHECK(ntohs(heard_from.sin_port) >= ports[0] && ntohs(heard_from.sin_port) <= ports[1]);
	CHECK(has("@127.0.0.2:"));
	end();
}

static void routes(int remove)
{
	osip_message_t *request = NULL;
	char route[64];
	int rid;

	open_listening();
	set(EXOSIP_OPT_REMOVE_PREROUTESET, remove);
	rid = eXosip_register_build_initial_register(context, "sip:alice@example.test", "sip:192.0.2.1", NULL, 60, &request);
	snprintf(route, sizeof route, "<%s;lr>", peer_address("127.0.0.1"));
	osip_message_set_route(request, route);
	CHECK_INT(eXosip_register_send_register(context, rid, request), 0);
	CHECK(hear(10) && has("REGISTER sip:192.0.2.1 "));
	CHECK_INT(has("\r\nRoute: "), !remove);
	end();
}

static void counted(void)
{
	struct eXosip_stats stats;

	open_listening();
	begin();
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_GET_STATISTICS, &stats), 0);
	CHECK_INT(stats.allocated_registrations, 1);
	CHECK_INT(stats.allocated_transactions, 1);
	end();
}

static void a_refresh_without_being_asked(void)
{
	open_listening();
	set(EXOSIP_OPT_AUTONOMOUS, 1);
	is_automatic = 0;
	begin();
	reply_seen("200 OK", "", "", ";expires=2");
	CHECK(hear(20) && has("\r\nCSeq: 2 REGISTER\r\n"));
	is_automatic = 1;
	end();
}

static int farewells;

static void *count_farewells(void *unused)
{
	eXosip_event_t *event;

	while ((event = eXosip_event_wait(context, 20, 0)) != NULL) {
		farewells += event->type == EXOSIP_REGISTRATION_SUCCESS;
		eXosip_event_free(event);
	}
	return unused;
}

static void *quit(void *unused)
{
	eXosip_quit(context);
	return unused;
}

static void leaving(void)
{
	pthread_t quitting, counting;
	int i, rid;

	open_listening();
	set(EXOSIP_OPT_QUIT_DEADLINE, 20000);
	for (i = 0; i < 3; i++) {
		rid = begin();
		reply("200 OK", "");
		CHECK_INT(settle(context, rid, 10), 200);
	}
	is_automatic = 0;
	pthread_create(&counting, NULL, count_farewells, NULL);
	pthread_create(&quitting, NULL, quit, NULL);
	for (i = 0; i < 3; i++) {
		CHECK(hear(10) && has("\r\nExpires: 0\r\n"));
		reply_seen("200 OK", "", "", ";expires=0");
	}
	pthread_join(quitting, NULL);
	pthread_join(counting, NULL);
	CHECK_INT(farewells, 3);
	is_automatic = 1;
	osip_free(context);
}

static void events_that_nobody_takes(void)
{
	int i, dropped = 0;

	open_listening();
	is_automatic = 0;
	set(EXOSIP_OPT_EVENT_QUEUE_LIMIT, 1);
	for (i = 0; i < 3; i++) {
		begin();
		reply("200 OK", "");
	}
	for (i = 0; dropped < 2 && i < 1000; i++, usleep(10000))
		CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_GET_DROPPED_EVENTS, &dropped), 0);
	CHECK_INT(dropped, 2);
	is_automatic = 1;
	end();
}

static void one_at_a_time(void)
{
	open_listening();
	set(EXOSIP_OPT_REGISTER_WINDOW, 1);
	begin();
	CHECK(send_first(context, "sip:bob@example.test", peer_address("127.0.0.1"), 60) > 0);
	CHECK(!hear(0.3));
	end();
}

static void redirections(int follow)
{
	char contact[128];

	open_listening();
	set(EXOSIP_OPT_FOLLOW_REDIRECTS, follow);
	begin();
	snprintf(contact, sizeof contact, "Contact: <%s>\r\n", peer_address("localhost"));
	reply_seen("302 Moved", contact, "", NULL);
	if (follow)
		CHECK(hear(10));
	else
		CHECK(!hear(0.3));
	end();
}

#define CHALLENGE(algorithm, nonce) \
	"WWW-Authenticate: Digest realm=\"r\", nonce=\"" nonce "\", qop=\"auth\", algorithm=" algorithm "\r\n"

static void a_weaker_challenge(int obey)
{
	int rid;

	open_listening();
	set(EXOSIP_OPT_DIGEST_OBEY_WEAKER, obey);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = begin();
	reply("401 Unauthorized", CHALLENGE("SHA-256", "n1"));
	CHECK(hear(10) && has("algorithm=SHA-256"));
	reply("200 OK", "");
	CHECK_INT(settle(context, rid, 10), 200);
	CHECK_INT(send_next(context, rid, 60), 0);
	CHECK(hear(10));
	reply("401 Unauthorized", CHALLENGE("MD5", "n2"));
	if (obey)
		CHECK(hear(10) && has("algorithm=MD5"));
	else
		CHECK(!hear(0.3));
	end();
}

static void a_server_that_proves_nothing(int require)
{
	eXosip_event_t *event;

	open_listening();
	set(EXOSIP_OPT_DIGEST_REQUIRE_RSPAUTH, require);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	begin();
	reply("401 Unauthorized", CHALLENGE("SHA-256", "n1"));
	CHECK(hear(10));
	reply("200 OK", "");
	event = next_event(context, 10);
	CHECK(event != NULL && event_status(event) == 200);
	if (event != NULL)
		CHECK_INT(event->type, require ? EXOSIP_REGISTRATION_FAILURE : EXOSIP_REGISTRATION_SUCCESS);
	eXosip_event_free(event);
	end();
}

/* The challenge and the keys of the first test set of 3GPP TS 35.208. */
static void a_sim(int option, const char *key)
{
	open_listening();
	if (option != 0)
		set_text(option, key);
	eXosip_add_authentication_info(context, "alice", "alice", "465b5ce8b199b49faa5f0a2ee238a6bc", NULL, NULL);
	begin();
	reply("401 Unauthorized", CHALLENGE("AKAv1-MD5", "I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M="));
	if (option != 0)
		CHECK(hear(10) && has("algorithm=AKAv1-MD5"));
	else
		CHECK(!hear(0.3));
	end();
}

static void the_moment_of_a_refresh(void)
{
	int rid;

	open_listening();
	set(EXOSIP_OPT_REFRESH_JITTER, 0);
	rid = begin();
	reply("200 OK", "");
	CHECK_INT(settle(context, rid, 10), 200);
	CHECK(eXosip_register_get_number(context, rid, EXOSIP_REGISTER_NEXT_IN) > 3200 * 1000);
	end();
}

int main(void)
{
	static const int on = 1;
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;

	peer = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK(bind(peer, (struct sockaddr *)&address, size) == 0 && getsockname(peer, (struct sockaddr *)&address, &size) == 0);
	CHECK(setsockopt(peer, IPPROTO_IP, IP_RECVTOS, &on, sizeof on) == 0);
	peer_port = ntohs(address.sin_port);

	keepalives();
	the_address_that_the_registrar_sees();
	the_address_that_is_known_for_a_domain();
	local_addresses();
	names_that_are_given();
	the_class_of_service();
	what_is_written();
	gruus();
	the_port_in_contact(1);
	the_port_in_contact(0);
	a_machine_that_sleeps();
	where_requests_leave_from();
	routes(0);
	routes(1);
	counted();
	a_refresh_without_being_asked();
	leaving();
	events_that_nobody_takes();
	one_at_a_time();
	redirections(0);
	redirections(1);
	a_weaker_challenge(0);
	a_weaker_challenge(1);
	a_server_that_proves_nothing(0);
	a_server_that_proves_nothing(1);
	a_sim(0, NULL);
	a_sim(EXOSIP_OPT_AKA_OP, "cdc202d5123e20f62b6d676ac72cb318");
	a_sim(EXOSIP_OPT_AKA_OPC, "cd63cb71954a9f4e48a5994e37a02baf");
	the_moment_of_a_refresh();
	return report();
}
