/* Calls by sofia-sip, as `calls full 0 CALLS` makes them: sofia-sip CALLS PORT. */
#include "../scale/peers/peer.h"

#include <sofia-sip/nua.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su.h>
#include <sofia-sip/su_wait.h>

enum { STEP = 20 };

static int wanted, port, begun, over;

static void call(nua_t *nua)
{
	char to[64];

	snprintf(to, sizeof to, "sip:bob@127.0.0.1:%d", port);
	nua_invite(nua_handle(nua, NULL, SIPTAG_TO_STR(to), SIPTAG_FROM_STR("<sip:alice@127.0.0.1>"), TAG_END()),
		   SOATAG_USER_SDP_STR("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"),
		   TAG_END());
	begun++;
}

static void event(nua_event_t event, int status, char const *phrase, nua_t *nua, nua_magic_t *magic, nua_handle_t *handle, nua_hmagic_t *own,
		  sip_t const *sip, tagi_t tags[])
{
	(void)phrase, (void)magic, (void)own, (void)sip, (void)tags;
	if (event == nua_r_invite && status == 200)
		nua_bye(handle, TAG_END()); /* the library acknowledges by itself */
	else if ((event == nua_r_bye && status >= 200) || (event == nua_r_invite && status >= 300)) {
		nua_handle_destroy(handle);
		if (status != 200 || ++over == wanted)
			end(over, status != 200);
		if (begun < wanted)
			call(nua);
	}
}

int main(int argc, char **argv)
{
	su_root_t *root;
	nua_t *nua;

	if (argc < 3)
		return 2;
	wanted = atoi(argv[1]);
	port = atoi(argv[2]);
	su_init();
	root = su_root_create(NULL);
	nua = nua_create(root, event, NULL, NUTAG_URL("sip:127.0.0.1:*;transport=udp"), NUTAG_AUTOACK(1), TAG_END());
	if (!nua)
		return 1;
	begin();
	while (begun < STEP && begun < wanted)
		call(nua);
	su_root_run(root);
	return 1;
}
