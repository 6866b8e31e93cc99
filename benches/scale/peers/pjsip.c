/* Registrations by pjsip: a pjsip_regc for each account. pjsip N PORT */
#include "peer.h"

#include <pjlib-util.h>
#include <pjlib.h>
#include <pjsip.h>
#include <pjsip_ua.h>

static int count, port, next, done, failed;
static pjsip_endpoint *endpoint;
static char contact[128];

static void answered(struct pjsip_regc_cbparam *it);

static void add(void)
{
	char aor[64], registrar[64], user[32];
	pjsip_cred_info login;
	pjsip_tx_data *request;
	pjsip_regc *registration;
	pj_str_t to, server, own = pj_str(contact);

	snprintf(user, sizeof user, "u%06d", next++);
	snprintf(aor, sizeof aor, "sip:%s@127.0.0.1:%d", user, port);
	snprintf(registrar, sizeof registrar, "sip:127.0.0.1:%d", port);
	to = pj_str(aor);
	server = pj_str(registrar);
	pj_bzero(&login, sizeof login);
	login.realm = pj_str("*");
	login.scheme = pj_str("digest");
	login.username = pj_str(user);
	login.data_type = PJSIP_CRED_DATA_PLAIN_PASSWD;
	login.data = pj_str("secret");
	if (pjsip_regc_create(endpoint, NULL, answered, &registration) != PJ_SUCCESS ||
	    pjsip_regc_init(registration, &server, &to, &to, 1, &own, 3600) != PJ_SUCCESS ||
	    pjsip_regc_set_credentials(registration, 1, &login) != PJ_SUCCESS ||
	    pjsip_regc_register(registration, PJ_TRUE, &request) != PJ_SUCCESS || pjsip_regc_send(registration, request) != PJ_SUCCESS)
		failed++;
}

static void answered(struct pjsip_regc_cbparam *it)
{
	if (it->status == PJ_SUCCESS && it->code == 200)
		done++;
	else
		failed++;
	if (next < count)
		add();
	else if (done + failed == count)
		end(done, failed);
}

int main(int argc, char **argv)
{
	pj_caching_pool pools;
	pjsip_transport *transport;
	pj_sockaddr_in local;
	pj_str_t host = pj_str("127.0.0.1");

	if (argc < 3)
		return 2;
	count = atoi(argv[1]);
	port = atoi(argv[2]);
	pj_log_set_level(0);
	if (pj_init() != PJ_SUCCESS || pjlib_util_init() != PJ_SUCCESS)
		return 1;
	pj_caching_pool_init(&pools, &pj_pool_factory_default_policy, 64 << 20);
	pj_sockaddr_in_init(&local, &host, 0);
	if (pjsip_endpt_create(&pools.factory, "peer", &endpoint) != PJ_SUCCESS ||
	    pjsip_udp_transport_start(endpoint, &local, NULL, 1, &transport) != PJ_SUCCESS || pjsip_tsx_layer_init_module(endpoint) != PJ_SUCCESS)
		return 1;
	snprintf(contact, sizeof contact, "<sip:u@127.0.0.1:%d>", transport->local_name.port);
	begin();
	while (next < count && next < WINDOW)
		add();
	for (;;) {
		pj_time_val patience = {0, 10};

		pjsip_endpt_handle_events(endpoint, &patience);
	}
}
