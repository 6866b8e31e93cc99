/* A program with a heap of its own, of which the library must not ask more than C does: malloc, calloc, realloc and free. */
#include "support.h"

#include <errno.h>
#include <osipparser2/osip_parser.h>
#include <stdatomic.h>
#include <stdint.h>

enum { ROUNDS = 20, MESSAGES = 100, HEAP = 256 << 20, MARK = 0x52, END = 8 };

/* With AddressSanitizer the heap is its own. */
#ifndef __SANITIZE_ADDRESS__
/* Before each block. The C library, asked how large it is, would take the mark for its own, and say 64 bytes. */
struct head {
	size_t size, mark;
};

static _Alignas(64) char heap[HEAP];
static atomic_size_t used;

static void *give(size_t alignment, size_t size)
{
	size_t start = atomic_fetch_add(&used, (size + END + sizeof(struct head) + 2 * alignment) / 16 * 16);
	char *place = (char *)(((uintptr_t)heap + start + sizeof(struct head) + alignment - 1) / alignment * alignment);
	struct head *head = (struct head *)place - 1;

	if (start + size + END + 4 * alignment > HEAP)
		return NULL;
	head->size = size;
	head->mark = MARK;
	memset(place + size, MARK, END);
	return place;
}

void *malloc(size_t size)
{
	return give(16, size);
}

void *calloc(size_t count, size_t size)
{
	return give(16, count * size);
}

/* A block that was written beyond its end ends the program. */
void free(void *place)
{
	struct head *head = (struct head *)place - 1;
	int i;

	if (!place)
		return;
	if (head->mark != MARK)
		abort();
	for (i = 0; i < END; i++)
		if (((char *)place)[head->size + i] != MARK)
			abort();
}

#ifdef EXACT_SIZES
size_t malloc_usable_size(void *place)
{
	return place ? ((struct head *)place - 1)->size : 0;
}
#endif

void *realloc(void *place, size_t size)
{
	void *moved = give(16, size);

	if (place && moved)
		memcpy(moved, place, size < ((struct head *)place - 1)->size ? size : ((struct head *)place - 1)->size);
	return moved;
}

int posix_memalign(void **place, size_t alignment, size_t size)
{
	*place = give(alignment, size);
	return *place ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return give(alignment, size);
}
#endif

#define MESSAGE \
	"MESSAGE sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5062;rport;branch=z9hG4bK1\r\nFrom: <sip:alice@a.example>;tag=f1\r\n" \
	"To: \"Bob\" <sip:bob@b.example>\r\nCall-ID: c1@host\r\nCSeq: 20 MESSAGE\r\nSubject: one\r\nX-Other: two\r\nContent-Length: 2\r\n\r\nok"

int main(void)
{
	static osip_message_t *messages[MESSAGES];
	char *first = NULL, *text = NULL;
	size_t length;
	int round, i;

	parser_init();
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < MESSAGES; i++) {
			CHECK_INT(osip_message_init(&messages[i]), 0);
			CHECK_INT(osip_message_parse(messages[i], MESSAGE, strlen(MESSAGE)), 0);
		}
		for (i = 0; i < MESSAGES; i++) {
			CHECK_INT(osip_message_to_str(messages[i], &text, &length), 0);
			if (first == NULL)
				first = osip_strdup(text);
			CHECK_TEXT(text, first);
			osip_free(text);
			osip_message_free(messages[i]);
		}
	}
	osip_free(first);
	return report();
}
