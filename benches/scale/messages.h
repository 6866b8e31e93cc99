/* Phases with MESSAGEs of 200 bytes, so many at a time: sent and answered with 200, or received and answered. */
#ifndef MESSAGES_H
#define MESSAGES_H

enum { IN_FLIGHT = 64, BODY = 200 };

static void send_message(const char *to)
{
	static char body[BODY];
	osip_message_t *message = NULL;

	memset(body, 'x', sizeof body);
	eXosip_lock(ctx);
	if (eXosip_message_build_request(ctx, &message, "MESSAGE", to, "<sip:alice@example.test>", NULL) == 0) {
		osip_message_set_content_type(message, "Application/MANSCDP+xml");
		osip_message_set_body(message, body, sizeof body);
		eXosip_message_send_request(ctx, message);
	}
	eXosip_unlock(ctx);
}

/* Sends for so long to a peer that answers. */
static void out(double seconds, int peer)
{
	struct mark from = mark();
	int done = 0, failed = 0, open = 0;
	double last = from.wall;
	char to[64];

	snprintf(to, sizeof to, "<sip:bob@127.0.0.1:%d>", peer);
	while ((now() < from.wall + seconds || open > 0) && now() < last + 40) {
		eXosip_event_t *event;

		for (; open < IN_FLIGHT && now() < from.wall + seconds; open++)
			send_message(to);
		event = eXosip_event_wait(ctx, 0, 10);
		for (; event != NULL; event = eXosip_event_wait(ctx, 0, 0)) {
			if (event->type == EXOSIP_MESSAGE_ANSWERED)
				done++;
			else
				failed++;
			open--;
			last = now();
			eXosip_event_free(event);
		}
		act();
	}
	say("out", from, done, failed);
}

/* Asks a peer for messages, and answers them until none comes for half a second. */
static void in(int peer)
{
	struct mark from = mark(), to = from;
	int done = 0, failed = 0;
	char uri[64];

	snprintf(uri, sizeof uri, "<sip:bob@127.0.0.1:%d>", peer);
	send_message(uri);
	while (now() < (done ? to.wall + 0.5 : from.wall + 10)) {
		eXosip_event_t *event = eXosip_event_wait(ctx, 0, 10);
		int before = done;

		for (; event != NULL; event = eXosip_event_wait(ctx, 0, 0)) {
			osip_message_t *answer = NULL;

			if (event->type == EXOSIP_MESSAGE_NEW) {
				eXosip_lock(ctx);
				/* A lean program has nothing to add, and lets the library build the answer. */
				if ((is_lean || eXosip_message_build_answer(ctx, event->tid, 200, &answer) == 0)
				    && eXosip_message_send_answer(ctx, event->tid, 200, answer) == 0)
					done++;
				else
					failed++;
				eXosip_unlock(ctx);
			}
			eXosip_event_free(event);
		}
		act();
		if (done > before)
			to = mark();
	}
	say_between("in", from, to, done, failed);
}

#endif
