/* Credentials: the simple way, good for any realm, and the complete way: two services, each with its own login and realm. */
#include "support.h"

struct service {
	const char *from_username, *login, *password, *realm;
	struct peer *registrar;
};

static void register_at(struct eXosip_t *context, const struct service *service)
{
	char from[128], credentials[128];
	int rid;

	snprintf(from, sizeof from, "sip:%s@%s", service->from_username, service->realm);
	rid = send_first(context, from, peer_uri(service->registrar, ""), 1800);
	CHECK_INT(settle(context, rid, 30), 200);
	snprintf(credentials, sizeof credentials, "username=\"%s\", realm=\"%s\"", service->login, service->realm);
	CHECK_INT(peer_saw(service->registrar, credentials), 1);
	CHECK_INT(peer_saw(service->registrar, "SIP/2.0 401 "), 1);
}

static void the_simple_way(void)
{
	struct service service = {"alice", "alice", "secret", "example.test", NULL};
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);

	service.registrar = start_peer("registrar", "--password", service.password, NULL);
	CHECK_INT(eXosip_add_authentication_info(context, service.login, service.login, service.password, NULL, NULL), 0);
	register_at(context, &service);
	close_context(context);
	stop_peer(service.registrar);
}

static void the_complete_way(void)
{
	struct service services[] = {
		{"alice", "alice-at-one", "first secret", "one.test", NULL},
		{"alice", "4711", "second secret", "two.test", NULL},
		{NULL, NULL, NULL, NULL, NULL},
	};
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	struct service *service;

	for (service = services; service->login != NULL; service++) {
		service->registrar = start_peer("registrar", "--password", service->password, "--realm", service->realm, NULL);
		CHECK_INT(eXosip_add_authentication_info(context, service->from_username, service->login, service->password, NULL,
							 service->realm), 0);
	}
	for (service = services; service->login != NULL; service++)
		register_at(context, service);
	close_context(context);
	for (service = services; service->login != NULL; service++)
		stop_peer(service->registrar);
}

int main(void)
{
	the_simple_way();
	the_complete_way();
	return report();
}
