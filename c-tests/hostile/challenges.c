/* Challenges that are not for our credentials, or that cannot be answered. */
#include "support.h"

#define LONG_PASSWORD "a password that is much longer than the sixteen bytes of a key"

/* A registrar first answers with `challenge`: it gets so many Authorization headers, none or one. */
static void answers(const char *challenge, const char *realm, int wanted)
{
	char script[512];
	struct peer *registrar;
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *event;
	int rid;

	snprintf(script, sizeof script, "401/WWW-Authenticate: %s", challenge);
	registrar = start_peer("registrar", "--algorithm", "none", "--first", script, NULL);
	eXosip_add_authentication_info(context, "alice", "alice", LONG_PASSWORD, NULL, realm);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60);
	event = next_event(context, 30);
	CHECK(event != NULL && event_status(event) == 401);
	eXosip_event_free(event);
	CHECK_INT(settle(context, rid, wanted ? 30 : 0.3), wanted ? 200 : -1);
	if (!CHECK_INT(peer_saw(registrar, "\nAuthorization: "), wanted))
		printf("after %s\n", challenge);
	close_context(context);
	stop_peer(registrar);
}

int main(void)
{
	static const char aka[] = "Digest realm=\"example.test\", nonce=\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\", algorithm=AKAv1-MD5";

	answers("Digest realm=\"example.test\", nonce=\"1\"", "example.test", 1);
	answers("Digest realm=\"example.test\", nonce=\"1\"", NULL, 1);
	/* A realm that is missing, empty, or only the beginning of ours. */
	answers("Digest nonce=\"1\"", "example.test", 0);
	answers("Digest realm=\"\", nonce=\"1\"", "example.test", 0);
	answers("Digest realm=\"exam\", nonce=\"1\"", "example.test", 0);
	answers("Digest realm=\"example.test.evil\", nonce=\"1\"", "example.test", 0);
	/* Nothing to answer with. */
	answers(aka, "example.test", 0);
	answers("Digest realm=\"example.test\"", "example.test", 0);
	answers("Digest realm=\"example.test\", nonce=\"1\", algorithm=UNHEARD-OF", "example.test", 0);
	answers("Basic realm=\"example.test\"", "example.test", 0);
	return report();
}
