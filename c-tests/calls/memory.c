/* What a live call takes on the heap, at both ends together, and that all of it goes with the call. */
#include "two_phones.h"

#include <malloc.h>

/* Both programs are in this process. A call takes some 4,100 bytes at each end today, with both descriptions, the ACK and the
   dialog, and on the side of the callee its transaction, which RFC 6026 lets live for 32 s. */
enum { CALLS = 300, ROOM = 2 * 5000 };

static struct phones *phones;
static int cids[CALLS], dids[CALLS];

static long heap(void)
{
	return (long)mallinfo2().uordblks;
}

static void establish(int at)
{
	eXosip_event_t *event;

	cids[at] = call(phones);
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	CHECK_INT(answer(phones->callee, event->tid, 200), 0);
	eXosip_event_free(event);
	event = await(phones->caller, EXOSIP_CALL_ANSWERED);
	dids[at] = event->did;
	acknowledge(phones->caller, event->tid);
	eXosip_event_free(event);
	skip(phones->callee, EXOSIP_CALL_ACK);
}

/* The heap with so many calls; then all are ended. */
static long live_and_end(int count)
{
	long established;
	int i;

	for (i = 0; i < count; i++)
		establish(i);
	established = heap();
	for (i = 0; i < count; i++)
		CHECK_INT(hang_up(phones->caller, cids[i], dids[i]), 0);
	for (i = 0; i < count; i++)
		skip(phones->caller, EXOSIP_CALL_RELEASED);
	for (i = 0; i < count; i++)
		skip(phones->callee, EXOSIP_CALL_RELEASED);
	return established;
}

int main(void)
{
	int count = fewer(CALLS), round;
	long before, established;

	/* Over a connection a call is released at once. */
	phones = open_phones(IPPROTO_TCP, AF_INET);
	/* Tables get their room. */
	live_and_end(count);
	for (round = 0; round < 3; round++) {
		before = heap();
		established = live_and_end(count);
		printf("%ld bytes a call at both ends, %ld are left\n", (established - before) / count, (heap() - before) / count);
		/* Where the heap is not glibc's, as under valgrind and with sanitizers, these are all 0. */
		CHECK((established - before) / count < ROOM);
		/* The transactions of INVITE are still there, and tables may have grown once more. */
		CHECK((heap() - before) / count < ROOM / 2);
	}
	close_phones(phones);
	return report();
}
