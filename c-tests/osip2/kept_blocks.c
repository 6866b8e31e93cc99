/* A thread keeps small blocks that it has freed, for the next message: so many, until it ends or ends a context. */
#include "support.h"

#include <malloc.h>
#include <osipparser2/osip_parser.h>
#include <pthread.h>

/* So many messages at once take more than a thread keeps; what the C library itself leaves behind is less than the last. */
enum { MESSAGES = 500, KEPT = 1 << 20, LITTLE = 32 << 10 };

#define MESSAGE \
	"MESSAGE sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5062;rport;branch=z9hG4bK1\r\nFrom: <sip:alice@a.example>;tag=f1\r\n" \
	"To: \"Bob\" <sip:bob@b.example>\r\nCall-ID: c1@host\r\nCSeq: 20 MESSAGE\r\nSubject: one\r\nX-Other: two\r\nContent-Length: 2\r\n\r\nok"

/* Where the heap is not glibc's, as under valgrind and with sanitizers, it is always 0. */
static long heap(void)
{
	return (long)mallinfo2().uordblks;
}

static void *work(void *unused)
{
	static osip_message_t *messages[MESSAGES];
	int i;

	for (i = 0; i < MESSAGES; i++) {
		CHECK_INT(osip_message_init(&messages[i]), 0);
		CHECK_INT(osip_message_parse(messages[i], MESSAGE, strlen(MESSAGE)), 0);
	}
	/* Some blocks are freed by the program itself. */
	osip_free(messages[0]->sip_method);
	messages[0]->sip_method = NULL;
	for (i = 0; i < MESSAGES; i++)
		osip_message_free(messages[i]);
	return unused;
}

int main(void)
{
	struct eXosip_t *context;
	pthread_t thread;
	long before, kept;

	parser_init();
	/* What is made once is there now. */
	context = open_context(IPPROTO_UDP, AF_INET);
	close_context(context);
	before = heap();

	CHECK_INT(pthread_create(&thread, NULL, work, NULL), 0);
	CHECK_INT(pthread_join(thread, NULL), 0);
	printf("%ld after the thread\n", heap() - before);
	CHECK(heap() - before < LITTLE);

	work(NULL);
	kept = heap() - before;
	CHECK(kept < KEPT);
	work(NULL);
	CHECK(labs(heap() - before - kept) < LITTLE);
	context = open_context(IPPROTO_UDP, AF_INET);
	close_context(context);
	printf("%ld bytes are kept, and %ld after the end of a context\n", kept, heap() - before);
	CHECK(heap() - before < LITTLE);
	return report();
}
