/* 2xx responses and ACKs that are sent again outside of transactions. */
#include "layer.h"

static void show_all(const char *title)
{
	osip_list_iterator_t it;
	ixt_t *ixt = osip_list_get_first(&layer->ixt_retransmissions, &it);
	struct timeval left;

	printf("%s: %d", title, osip_list_size(&layer->ixt_retransmissions));
	for (; ixt != NULL; ixt = osip_list_get_next(&it)) {
		printf(" [%s", name_of(ixt->msg2xx ? ixt->msg2xx : ixt->ack));
		show_timer("next", ixt->interval, &ixt->start);
		printf(" counter %d to %s:%d socket %d]", ixt->counter, or_null(ixt->dest), ixt->port, ixt->sock);
	}
	osip_timers_gettimeout(layer, &left);
	printf(" timeout %ld.%03ld\n", (long)left.tv_sec, (long)left.tv_usec / 1000);
}

static osip_message_t *with(const char *start_line, const char *from_tag, const char *cseq)
{
	char text[1000];
	osip_message_t *message;

	snprintf(text, sizeof text,
		"%s\r\nVia: SIP/2.0/UDP h:5062;branch=z9hG4bK1;received=192.0.2.9;rport=5066\r\nFrom: <sip:a@b>;tag=%s\r\nTo: <sip:c@d>;tag=t\r\nCall-ID: x@y\r\n"
		"CSeq: %s\r\nContent-Length: 0\r\n\r\n",
		start_line, from_tag, cseq);
	osip_message_init(&message);
	osip_message_parse(message, text, strlen(text));
	return message;
}

/* What is sent and when, in steps of ten milliseconds. */
static void watch(int seconds)
{
	int at;

	for (at = 0; at < seconds * 100; at++) {
		int before = osip_list_size(&layer->ixt_retransmissions);

		pass(10);
		osip_retransmissions_execute(layer);
		if (osip_list_size(&layer->ixt_retransmissions) != before)
			printf("at %d left %d\n", (at + 1) * 10, osip_list_size(&layer->ixt_retransmissions));
	}
}

static int timed_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket)
{
	printf("%ld.%03ld ", (long)now_is.tv_sec, now_is.tv_nsec / 1000000);
	return on_send(transaction, message, host, port, socket);
}

int main(void)
{
	osip_message_t *invite, *ok, *acks[3];
	osip_dialog_t *dialog = NULL, *other = NULL;
	int at;

	start_layer();
	invite = with("INVITE sip:c@d SIP/2.0", "f", "7 INVITE");
	ok = with("SIP/2.0 200 OK", "f", "7 INVITE");
	acks[0] = with("ACK sip:c@d SIP/2.0", "f", "8 ACK");
	acks[1] = with("ACK sip:c@d SIP/2.0", "g", "7 ACK");
	acks[2] = with("ACK sip:c@d SIP/2.0", "f", "7 ACK");
	osip_set_cb_send_message(layer, timed_send);
	osip_dialog_init_as_uas(&dialog, invite, ok);
	osip_dialog_init_as_uac(&other, ok);

	osip_start_200ok_retransmissions(layer, dialog, ok, 4);
	show_all("200");
	pass(520);
	osip_retransmissions_execute(layer);
	show_all("after 520 ms");
	osip_retransmissions_execute(layer);
	osip_start_ack_retransmissions(layer, other, acks[2], (char *)"192.0.2.4", 5555, 6);
	show_all("and an ACK");
	pass(600);
	osip_retransmissions_execute(layer);
	show_all("later");
	for (at = 0; at < COUNT(acks); at++) {
		osip_dialog_t *stopped = osip_stop_200ok_retransmissions(layer, acks[at]);

		printf("stop by ACK %d: %s\n", at, stopped == NULL ? "none" : stopped == dialog ? "the dialog" : "another");
	}
	printf("again: %d, NULL %d\n", osip_stop_200ok_retransmissions(layer, acks[2]) == NULL, osip_stop_200ok_retransmissions(layer, NULL) == NULL);
	osip_stop_retransmissions_from_dialog(layer, dialog);
	show_all("of the other dialog");
	osip_stop_retransmissions_from_dialog(layer, other);
	show_all("none");

	osip_start_200ok_retransmissions(layer, dialog, ok, 4);
	osip_start_ack_retransmissions(layer, other, acks[2], (char *)"192.0.2.4", 5555, 6);
	watch(40);
	show_all("after 40 s");

	/* One call after a long time. */
	osip_start_200ok_retransmissions(layer, dialog, ok, 4);
	pass(100000);
	show_all("late");
	osip_retransmissions_execute(layer);
	show_all("late, executed");
	osip_stop_retransmissions_from_dialog(layer, dialog);

	osip_dialog_free(dialog);
	osip_dialog_free(other);
	for (at = 0; at < COUNT(acks); at++)
		osip_message_free(acks[at]);
	osip_message_free(invite);
	osip_message_free(ok);
	osip_release(layer);
	return 0;
}
