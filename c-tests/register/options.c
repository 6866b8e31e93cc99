/* What each option changes, as the other side sees it: addresses, ways, what is written. */
#include "hearing.h"

#include <eXosip2/eX_ext.h>

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
	set(EXOSIP_OPT_UDP_KEEP_ALIVE, 100);
	CHECK(hears_stun(30));
	end();
}

static void the_address_that_the_registrar_sees(void)
{
	int rid;

	open_listening();
	set(EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, 1);
	set(EXOSIP_OPT_USE_RPORT, 0);
	rid = begin();
	CHECK(!has(";rport"));
	reply_seen("200 OK", "", ";received=192.0.2.5;rport=5099", ";expires=3600");
	CHECK(hear(30) && has("@192.0.2.5:5099;line=") && has(";expires=0\r\n"));
	reply_seen("200 OK", "", ";received=192.0.2.5;rport=5099", ";expires=3600");
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK(!hear(2));
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
	CHECK(hear(30) && has("@192.0.2.7:5099;line="));
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
	CHECK(hear(30) && has("REGISTER sip:registrar.invalid:"));
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
	CHECK(hear(30) && has("\r\nSupported: gruu\r\n"));
	reply_seen("200 OK", "", "", ";expires=60;pub-gruu=\"sip:alice@example.test;gr=1\";temp-gruu=\"sip:t@example.test;gr\"");
	CHECK_INT(settle(context, rid, 30), 200);
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
	CHECK_INT(settle(context, rid, 30), 200);
	local = eXosip_register_get_text(context, rid, EXOSIP_REGISTER_LOCAL);
	log = peer_log(registrar);
	snprintf(contact, sizeof contact, "\nContact: <sip:alice@%s;", local);
	CHECK_INT(strstr(log, contact) != NULL, ephemeral);
	free(log);
	osip_free(local);
	stop_peer(registrar);
	end();
}

static char states[16];

static void wake_lock(int state)
{
	size_t length = strlen(states);

	if (length < sizeof states - 1)
		states[length] = (char)('0' + state);
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
	CHECK_INT(settle(context, rid, 30), 200);
	sendto(peer, request, sizeof request - 1, 0, (struct sockaddr *)&heard_from, sizeof heard_from);
	event = next_event(context, 30);
	CHECK(event != NULL && event->type == EXOSIP_MESSAGE_NEW);
	eXosip_event_free(event);
	end();
	CHECK_TEXT(states, "3210");
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
	CHECK(hear(30) && has("REGISTER sip:192.0.2.1 "));
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

int main(void)
{
	open_peer();
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
	return report();
}
