/* Challenges that are not for our credentials, or that nobody can answer. */
#include "support.h"

#define LONG_PASSWORD "a password that is much longer than the sixteen bytes of a key"

/* How many Authorization headers a registrar gets that first answers with `challenge`. */
static int answers(const char *challenge, const char *realm)
{
	char script[512];
	struct peer *registrar;
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *event;
	int count;

	snprintf(script, sizeof script, "401/WWW-Authenticate: %s", challenge);
	registrar = start_peer("registrar", "--algorithm", "none", "--first", script, NULL);
	eXosip_add_authentication_info(context, "alice", "alice", LONG_PASSWORD, NULL, realm);
	CHECK(send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60) > 0);
	event = next_event(context, 10);
	CHECK(event != NULL && event_status(event) == 401);
	eXosip_event_free(event);
	while ((event = next_event(context, 0.3)) != NULL)
		eXosip_event_free(event);
	count = peer_saw(registrar, "\nAuthorization: ");
	close_context(context);
	stop_peer(registrar);
	return count;
}

int main(void)
{
	static const char aka[] = "Digest realm=\"example.test\", nonce=\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\", algorithm=AKAv1-MD5";

	CHECK_INT(answers("Digest realm=\"example.test\", nonce=\"1\"", "example.test"), 1);
	CHECK_INT(answers("Digest realm=\"example.test\", nonce=\"1\"", NULL), 1);
	/* A realm that is missing, empty, or only the beginning of ours. */
	CHECK_INT(answers("Digest nonce=\"1\"", "example.test"), 0);
	CHECK_INT(answers("Digest realm=\"\", nonce=\"1\"", "example.test"), 0);
	CHECK_INT(answers("Digest realm=\"exam\", nonce=\"1\"", "example.test"), 0);
	CHECK_INT(answers("Digest realm=\"example.test.evil\", nonce=\"1\"", "example.test"), 0);
	/* Nothing to answer with. */
	CHECK_INT(answers(aka, "example.test"), 0);
	CHECK_INT(answers("Digest realm=\"example.test\"", "example.test"), 0);
	CHECK_INT(answers("Digest realm=\"example.test\", nonce=\"1\", algorithm=UNHEARD-OF", "example.test"), 0);
	CHECK_INT(answers("Basic realm=\"example.test\"", "example.test"), 0);
	return report();
}
