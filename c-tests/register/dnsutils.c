/* The records that eXosip_dnsutils_naptr finds, read as C programs read them. */
#include "support.h"

#include <unistd.h>

#include <osip2/osip.h>

static struct peer *nameserver;
static struct eXosip_t *context;

/* A record of `domain` that is the caller's, with all that the name server says. */
static struct osip_naptr *ask(const char *domain)
{
	struct osip_naptr *record = eXosip_dnsutils_naptr(context, domain, "sip", "udp", 0);

	if (CHECK(record != NULL))
		CHECK_INT(eXosip_dnsutils_dns_process(record, 1), 0);
	return record;
}

static void all_that_a_domain_says(void)
{
	struct osip_naptr *record;

	set_zone("example.test 60 NAPTR 20 7 s SIP+D2T _sip._tcp.example.test\n"
		 "example.test 60 NAPTR 10 5 s SIP+D2U _sip._udp.other.test\n"
		 "_sip._udp.other.test 60 SRV 20 3 5062 b.example.test\n"
		 "_sip._udp.other.test 60 SRV 10 4 5061 a.example.test\n"
		 "_sip._tcp.example.test 60 SRV 1 2 5070 t.example.test\n");
	record = ask("example.test");
	CHECK_TEXT(record->domain, "example.test");
	CHECK_INT(record->naptr_state, OSIP_NAPTR_STATE_SRVDONE);
	CHECK_INT(record->keep_in_cache, 0);
	CHECK_TEXT(record->sipudp_record.name, "_sip._udp.other.test");
	CHECK_INT(record->sipudp_record.srv_state, OSIP_SRV_STATE_COMPLETED);
	CHECK_INT(record->sipudp_record.order, 10);
	CHECK_INT(record->sipudp_record.preference, 5);
	CHECK_TEXT(record->sipudp_record.flag, "s");
	CHECK_TEXT(record->sipudp_record.protocol, "SIP+D2U");
	CHECK_TEXT(record->sipudp_record.replacement, "_sip._udp.other.test");
	CHECK_TEXT(record->sipudp_record.srventry[0].srv, "a.example.test");
	CHECK_INT(record->sipudp_record.srventry[0].priority, 10);
	CHECK_INT(record->sipudp_record.srventry[0].weight, 4);
	CHECK_INT(record->sipudp_record.srventry[0].port, 5061);
	CHECK_TEXT(record->sipudp_record.srventry[1].srv, "b.example.test");
	CHECK_TEXT(record->sipudp_record.srventry[2].srv, "");
	CHECK_TEXT(record->siptcp_record.srventry[0].srv, "t.example.test");
	CHECK_INT(record->siptls_record.srv_state, OSIP_SRV_STATE_NOTSUPPORTED);

	CHECK_INT(record->sipudp_record.index, 0);
	CHECK_INT(eXosip_dnsutils_rotate_srv(&record->sipudp_record), 1);
	CHECK_INT(record->sipudp_record.index, 1);
	CHECK_INT(eXosip_dnsutils_rotate_srv(&record->sipudp_record), 1);
	CHECK_INT(record->sipudp_record.index, 0);
	CHECK_INT(eXosip_dnsutils_rotate_srv(&record->siptls_record), -1);
	eXosip_dnsutils_release(record);
}

static void without_naptr_the_usual_names_are_asked_for(void)
{
	struct osip_naptr *record;

	set_zone("_sip._tcp.plain.test 60 SRV 1 2 5070 t.plain.test\n");
	record = ask("plain.test");
	CHECK_INT(record->naptr_state, OSIP_NAPTR_STATE_SRVDONE);
	CHECK_TEXT(record->siptcp_record.name, "_sip._tcp.plain.test");
	CHECK_TEXT(record->siptcp_record.srventry[0].srv, "t.plain.test");
	CHECK_INT(record->sipudp_record.srv_state, OSIP_SRV_STATE_NOTSUPPORTED);
	eXosip_dnsutils_release(record);

	set_zone("%s", "");
	record = ask("nothing.test");
	CHECK_INT(record->naptr_state, OSIP_NAPTR_STATE_NOTSUPPORTED);
	eXosip_dnsutils_release(record);
}

/* The record has room for ten; the others are left out. */
static void more_than_ten_hosts(void)
{
	struct osip_naptr *record;
	char lines[2048];
	int i, length = 0;

	for (i = 0; i < 15; i++)
		length += snprintf(lines + length, sizeof lines - length, "_sip._udp.many.test 60 SRV %d 0 5060 h%d.many.test\n", i, i);
	set_zone("%s", lines);
	record = ask("many.test");
	CHECK_TEXT(record->sipudp_record.srventry[9].srv, "h9.many.test");
	for (i = 0; i < 10; i++)
		CHECK_INT(eXosip_dnsutils_rotate_srv(&record->sipudp_record), 9);
	CHECK_INT(record->sipudp_record.index, 0);
	eXosip_dnsutils_release(record);
}

/* Without force no call waits: the state says how far it is. */
static void a_step_at_a_time(void)
{
	struct osip_naptr *record;
	double start = seconds_now();

	set_zone("delay 300\n_sip._udp.slow.test 60 SRV 0 0 5060 slow.test\n");
	record = eXosip_dnsutils_naptr(context, "slow.test", "sip", "udp", 0);
	if (!CHECK(record != NULL))
		return;
	CHECK_INT(record->naptr_state, OSIP_NAPTR_STATE_INPROGRESS);
	CHECK_INT(eXosip_dnsutils_dns_process(record, 0), 0);
	CHECK(record->naptr_state == OSIP_NAPTR_STATE_INPROGRESS || seconds_now() - start > 0.3);
	while (record->naptr_state != OSIP_NAPTR_STATE_SRVDONE && seconds_now() - start < 30) {
		CHECK_INT(eXosip_dnsutils_dns_process(record, 0), 0);
		usleep(10000);
	}
	CHECK_TEXT(record->sipudp_record.srventry[0].srv, "slow.test");
	eXosip_dnsutils_release(record);
}

static void records_that_are_kept(void)
{
	struct osip_naptr *record, *again;
	int asked;

	set_zone("_sip._udp.kept.test 60 SRV 0 0 5060 kept.test\n");
	CHECK(eXosip_dnsutils_naptr(context, "kept.test", "sip", "udp", -1) == NULL);
	record = eXosip_dnsutils_naptr(context, "kept.test", "sip", "udp", 1);
	if (!CHECK(record != NULL))
		return;
	CHECK_INT(eXosip_dnsutils_dns_process(record, 1), 0);
	asked = peer_saw(nameserver, "kept.test");
	again = eXosip_dnsutils_naptr(context, "KEPT.test", "sip", "udp", -1);
	CHECK(again == record);
	/* It is not the caller's: this does nothing. */
	eXosip_dnsutils_release(record);
	CHECK(eXosip_dnsutils_naptr(context, "kept.test", "sip", "udp", 1) == record);
	CHECK_TEXT(record->sipudp_record.srventry[0].srv, "kept.test");
	CHECK_INT(peer_saw(nameserver, "kept.test"), asked);
}

static void numbers_and_servers_in_the_domain(void)
{
	struct osip_naptr *record;
	char domain[64];

	set_zone("5.4.3.2.1.3.3.enum.test 60 NAPTR 1 1 u E2U+SIP .\n_sip._udp.named.test 60 SRV 0 0 5060 named.test\n");
	record = eXosip_dnsutils_naptr(context, "enum.test!+3312345", "sip", "udp", 0);
	if (CHECK(record != NULL)) {
		eXosip_dnsutils_dns_process(record, 1);
		CHECK_TEXT(record->AUS, "+3312345");
		CHECK_TEXT(record->sipenum_record.protocol, "E2U+SIP");
		CHECK_TEXT(record->sipenum_record.flag, "u");
	}
	eXosip_dnsutils_release(record);

	/* With a server in the text no context is needed. */
	snprintf(domain, sizeof domain, "named.test!!127.0.0.1:%d", nameserver->port);
	record = eXosip_dnsutils_naptr(NULL, domain, "sip", "udp", 0);
	if (CHECK(record != NULL)) {
		CHECK_INT(eXosip_dnsutils_dns_process(record, 1), 0);
		CHECK_TEXT(record->domain, "named.test");
		CHECK_TEXT(record->sipudp_record.srventry[0].srv, "named.test");
	}
	eXosip_dnsutils_release(record);
}

static void a_name_server_that_says_nothing(void)
{
	struct osip_naptr *record;

	set_zone("drop\n");
	record = eXosip_dnsutils_naptr(context, "silent.test", "sip", "udp", 0);
	if (!CHECK(record != NULL))
		return;
	CHECK_INT(eXosip_dnsutils_dns_process(record, 1), -1);
	CHECK_INT(record->naptr_state, OSIP_NAPTR_STATE_RETRYLATER);
	eXosip_dnsutils_release(record);

	/* One that is released while it is asked for. */
	eXosip_dnsutils_release(eXosip_dnsutils_naptr(context, "silent.test", "sip", "udp", 0));
}

int main(void)
{
	nameserver = start_nameserver();
	context = open_resolving(IPPROTO_UDP, nameserver);
	all_that_a_domain_says();
	without_naptr_the_usual_names_are_asked_for();
	more_than_ten_hosts();
	a_step_at_a_time();
	records_that_are_kept();
	numbers_and_servers_in_the_domain();
	a_name_server_that_says_nothing();
	close_context(context);
	stop_peer(nameserver);
	return report();
}
