/* From names to registrars, through a name server of the test's own. */
#include "support.h"

#include <unistd.h>

static struct peer *nameserver;

static struct peer *easy_registrar(void)
{
	return start_peer("registrar", "--algorithm", "none", NULL);
}

static int registers_at(struct eXosip_t *context, const char *proxy)
{
	return settle_well(context, send_first(context, "sip:alice@example.test", proxy, 3600), 60);
}

/* The order of the NAPTR records decides; the context has both transports. */
static void naptr_chooses_the_transport(const char *first, const char *second, const char *chosen)
{
	struct peer *registrar = easy_registrar();
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);

	CHECK_INT(eXosip_listen_addr(context, IPPROTO_TCP, "127.0.0.1", 0, AF_INET, 0), 0);
	set_zone("example.test 60 NAPTR 20 50 s %s\n"
		 "example.test 60 NAPTR 10 50 s SIPS+D2T _sips._tcp.example.test\n"
		 "example.test 60 NAPTR 10 60 s %s\n"
		 "udp.example.test 60 SRV 0 0 %d sip.example.test\n"
		 "tcp.example.test 60 SRV 0 0 %d sip.example.test\n"
		 "sip.example.test 60 A 127.0.0.1\n",
		 second, first, registrar->port, registrar->port);
	CHECK(registers_at(context, "sip:example.test"));
	CHECK(peer_saw(registrar, chosen) >= 1);
	CHECK_INT(peer_saw(registrar, "<- "), peer_saw(registrar, chosen));
	close_context(context);
	stop_peer(registrar);
}

/* While a lookup hangs, no other registration waits for it; once the name server is there again, the registration comes by itself. */
static void a_dead_name_server_holds_nobody_up(void)
{
	struct peer *registrar = easy_registrar();
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);
	eXosip_event_t *event;
	double start, slowest = 0;
	int hung, other, i;

	set_zone("drop\n");
	hung = send_first(context, "sip:alice@example.test", "sip:example.test", 60);
	CHECK(peer_will_see(nameserver, "asked NAPTR example.test", 1, 30));
	for (i = 0; i < 10; i++) {
		start = seconds_now();
		other = send_first(context, "sip:bob@example.test", peer_uri(registrar, ""), 60);
		eXosip_lock(context);
		eXosip_automatic_action(context);
		eXosip_register_remove(context, i % 2 ? other : -1);
		eXosip_unlock(context);
		eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
		eXosip_event_free(eXosip_event_wait(context, 0, 0));
		if (seconds_now() - start > slowest)
			slowest = seconds_now() - start;
	}
	/* A lookup hangs for three seconds. */
	CHECK(slowest < 2.5);
	CHECK(registers_at(context, peer_uri(registrar, "")));
	while ((event = next_event(context, 30)) != NULL && event->rid != hung)
		eXosip_event_free(event);
	if (CHECK(event != NULL)) {
		CHECK_INT(event->type, EXOSIP_REGISTRATION_FAILURE);
		CHECK(event->response == NULL);
	}
	eXosip_event_free(event);

	set_zone("example.test 60 A 127.0.0.1\n_sip._udp.example.test 60 SRV 0 0 %d example.test\n", registrar->port);
	CHECK(settle_well(context, hung, 60));
	close_context(context);
	stop_peer(registrar);
}

/* Leaving does not wait for a name server either. */
static void quitting_during_a_lookup(void)
{
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);
	double start;

	set_zone("drop\n");
	send_first(context, "sip:alice@example.test", "sip:leaving.test", 60);
	CHECK(peer_will_see(nameserver, "asked NAPTR leaving.test", 1, 30));
	start = seconds_now();
	close_context(context);
	CHECK(seconds_now() - start < 2.5);
}

/* Answers with another number, to another question, from another port or host: the right one comes last. */
static void forged_answers_are_not_taken(void)
{
	struct peer *registrar = easy_registrar();
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);

	set_zone("forge\ndelay 200\n_sip._udp.example.test 60 SRV 0 0 %d example.test\nexample.test 60 A 127.0.0.1\n", registrar->port);
	CHECK(registers_at(context, "sip:example.test"));
	close_context(context);
	stop_peer(registrar);
}

static void an_answer_counts_as_long_as_it_says(void)
{
	struct peer *old = easy_registrar(), *new = easy_registrar();
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);
	const char *text = "_sip._udp.moving.test %d SRV 0 0 %d moving.test\nmoving.test 60 A 127.0.0.1\n";
	double start = seconds_now(), known;
	int rid, asked;

	set_zone(text, 8, old->port);
	rid = send_first(context, "sip:alice@moving.test", "sip:moving.test", 3600);
	CHECK(settle_well(context, rid, 60));
	known = seconds_now();
	asked = peer_saw(nameserver, "asked SRV _sip._udp.moving.test");
	set_zone(text, 8, new->port);
	CHECK_INT(send_next(context, rid, 3600), 0);
	CHECK_INT(settle(context, rid, 30), 200);
	if (seconds_now() - start < 7) {
		CHECK_INT(peer_saw(nameserver, "asked SRV _sip._udp.moving.test"), asked);
		CHECK_INT(peer_saw(old, "is bound to"), 2);
	}
	while (seconds_now() - known < 9)
		eXosip_event_free(next_event(context, 1));
	CHECK_INT(send_next(context, rid, 3600), 0);
	CHECK(settle_well(context, rid, 60));
	CHECK(peer_saw(nameserver, "asked SRV _sip._udp.moving.test") > asked);
	CHECK(peer_saw(new, "is bound to") >= 1);
	close_context(context);
	stop_peer(new);
	stop_peer(old);
}

/* A hundred addresses do not fit into a datagram: they are asked for over TCP. */
static void many_addresses(void)
{
	struct peer *registrar = start_peer("registrar", "-l", "0.0.0.0", "--algorithm", "none", NULL);
	struct eXosip_t *context = open_resolving(IPPROTO_TCP, nameserver);
	char all[8192], proxy[64];
	int i, length = 0;

	for (i = 0; i < 100; i++)
		length += snprintf(all + length, sizeof all - length, "many.test 60 A 127.0.1.%d\n", i + 1);
	set_zone("%s", all);
	snprintf(proxy, sizeof proxy, "sip:many.test:%d;transport=tcp", registrar->port);
	CHECK(registers_at(context, proxy));
	CHECK(peer_saw(nameserver, "asked A many.test over TCP") >= 1);
	close_context(context);
	stop_peer(registrar);
}

/* No server listens on the IPv6 address of the name; the IPv4 one is tried then. */
static void both_families_are_tried(int protocol, const char *parameters)
{
	struct peer *registrar = easy_registrar();
	struct eXosip_t *context = open_context(protocol, AF_INET);
	char proxy[64];
	int both = 2;

	eXosip_set_option(context, EXOSIP_OPT_ENABLE_IPV6, &both);
	use_nameserver(context, nameserver);
	set_zone("both.test 60 A 127.0.0.1\nboth.test 60 AAAA ::1\n");
	snprintf(proxy, sizeof proxy, "sip:both.test:%d%s", registrar->port, parameters);
	CHECK(registers_at(context, proxy));
	CHECK(peer_saw(nameserver, "asked AAAA both.test") >= 1);
	close_context(context);
	stop_peer(registrar);
}

/* What the application says of a host comes before what name servers say. */
static void hosts_that_the_application_knows(void)
{
	struct peer *registrar = easy_registrar();
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);
	struct eXosip_dns_cache entry = {.host = "known.test", .ip = "127.0.0.1"};
	char proxy[64];

	set_zone("known.test 60 A 127.0.0.66\n");
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_ADD_DNS_CACHE, &entry), 0);
	snprintf(proxy, sizeof proxy, "sip:known.test:%d", registrar->port);
	CHECK(registers_at(context, proxy));
	CHECK_INT(peer_saw(nameserver, "known.test"), 0);
	close_context(context);
	stop_peer(registrar);
}

static void unknown_and_refused_names(void)
{
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);
	eXosip_event_t *event;
	int i;

	for (i = 0; i < 2; i++) {
		set_zone(i == 0 ? "" : "refuse\n");
		send_first(context, "sip:alice@example.test", i == 0 ? "sip:nobody.test" : "sip:refused.test", 60);
		event = next_event(context, 30);
		if (CHECK(event != NULL)) {
			CHECK_INT(event->type, EXOSIP_REGISTRATION_FAILURE);
			CHECK(event->response == NULL);
		}
		eXosip_event_free(event);
	}
	close_context(context);
}

/* How often one of these records was asked for while we looked for a pause. */
static void a_short_life_is_no_storm(void)
{
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);
	double start = seconds_now();
	int asked;

	set_zone("short.test 0 A 127.0.0.1\n");
	send_first(context, "sip:alice@short.test", "sip:short.test:1", 60);
	while (seconds_now() - start < 4)
		eXosip_event_free(next_event(context, 0.5));
	asked = peer_saw(nameserver, "asked A short.test");
	CHECK(asked >= 1 && asked <= 8);
	close_context(context);
}

static void options(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);

	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_DNS_SERVERS, "127.0.0.1 [::1]:5353, 192.0.2.1:54"), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_DNS_SERVERS, NULL), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_DNS_SERVERS, "dns.example.test"), -2);
	close_context(context);
}

/* A program may want to hear of addresses only, and of one family. */
static void a_program_says_what_is_asked_for(void)
{
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);
	int addresses_only = 0, ipv6_only = 1;

	set_zone("plain.test 60 A 127.0.0.1\n");
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_DNS_CAPABILITIES, &addresses_only), 0);
	send_first(context, "sip:alice@plain.test", "sip:plain.test", 60);
	CHECK(peer_will_see(nameserver, "asked A plain.test", 1, 30));
	CHECK_INT(peer_saw(nameserver, "asked NAPTR plain.test"), 0);
	CHECK_INT(peer_saw(nameserver, "asked SRV _sip._udp.plain.test"), 0);
	CHECK_INT(peer_saw(nameserver, "asked AAAA plain.test"), 0);

	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_ENABLE_IPV6, &ipv6_only), 0);
	send_first(context, "sip:alice@six.test", "sip:six.test", 60);
	CHECK(peer_will_see(nameserver, "asked AAAA six.test", 1, 30));
	CHECK_INT(peer_saw(nameserver, "asked A six.test"), 0);
	close_context(context);
}

int main(void)
{
	nameserver = start_nameserver();
	options();
	naptr_chooses_the_transport("SIP+D2T tcp.example.test", "SIP+D2U udp.example.test", "<- tcp");
	naptr_chooses_the_transport("SIP+D2U udp.example.test", "SIP+D2T tcp.example.test", "<- udp");
	a_dead_name_server_holds_nobody_up();
	quitting_during_a_lookup();
	forged_answers_are_not_taken();
	an_answer_counts_as_long_as_it_says();
	many_addresses();
	both_families_are_tried(IPPROTO_UDP, "");
	both_families_are_tried(IPPROTO_TCP, ";transport=tcp");
	a_program_says_what_is_asked_for();
	hosts_that_the_application_knows();
	unknown_and_refused_names();
	a_short_life_is_no_storm();
	stop_peer(nameserver);
	return report();
}
