/* MESSAGEs by sofia-sip: sofia-sip-messages out SECONDS PORT sends them, sofia-sip-messages in SECONDS PORT answers those that it is sent. */
#include "peer.h"

#include <sofia-sip/nua.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su.h>
#include <sofia-sip/su_wait.h>

static int is_out, port, in_flight, done, failed;
static double seconds, last;
static char body[201];

static void add(nua_t *nua)
{
	char to[64];
	nua_handle_t *handle;

	snprintf(to, sizeof to, "sip:bob@127.0.0.1:%d", port);
	handle = nua_handle(nua, NULL, SIPTAG_TO_STR(to), SIPTAG_FROM_STR("<sip:alice@example.test>"), TAG_END());
	nua_message(handle, SIPTAG_CONTENT_TYPE_STR("Application/MANSCDP+xml"), SIPTAG_PAYLOAD_STR(body), TAG_END());
	in_flight++;
}

static void event(nua_event_t event, int status, char const *phrase, nua_t *nua, nua_magic_t *magic, nua_handle_t *handle, nua_hmagic_t *own,
		  sip_t const *sip, tagi_t tags[])
{
	(void)phrase, (void)magic, (void)own, (void)sip, (void)tags;
	if (event == nua_i_message) {
		if (done++ == 0)
			begin();
		last = wall_now();
		nua_respond(handle, SIP_200_OK, NUTAG_WITH_THIS(nua), TAG_END());
		nua_handle_destroy(handle);
	} else if (event == nua_r_message && status >= 200) {
		nua_handle_destroy(handle);
		in_flight--;
		if (!is_out)
			return;
		done += status == 200;
		failed += status != 200;
		while (in_flight < WINDOW && wall_now() < start.wall + seconds)
			add(nua);
		if (in_flight == 0)
			end(done, failed);
	}
}

/* Nothing has come for a second: that second does not count. */
static void look(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *unused)
{
	(void)magic, (void)timer, (void)unused;
	if (!is_out && done > 0 && wall_now() > last + 1) {
		start.wall += wall_now() - last;
		end(done, failed);
	}
}

int main(int argc, char **argv)
{
	su_root_t *root;
	nua_t *nua;

	if (argc < 4)
		return 2;
	is_out = strcmp(argv[1], "out") == 0;
	seconds = atof(argv[2]);
	port = atoi(argv[3]);
	memset(body, 'x', sizeof body - 1);
	su_init();
	root = su_root_create(NULL);
	nua = nua_create(root, event, NULL, NUTAG_URL("sip:127.0.0.1:*;transport=udp"), NUTAG_APPL_METHOD("MESSAGE"), TAG_END());
	if (!nua)
		return 1;
	su_timer_set_for_ever(su_timer_create(su_root_task(root), 100), look, NULL);
	begin();
	add(nua);
	while (is_out && in_flight < WINDOW)
		add(nua);
	su_root_run(root);
	return 1;
}
