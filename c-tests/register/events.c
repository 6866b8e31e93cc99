/* The events of a registration with a challenge: their order, every field. */
#include "support.h"

static void check_event(const eXosip_event_t *event, int rid, eXosip_event_type_t type, const char *text, int status, const char *cseq)
{
	if (!CHECK(event != NULL))
		return;
	CHECK_INT(event->type, type);
	CHECK_TEXT(event->textinfo, text);
	CHECK_INT(event->rid, rid);
	CHECK_INT(event->tid, 0);
	CHECK_INT(event->did, 0);
	CHECK_INT(event->cid, 0);
	CHECK_INT(event->sid, 0);
	CHECK_INT(event->nid, 0);
	CHECK_INT(event->ss_status, 0);
	CHECK_INT(event->ss_reason, 0);
	CHECK(event->ack == NULL && event->external_reference == NULL);
	CHECK_INT(event_status(event), status);
	if (CHECK(event->request != NULL)) {
		CHECK_TEXT(event->request->sip_method, "REGISTER");
		CHECK_TEXT(event->request->cseq->number, cseq);
		CHECK_TEXT(event->request->from->url->username, "alice");
	}
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *challenge, *success, *after_quit;
	osip_www_authenticate_t *header = NULL;
	osip_contact_t *contact = NULL;
	int rid;

	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	challenge = next_event(context, 30);
	check_event(challenge, rid, EXOSIP_REGISTRATION_FAILURE, "Registration failed!", 401, "1");
	success = next_event(context, 30);
	check_event(success, rid, EXOSIP_REGISTRATION_SUCCESS, "User is successfully registred!", 200, "2");
	if (challenge != NULL && success != NULL) {
		/* Trees of their own: they may be edited and freed. */
		CHECK(osip_message_get_www_authenticate(challenge->response, 0, &header) >= 0);
		CHECK_TEXT(osip_www_authenticate_get_realm(header), "\"example.test\"");
		CHECK(osip_message_get_contact(success->response, 0, &contact) >= 0);
		osip_free(contact->url->username);
		contact->url->username = osip_strdup("edited");
	}
	eXosip_event_free(challenge);
	eXosip_event_free(success);
	CHECK(next_event(context, 0.3) == NULL);

	CHECK_INT(send_next(context, rid, 0), 0);
	after_quit = next_event(context, 30);
	check_event(after_quit, rid, EXOSIP_REGISTRATION_SUCCESS, "User is successfully registred!", 200, "3");
	close_context(context);
	eXosip_event_free(after_quit);
	stop_peer(registrar);
	return report();
}
