/* Bad input to the registration functions: an error code, and nothing changed. */
#include "support.h"

#define RID 1 /* what build() answers instead of the number of a registration */

static struct eXosip_t *context;
static char silent[64]; /* the URI of a registrar that never answers */

/* Builds a first REGISTER and forgets it again: RID or the error. `text` gets the message, to be freed, when it is not NULL. */
static int build_text(const char *from, const char *proxy, const char *contact, int expires, const char *qvalue, char **text)
{
	osip_message_t *request = (osip_message_t *)&context; /* rubbish, which the function does not read */
	size_t length;
	int rid;

	eXosip_lock(context);
	rid = eXosip_register_build_initial_register_withqvalue(context, from, proxy, contact, expires, qvalue, &request);
	if (rid > 0) {
		if (text != NULL)
			osip_message_to_str(request, text, &length);
		CHECK_INT(eXosip_register_remove(context, rid), 0);
	} else {
		CHECK(request == NULL);
		request = NULL;
	}
	osip_message_free(request);
	eXosip_unlock(context);
	return rid > 0 ? RID : rid;
}

static int build(const char *from, const char *proxy)
{
	return build_text(from, proxy, NULL, 60, NULL, NULL);
}

static int build_with(const char *contact, const char *qvalue)
{
	return build_text("sip:alice@example.test", "sip:example.test", contact, 60, qvalue, NULL);
}

/* How many times `what` stands in the REGISTER built with these; -1 when it is not built. */
static int times(const char *what, const char *from, const char *contact, int expires, const char *qvalue)
{
	char *text = NULL, *place;
	int found = -1;

	if (build_text(from, "sip:example.test", contact, expires, qvalue, &text) == RID && text != NULL)
		for (found = 0, place = text; (place = strstr(place, what)) != NULL; place++)
			found++;
	osip_free(text);
	return found;
}

static void building_the_first(void)
{
	struct eXosip_t *deaf = eXosip_malloc();
	osip_message_t *request = NULL;
	char *long_from = malloc(100100);
	int code;

	ROW("ctx NULL", -2, eXosip_register_build_initial_register(NULL, "sip:a@b", "sip:b", NULL, 60, &request));
	ROW("output pointer NULL", -2, eXosip_register_build_initial_register(context, "sip:a@b", "sip:b", NULL, 60, NULL));
	ROW("from NULL", -2, build(NULL, "sip:b"));
	ROW("proxy NULL", -2, build("sip:a@b", NULL));
	ROW("proxy empty", -2, build("sip:a@b", ""));
	CHECK_INT(eXosip_init(deaf), 0);
	ROW("no transport", -10, eXosip_register_build_initial_register(deaf, "sip:a@b", "sip:b", NULL, 60, &request));
	close_context(deaf);

	ROW("from empty", -5, build("", "sip:b"));
	ROW("from without scheme", -5, build("alice", "sip:b"));
	ROW("from without host", -5, build("sip:", "sip:b"));
	ROW("from with an open bracket", -5, build("<sip:a@b", "sip:b"));
	ROW("proxy no address", -5, build("sip:a@b", "256.1.1.1"));
	ROW("proxy without host", -5, build("sip:a@b", "sip:"));
	ROW("proxy a web address", -5, build("sip:a@b", "sip://x"));
	ROW("proxy with a port of 11 digits", -5, build("sip:a@b", "sip:h:99999999999"));
	ROW("proxy with the port 65536", -5, build("sip:a@b", "sip:h:65536"));
	ROW("proxy of another scheme", -5, build("sip:a@b", "tel:123"));
	ROW("proxy with an open IPv6 reference", -5, build("sip:a@b", "sip:[::1"));
	ROW("from with a telephone number", RID, build("tel:+123", "sip:b"));
	code = build("http://a", "sip:b");
	ROW("from of another scheme", 1, code == RID || code == -5);

	memset(long_from, 'a', 100000);
	memcpy(long_from, "sip:", 4);
	strcpy(long_from + 99990, "@b");
	code = build(long_from, "sip:b");
	ROW("from of 100,000 characters", 1, code == RID || code == -5);
	free(long_from);
}

static void line_ends_in_arguments(void)
{
	ROW("from with CR LF", -5, build("sip:a@b\r\nX: y", "sip:b"));
	ROW("from with CR", -5, build("sip:a\r@b", "sip:b"));
	ROW("from with LF", -5, build("\"A\n\" <sip:a@b>", "sip:b"));
	ROW("from with LF in a parameter", -5, build("<sip:a@b>;x=\ny", "sip:b"));
	ROW("from with an escaped CR LF in a header of the URI", -5, build("<sip:a@b?X=%0d%0aY:%20z>", "sip:b"));
	ROW("proxy with CR LF", -5, build("sip:a@b", "sip:b\r\nX: y"));
	ROW("proxy with LF", -5, build("sip:a@b", "sip:b;x=\ny"));
	ROW("contact with CR LF", -5, build_with("<sip:a@b>\r\nX: y", NULL));
	ROW("contact with LF", -5, build_with("<sip:a@b>;x=\ny", NULL));
	ROW("qvalue with CR LF", -5, build_with(NULL, "0.5\r\nX: y"));
	ROW("qvalue with LF", -5, build_with(NULL, "0.5\n"));
}

static void odd_values(void)
{
	int code;

	ROW("contact garbage", -5, build_with("garbage", NULL));
	ROW("contact empty", -5, build_with("", NULL));
	ROW("contact with an open bracket", -5, build_with("<sip:", NULL));
	code = times("<sip:a@127.0.0.1:5070>", "sip:a@b", "<sip:a@127.0.0.1:5070>, <sip:a@127.0.0.1:5080>", 60, NULL);
	if (code != -1) {
		ROW("a list of contacts, the first", 1, code);
		ROW("a list of contacts, the second", 1,
		    times("<sip:a@127.0.0.1:5080>", "sip:a@b", "<sip:a@127.0.0.1:5070>, <sip:a@127.0.0.1:5080>", 60, NULL));
	}
	ROW("expires -1", 1, times("\r\nExpires: 0\r\n", "sip:a@b", NULL, -1, NULL));
	ROW("expires 29", 1, times("\r\nExpires: 30\r\n", "sip:a@b", NULL, 29, NULL));
	ROW("an empty qvalue", 0, times(";q", "sip:a@b", NULL, 60, ""));
	ROW("from without user", 1, times("\r\nContact: <sip:999.999.999.999:99999;line=", "sip:example.test", NULL, 60, NULL));
}

static void a_long_qvalue(void)
{
	char qvalue[201];
	int code;

	memset(qvalue, '1', 200);
	qvalue[200] = '\0';
	code = build_with(NULL, qvalue);
	ROW("a qvalue of 200 characters", 1, code == -2 || code == RID);
}

static void building_the_next(void)
{
	struct eXosip_t *other = open_context(IPPROTO_UDP, AF_INET);
	int stranger = send_first(other, "sip:alice@example.test", silent, 60), rid;
	osip_message_t *request = NULL;
	osip_header_t *expires = NULL;

	eXosip_lock(context);
	rid = eXosip_register_build_initial_register(context, "sip:alice@example.test", silent, NULL, 60, &request);
	osip_message_free(request);
	ROW("never sent before", 0, eXosip_register_build_register(context, rid, 60, &request));
	osip_message_free(request);
	ROW("expires -5", 0, eXosip_register_build_register(context, rid, -5, &request));
	osip_message_get_expires(request, 0, &expires);
	CHECK_TEXT(osip_header_get_value(expires), "30");
	ROW("ctx NULL", -2, eXosip_register_build_register(NULL, rid, 60, &request));
	ROW("output NULL", -2, eXosip_register_build_register(context, rid, 60, NULL));
	osip_message_free(request);
	ROW("rid 0", -2, eXosip_register_build_register(context, 0, 60, &request));
	ROW("rid -1", -2, eXosip_register_build_register(context, -1, 60, &request));
	ROW("rid unknown", -6, eXosip_register_build_register(context, 2000000000, 60, &request));
	ROW("rid of another context", -6, eXosip_register_build_register(context, stranger, 60, &request));
	CHECK_INT(eXosip_register_send_register(context, rid, NULL), 0);
	ROW("REGISTER in progress", -3, eXosip_register_build_register(context, rid, 0, &request));
	CHECK_INT(eXosip_register_remove(context, rid), 0);
	eXosip_unlock(context);
	close_context(other);
}

/* A failed build changes nothing: what is pending is no unregistration, so the registration outlives its success. */
static void a_build_that_comes_too_early(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", "--first", "drop", NULL);
	int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60);

	ROW("REGISTER in progress", -3, send_next(context, rid, 0));
	CHECK_INT(settle(context, rid, 30), 200);
	ROW("the registration is still there", 0, send_next(context, rid, 60));
	CHECK_INT(settle(context, rid, 30), 200);
	stop_peer(registrar);
	eXosip_register_remove(context, rid);
}

static void after_an_interval_too_brief_that_names_none(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", "--first", "423", NULL);
	int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 77);
	eXosip_event_t *event = next_event(context, 30);
	osip_message_t *request = NULL;
	osip_header_t *expires = NULL;

	CHECK(event != NULL && event_status(event) == 423);
	eXosip_event_free(event);
	eXosip_lock(context);
	if (ROW("after 423 without Min-Expires", 0, eXosip_register_build_register(context, rid, 77, &request))) {
		osip_message_get_expires(request, 0, &expires);
		CHECK_TEXT(osip_header_get_value(expires), "77");
	}
	osip_message_free(request);
	CHECK_INT(eXosip_register_remove(context, rid), 0);
	eXosip_unlock(context);
	stop_peer(registrar);
}

static osip_message_t *first_of(int *rid)
{
	osip_message_t *request = NULL;

	*rid = eXosip_register_build_initial_register(context, "sip:alice@example.test", silent, NULL, 60, &request);
	CHECK(*rid > 0);
	return request;
}

static void sending(void)
{
	osip_message_t *request, *copy;
	int rid, unused;

	eXosip_lock(context);
	request = first_of(&rid);
	osip_message_clone(request, &copy);
	ROW("ctx NULL", -2, eXosip_register_send_register(NULL, rid, copy));
	ROW("rid 0", -2, eXosip_register_send_register(context, 0, first_of(&unused)));
	ROW("rid -1", -2, eXosip_register_send_register(context, -1, first_of(&unused)));
	ROW("rid unknown", -6, eXosip_register_send_register(context, 2000000000, first_of(&unused)));

	osip_message_clone(request, &copy);
	osip_list_special_free(&copy->vias, (void (*)(void *))osip_via_free);
	ROW("no Via", -2, eXosip_register_send_register(context, rid, copy));
	osip_message_clone(request, &copy);
	osip_call_id_free(copy->call_id);
	copy->call_id = NULL;
	ROW("no Call-ID", -2, eXosip_register_send_register(context, rid, copy));

	osip_message_clone(request, &copy);
	ROW("after all this", 0, eXosip_register_send_register(context, rid, request));
	ROW("in progress", -3, eXosip_register_send_register(context, rid, copy));
	osip_message_free(first_of(&rid));
	ROW("msg NULL", 0, eXosip_register_send_register(context, rid, NULL));
	eXosip_unlock(context);
}

static void removing(void)
{
	int rid = send_first(context, "sip:alice@example.test", silent, 60);

	eXosip_lock(context);
	ROW("ctx NULL", -2, eXosip_register_remove(NULL, rid));
	ROW("rid 0", -2, eXosip_register_remove(context, 0));
	ROW("rid -1", -2, eXosip_register_remove(context, -1));
	ROW("rid unknown", -6, eXosip_register_remove(context, 2000000000));
	ROW("the one", 0, eXosip_register_remove(context, rid));
	ROW("again", -6, eXosip_register_remove(context, rid));
	eXosip_unlock(context);
}

/* An address of record without a user is answered for by the credentials of the realm. */
static void a_registration_without_user(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	int rid;

	eXosip_add_authentication_info(context, "gateway", "gateway", "secret", NULL, "example.test");
	rid = send_first(context, "sip:example.test", peer_uri(registrar, ""), 60);
	CHECK_INT(settle(context, rid, 30), 200);
	eXosip_register_remove(context, rid);
	stop_peer(registrar);
}

int main(void)
{
	context = open_context(IPPROTO_UDP, AF_INET);
	snprintf(silent, sizeof silent, "sip:127.0.0.1:%d", silent_port());
	building_the_first();
	line_ends_in_arguments();
	odd_values();
	a_long_qvalue();
	building_the_next();
	a_build_that_comes_too_early();
	after_an_interval_too_brief_that_names_none();
	sending();
	removing();
	a_registration_without_user();
	close_context(context);
	return report();
}
