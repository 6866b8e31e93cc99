/* The counters of a context. */
#include "support.h"

static struct eXosip_stats statistics(struct eXosip_t *context)
{
	struct eXosip_stats stats;

	memset(&stats, 0xff, sizeof stats);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_GET_STATISTICS, &stats), 0);
	return stats;
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	struct eXosip_stats stats = statistics(context);
	int rid;

	CHECK_INT(stats.allocated_registrations, 0);
	CHECK_INT(stats.allocated_transactions, 0);
	CHECK_INT(stats.allocated_calls, 0);
	CHECK_INT(stats.allocated_subscriptions, 0);
	CHECK(stats.average_registrations == 0);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	send_first(context, "sip:bob@example.test", peer_uri(registrar, ""), 3600);
	CHECK_INT(settle(context, rid, 30) >= 0, 1);
	stats = statistics(context);
	CHECK_INT(stats.allocated_registrations, 2);
	CHECK_INT(stats.allocated_publications, 0);
	eXosip_lock(context);
	eXosip_register_remove(context, rid);
	eXosip_unlock(context);
	stats = statistics(context);
	CHECK_INT(stats.allocated_registrations, 1);
	/* An hourly rate, so soon after the start, is large. */
	eXosip_event_free(next_event(context, 1.5));
	eXosip_event_free(next_event(context, 1.5));
	stats = statistics(context);
	CHECK(stats.average_registrations > 100);
	close_context(context);
	stop_peer(registrar);
	return report();
}
