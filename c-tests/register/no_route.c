/* A machine without any route: eXosip_guess_localip says so, and a registration fails without an answer. In a network namespace of its own, where
 * even loopback is down. */
#define _GNU_SOURCE
#include "support.h"

#include <sched.h>

static void the_guess(struct eXosip_t *context)
{
	char address[64] = "";

	CHECK_INT(eXosip_guess_localip(context, AF_INET, address, sizeof address), -1);
	CHECK_TEXT(address, "127.0.0.1");
	CHECK_INT(eXosip_guess_localip(context, AF_INET6, address, sizeof address), -1);
	CHECK_TEXT(address, "::1");
}

static void a_registration(struct eXosip_t *context, const char *uri)
{
	int rid = send_first(context, "sip:alice@example.test", uri, 60);
	eXosip_event_t *event = rid > 0 ? next_event(context, 60) : NULL;

	if (CHECK(event != NULL)) {
		CHECK_INT(event->type, EXOSIP_REGISTRATION_FAILURE);
		CHECK_INT(event->rid, rid);
		CHECK(event->response == NULL);
	}
	eXosip_event_free(event);
	CHECK_INT(eXosip_register_remove(context, rid), 0);
}

int main(void)
{
	struct eXosip_t *context;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
		printf("skipped: no namespaces are permitted here\n");
		return 0;
	}
	context = eXosip_malloc();
	CHECK_INT(eXosip_init(context), 0);
	the_guess(context);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, NULL, 0, AF_INET, 0), 0);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_TCP, NULL, 0, AF_INET, 0), 0);
	the_guess(context);
	a_registration(context, "sip:192.0.2.1;transport=udp");
	a_registration(context, "sip:192.0.2.1;transport=tcp");
	close_context(context);
	return report();
}
