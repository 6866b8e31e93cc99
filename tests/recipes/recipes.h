/* What the programs share that run the pieces of code on a page.
 *
 * recipes.inc is what `pages.py --recipes` made of the page: a function for each piece, with its heading. */
#ifndef RECIPES_H
#define RECIPES_H

#include "recipes.inc"

/* What the pieces leave out. */
struct eXosip_t *context;
eXosip_event_t *event;
osip_message_t *request, *message, *invite, *answer, *notify, *subscribe;
sdp_message_t *offer;
const char *user = "alice", *password = "secret", *document = "<presence/>", *sdp = "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
	"t=0 0\r\nm=audio 6000 RTP/AVP 0\r\n";
int code, rid, tid, cid, did, sid;

static int failures;

static void verdict(int is_passed, const char *name)
{
	printf("%s recipes   %s\n", is_passed ? "ok     " : "FAILED ", name);
	failures += !is_passed;
}

/* Runs the piece with this number, counted from 0, below a heading. */
static void run_one(const char *heading, int number)
{
	size_t at;

	for (at = 0; at < sizeof recipes / sizeof *recipes; at++)
		if (strcmp(recipes[at].heading, heading) == 0 && number-- == 0) {
			if (recipes[at].run != NULL)
				recipes[at].run();
			else
				code = recipes[at].result();
			return;
		}
	verdict(0, heading);
}

static void run(const char *heading)
{
	run_one(heading, 0);
}

/* A context that listens on this port of `address`, NULL for any, and finds the hosts of the page at `known`. */
static struct eXosip_t *listening(const char *address, int port, const char *known)
{
	static const char *const names[] = {"example.com", "edge.example.com", "edge1.example.com", "edge2.example.com"};
	struct eXosip_t *made = eXosip_malloc();
	int at, addresses_only = 0;

	eXosip_init(made);
	eXosip_set_option(made, EXOSIP_OPT_DNS_CAPABILITIES, &addresses_only);
	for (at = 0; at < 4; at++) {
		struct eXosip_dns_cache host;

		memset(&host, 0, sizeof host);
		snprintf(host.host, sizeof host.host, "%s", names[at]);
		snprintf(host.ip, sizeof host.ip, "%s", known);
		eXosip_set_option(made, EXOSIP_OPT_ADD_DNS_CACHE, &host);
	}
	if (eXosip_listen_addr(made, IPPROTO_UDP, address, port, AF_INET, 0) != OSIP_SUCCESS)
		verdict(0, "listening");
	return made;
}

static void close_context(struct eXosip_t *made)
{
	eXosip_quit(made);
	osip_free(made);
}

#endif
