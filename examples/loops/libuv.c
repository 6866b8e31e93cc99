/* An account in a loop of libuv: libuv sip:REGISTRAR USER PASSWORD
 *
 *   cc libuv.c -o libuv $(pkg-config --cflags --libs libeXosip2 libuv) */
#include <uv.h>

#include "account.h"

static void on_readable(uv_poll_t *handle, int status, int events)
{
	struct account *account = (struct account *)handle->data;

	(void)status, (void)events;
	read_events(account);
	if (account->is_over)
		uv_close((uv_handle_t *)handle, NULL); /* without a handle the loop ends */
}

int main(int argc, char **argv)
{
	struct account account;
	uv_loop_t *loop = uv_default_loop();
	uv_poll_t handle;

	if (begin_account(&account, argc, argv) != OSIP_SUCCESS)
		return 2;
	uv_poll_init(loop, &handle, eXosip_event_geteventsocket(account.context));
	handle.data = &account;
	uv_poll_start(&handle, UV_READABLE, on_readable);
	uv_run(loop, UV_RUN_DEFAULT);
	uv_loop_close(loop); /* before the library closes its descriptor */
	return end_account(&account);
}
