/* 423 with a Min-Expires that makes no sense is an ordinary failure: no flood, no odd Expires, the registration is not lost. */
#include "support.h"

int main(void)
{
	static const char *const scripts[] = {
		"423/Min-Expires: 0", "423/Min-Expires: abc", "423/Min-Expires: -5", "423/Min-Expires: 2147483648",
		"423/Min-Expires: 99999999999999999999", "423/Min-Expires: ", "423", "423/Min-Expires: 600x",
	};
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	size_t i;

	for (i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		struct peer *registrar = start_peer("registrar", "--algorithm", "none", "--first", scripts[i], NULL);
		int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 77), requests;
		eXosip_event_t *event = next_event(context, 30);

		CHECK(event != NULL && event->type == EXOSIP_REGISTRATION_FAILURE && event_status(event) == 423);
		eXosip_event_free(event);
		eXosip_event_free(next_event(context, 0.5));
		requests = peer_saw(registrar, "REGISTER sip:");
		if (!CHECK(requests <= 2 && peer_saw(registrar, "\nExpires: 77\n") == requests))
			printf("%d requests after %s\n", requests, scripts[i]);
		CHECK_INT(send_next(context, rid, 78), 0);
		CHECK_INT(settle(context, rid, 30), 200);
		eXosip_lock(context);
		CHECK_INT(eXosip_register_remove(context, rid), 0);
		eXosip_unlock(context);
		stop_peer(registrar);
	}
	close_context(context);
	return report();
}
