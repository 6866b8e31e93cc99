/* Registrations by libre: a sipreg for each account. libre N PORT */
#include "peer.h"

#include <stdbool.h>
#include <stdint.h>
#define HAVE_INTTYPES_H 1
#include <re.h>

struct account {
	int number;
	struct sipreg *registration;
};

static int count, port, next, done, failed;
static struct account *accounts;
static struct sip *sip;

static int authenticate(char **username, char **password, const char *realm, void *arg)
{
	struct account *it = arg;

	(void)realm;
	return re_sdprintf(username, "u%06d", it->number) ? 1 : str_dup(password, "secret");
}

static void answered(int error, const struct sip_msg *message, void *arg);

static void add(void)
{
	struct account *it = &accounts[next];
	char aor[64], registrar[64], user[32];

	it->number = next++;
	snprintf(user, sizeof user, "u%06d", it->number);
	snprintf(aor, sizeof aor, "sip:%s@127.0.0.1:%d", user, port);
	snprintf(registrar, sizeof registrar, "sip:127.0.0.1:%d", port);
	if (sipreg_register(&it->registration, sip, registrar, aor, NULL, aor, 3600, user, NULL, 0, 0, authenticate, it, false, answered, it,
			    NULL, NULL))
		failed++;
}

static void answered(int error, const struct sip_msg *message, void *arg)
{
	(void)arg;
	if (!error && message->scode < 200)
		return;
	if (!error && message->scode == 200)
		done++;
	else
		failed++;
	if (next < count)
		add();
	else if (done + failed == count)
		end(done, failed);
}

static void closed(void *arg)
{
	(void)arg;
}

int main(int argc, char **argv)
{
	struct sa local;

	if (argc < 3 || libre_init())
		return 2;
	count = atoi(argv[1]);
	port = atoi(argv[2]);
	accounts = calloc(count + 1, sizeof *accounts);
	if (!accounts || sip_alloc(&sip, NULL, 4096, 4096, 4096, "libre", closed, NULL))
		return 1;
	sa_set_str(&local, "127.0.0.1", 0);
	if (sip_transp_add(sip, SIP_TRANSP_UDP, &local))
		return 1;
	begin();
	while (next < count && next < WINDOW)
		add();
	re_main(NULL);
	return 1;
}
