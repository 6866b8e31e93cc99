/* Registrations by sofia-sip: a handle of nua for each account. sofia-sip N PORT */
#include "peer.h"

typedef struct account account;
#define NUA_HMAGIC_T account
#include <sofia-sip/msg_header.h>
#include <sofia-sip/nua.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su.h>

struct account {
	int number;
};

static int count, port, next, done, failed;
static account *accounts;

static void add(nua_t *nua)
{
	account *it = &accounts[next];
	char aor[64], registrar[64];
	nua_handle_t *handle;

	it->number = next++;
	snprintf(aor, sizeof aor, "sip:u%06d@127.0.0.1:%d", it->number, port);
	snprintf(registrar, sizeof registrar, "sip:127.0.0.1:%d", port);
	handle = nua_handle(nua, it, SIPTAG_TO_STR(aor), SIPTAG_FROM_STR(aor), TAG_END());
	nua_register(handle, NUTAG_REGISTRAR(registrar), SIPTAG_EXPIRES_STR("3600"), NUTAG_OUTBOUND("no-validate no-natify no-options-keepalive"),
		     TAG_END());
}

static void authenticate(account *it, nua_handle_t *handle, sip_t const *sip)
{
	char const *realm = msg_params_find(sip->sip_www_authenticate->au_params, "realm=");
	char credentials[256];

	snprintf(credentials, sizeof credentials, "Digest:%s:u%06d:secret", realm, it->number);
	nua_authenticate(handle, NUTAG_AUTH(credentials), TAG_END());
}

static void event(nua_event_t event, int status, char const *phrase, nua_t *nua, nua_magic_t *magic, nua_handle_t *handle, account *it,
		  sip_t const *sip, tagi_t tags[])
{
	(void)phrase, (void)magic, (void)tags;
	if (event != nua_r_register || status < 200)
		return;
	if (status == 401 && sip && sip->sip_www_authenticate) {
		authenticate(it, handle, sip);
		return;
	}
	if (status == 200)
		done++;
	else
		failed++;
	if (next < count)
		add(nua);
	else if (done + failed == count)
		end(done, failed);
}

int main(int argc, char **argv)
{
	su_root_t *root;
	nua_t *nua;

	if (argc < 3)
		return 2;
	count = atoi(argv[1]);
	port = atoi(argv[2]);
	accounts = calloc(count + 1, sizeof *accounts);
	su_init();
	root = su_root_create(NULL);
	nua = nua_create(root, event, NULL, NUTAG_URL("sip:127.0.0.1:*;transport=udp"), TAG_END());
	if (!accounts || !nua)
		return 1;
	begin();
	while (next < count && next < WINDOW)
		add(nua);
	su_root_run(root);
	return 1;
}
