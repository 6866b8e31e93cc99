/* A password that was used and removed is nowhere in the memory of the process any more. */
#include "support.h"

#include <fcntl.h>
#include <unistd.h>

#define LENGTH 24 /* of the end of the password, which is looked for: free() writes into the beginning of a block */
#define BEGINNING 176
#define VEIL 0x55
#define HUGE_MAPPING (1UL << 27) /* the books that sanitizers and valgrind keep */

static unsigned char veiled[LENGTH]; /* that end, so that this copy of it is not found */

/* Makes a password that stands nowhere yet. */
static void make_password(char *password)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	unsigned char bytes[LENGTH];
	int i;

	memset(password, 'x', BEGINNING);
	eXosip_byte_generate_random((char *)bytes, LENGTH);
	for (i = 0; i < LENGTH; i++) {
		password[BEGINNING + i] = letters[bytes[i] % 64];
		veiled[i] = (unsigned char)(password[BEGINNING + i] ^ VEIL);
	}
	password[BEGINNING + LENGTH] = '\0';
}

static int copies_in(const unsigned char *bytes, long size)
{
	int found = 0, i;
	long at;

	for (at = 0; at + LENGTH <= size; at++) {
		for (i = 0; i < LENGTH && (bytes[at + i] ^ VEIL) == veiled[i]; i++)
			;
		found += i == LENGTH;
	}
	return found;
}

/* How many times the password stands in what the process can write to. */
static int copies(void)
{
	static unsigned char chunk[1 << 16];
	FILE *maps = fopen("/proc/self/maps", "r");
	int memory = open("/proc/self/mem", O_RDONLY), found = 0;
	unsigned long start, end;
	char line[512], rights[8];

	while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
		if (sscanf(line, "%lx-%lx %7s", &start, &end, rights) != 3 || rights[0] != 'r' || rights[1] != 'w')
			continue;
		while (end - start < HUGE_MAPPING && start < end) {
			long size = pread(memory, chunk, sizeof chunk, (off_t)start);

			/* What was read before is in the chunk itself, which is read too. */
			if (size <= 0 || (start <= (unsigned long)chunk + sizeof chunk && start + sizeof chunk >= (unsigned long)chunk)) {
				start += 4096;
				continue;
			}
			found += copies_in(chunk, size);
			start += (unsigned long)size < sizeof chunk ? 4096 : sizeof chunk - LENGTH;
		}
	}
	memset(chunk, 0, sizeof chunk);
	fclose(maps);
	close(memory);
	return found;
}

static void expect_challenge(struct eXosip_t *context)
{
	eXosip_event_t *event = next_event(context, 30);

	CHECK(event != NULL && event_status(event) == 401);
	eXosip_event_free(event);
}

static void use(const char *algorithm, int all)
{
	struct peer *registrar = start_peer("registrar", "--password", "another", "--algorithm", algorithm, NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	char password[BEGINNING + LENGTH + 1];
	int rid;

	make_password(password);
	CHECK_INT(eXosip_add_authentication_info(context, "alice", "alice", password, NULL, NULL), 0);
	explicit_bzero(password, sizeof password);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	expect_challenge(context);
	expect_challenge(context);
	CHECK(peer_saw(registrar, "\nAuthorization: Digest ") > 0);
	CHECK(copies() > 0);
	if (all)
		CHECK_INT(eXosip_clear_authentication_info(context), 0);
	else
		CHECK_INT(eXosip_remove_authentication_info(context, "alice", NULL), 0);
	CHECK_INT(copies(), 0);
	eXosip_register_remove(context, rid);
	close_context(context);
	stop_peer(registrar);
}

int main(void)
{
	use("md5", 0);
	use("sha256", 1);
	return report();
}
