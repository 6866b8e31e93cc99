/* An account in a main loop of GLib: glib sip:REGISTRAR USER PASSWORD
 *
 *   cc glib.c -o glib $(pkg-config --cflags --libs libeXosip2 glib-2.0) */
#include <glib-unix.h>

#include "account.h"

static GMainLoop *loop;

static gboolean on_readable(gint descriptor, GIOCondition condition, gpointer data)
{
	struct account *account = (struct account *)data;

	(void)descriptor, (void)condition;
	read_events(account);
	if (account->is_over)
		g_main_loop_quit(loop);
	return account->is_over ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

int main(int argc, char **argv)
{
	struct account account;

	if (begin_account(&account, argc, argv) != OSIP_SUCCESS)
		return 2;
	loop = g_main_loop_new(NULL, FALSE);
	g_unix_fd_add(eXosip_event_geteventsocket(account.context), G_IO_IN, on_readable, &account);
	g_main_loop_run(loop);
	g_main_loop_unref(loop);
	return end_account(&account);
}
