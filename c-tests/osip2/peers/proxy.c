/* A stateful proxy with Record-Route (RFC 3261 16) on libosip2: proxy PORT TARGET WIRE. */
#include "element.h"

/* The server transaction of a client transaction, and the other way round. */
static osip_transaction_t *peer_of(osip_transaction_t *transaction)
{
	return osip_transaction_get_reserved2(transaction);
}

static void pair(osip_transaction_t *one, osip_transaction_t *other)
{
	osip_transaction_set_reserved2(one, other);
	osip_transaction_set_reserved2(other, one);
}

static void count_down_forwards(osip_message_t *request)
{
	osip_header_t *header;
	char text[20];

	if (osip_message_header_get_byname(request, "max-forwards", 0, &header) < 0 || header->hvalue == NULL)
		return;
	snprintf(text, sizeof text, "%d", atoi(header->hvalue) - 1);
	osip_free(header->hvalue);
	header->hvalue = osip_strdup(text);
}

/* A copy of a request as it goes on: without our own Route, with our Via. */
static osip_message_t *forwarded(osip_message_t *request)
{
	osip_message_t *copy;
	osip_route_t *route;

	osip_message_clone(request, &copy);
	route = osip_list_get(&copy->routes, 0);
	if (route != NULL && route->url->port != NULL && atoi(route->url->port) == own_port) {
		osip_list_remove(&copy->routes, 0);
		osip_route_free(route);
	}
	count_down_forwards(copy);
	if (MSG_IS_INVITE(copy)) {
		osip_record_route_t *record;
		char text[100];

		snprintf(text, sizeof text, "<sip:127.0.0.1:%d;lr>", own_port);
		osip_record_route_init(&record);
		osip_record_route_parse(record, text);
		osip_list_add(&copy->record_routes, record, 0);
	}
	set_via(copy);
	return copy;
}

static void on_request(int type, osip_transaction_t *server, osip_message_t *request)
{
	osip_transaction_t *client;

	if (type == OSIP_IST_INVITE_RECEIVED)
		send_response(server, response_to(request, 100, NULL));
	if (type == OSIP_NIST_CANCEL_RECEIVED) {
		osip_list_iterator_t walk;
		osip_transaction_t *invite = osip_list_get_first(&layer->osip_ist_transactions, &walk);

		/* As proxies on libosip2 do: the list is searched for the INVITE of this CANCEL. */
		for (; invite != NULL; invite = osip_list_get_next(&walk))
			if (osip_call_id_match(invite->callid, request->call_id) == 0 && peer_of(invite) != NULL && invite->state == IST_PROCEEDING)
				break;
		send_response(server, response_to(request, invite != NULL ? 200 : 481, "proxy"));
		if (invite != NULL) {
			osip_message_t *cancel;
			osip_via_t *via;

			osip_message_clone(peer_of(invite)->orig_request, &cancel);
			osip_free(cancel->sip_method);
			cancel->sip_method = osip_strdup("CANCEL");
			osip_free(cancel->cseq->method);
			cancel->cseq->method = osip_strdup("CANCEL");
			while ((via = osip_list_get(&cancel->vias, 1)) != NULL) {
				osip_list_remove(&cancel->vias, 1);
				osip_via_free(via);
			}
			osip_list_special_free(&cancel->bodies, (void (*)(void *))osip_body_free);
			osip_list_special_free(&cancel->record_routes, (void (*)(void *))osip_record_route_free);
			osip_content_type_free(cancel->content_type);
			cancel->content_type = NULL;
			osip_message_force_update(cancel);
			send_request(cancel, "127.0.0.1", target_port);
		}
		return;
	}
	client = send_request(forwarded(request), "127.0.0.1", target_port);
	if (client == NULL)
		send_response(server, response_to(request, 500, "proxy"));
	else
		pair(client, server);
}

static osip_message_t *returned(osip_message_t *response)
{
	osip_message_t *copy;
	osip_via_t *via;

	osip_message_clone(response, &copy);
	via = osip_list_get(&copy->vias, 0);
	osip_list_remove(&copy->vias, 0);
	osip_via_free(via);
	return copy;
}

static void on_response(int type, osip_transaction_t *client, osip_message_t *response)
{
	(void)type;
	if (peer_of(client) != NULL && response->status_code != 100)
		send_response(peer_of(client), returned(response));
}

static void on_timeout(int type, osip_transaction_t *client, osip_message_t *none)
{
	(void)type, (void)none;
	if (peer_of(client) != NULL)
		send_response(peer_of(client), response_to(peer_of(client)->orig_request, 408, "proxy"));
}

/* Who ends first is no longer reached. */
static void on_end(int type, osip_transaction_t *transaction)
{
	if (peer_of(transaction) != NULL)
		osip_transaction_set_reserved2(peer_of(transaction), NULL);
	on_kill(type, transaction);
}

/* An ACK for a 2xx goes on without a transaction, and so does a 2xx that is repeated. */
static void on_stray_message(osip_event_t *event)
{
	osip_message_t *message;
	char *host = NULL;
	int port = 0;

	if (MSG_IS_ACK(event->sip)) {
		message = forwarded(event->sip);
		send_text(message, "127.0.0.1", target_port);
	} else {
		message = returned(event->sip);
		osip_response_get_destination(message, &host, &port);
		if (host != NULL)
			send_text(message, host, port);
		osip_free(host);
	}
	osip_message_free(message);
}

static void set_callbacks(void)
{
	int type;

	osip_set_message_callback(layer, OSIP_IST_INVITE_RECEIVED, on_request);
	for (type = OSIP_NIST_REGISTER_RECEIVED; type <= OSIP_NIST_UNKNOWN_REQUEST_RECEIVED; type++)
		osip_set_message_callback(layer, type, on_request);
	for (type = OSIP_ICT_STATUS_1XX_RECEIVED; type <= OSIP_ICT_STATUS_6XX_RECEIVED; type++)
		osip_set_message_callback(layer, type, on_response);
	for (type = OSIP_NICT_STATUS_1XX_RECEIVED; type <= OSIP_NICT_STATUS_6XX_RECEIVED; type++)
		osip_set_message_callback(layer, type, on_response);
	osip_set_message_callback(layer, OSIP_ICT_STATUS_TIMEOUT, on_timeout);
	osip_set_message_callback(layer, OSIP_NICT_STATUS_TIMEOUT, on_timeout);
	for (type = 0; type < 4; type++)
		osip_set_kill_transaction_callback(layer, type, on_end);
}
