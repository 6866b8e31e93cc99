/* A dialog as one line of text. */
#ifndef DIALOG_H
#define DIALOG_H

#include "layer.h"

static void show_name_addr(const char *name, const osip_from_t *value)
{
	char *text = NULL;

	printf(" %s %s", name, osip_from_to_str(value, &text) == 0 ? or_null(text) : "?");
	osip_free(text);
}

static void show_dialog(const char *title, int code, osip_dialog_t *dialog)
{
	osip_list_iterator_t it;
	osip_record_route_t *route;

	printf("%s: %d", title, code);
	if (dialog == NULL) {
		printf(" none\n");
		return;
	}
	printf(" type %d state %d call_id '%s' local %s", dialog->type, dialog->state, dialog->call_id, or_null(dialog->local_tag));
	printf(" remote %s line %s cseq %d %d secure %d instance %p", or_null(dialog->remote_tag), or_null(dialog->line_param), dialog->local_cseq,
		dialog->remote_cseq, dialog->secure, dialog->your_instance);
	show_name_addr("remote", (const osip_from_t *)dialog->remote_uri);
	show_name_addr("local", (const osip_from_t *)dialog->local_uri);
	if (dialog->remote_contact_uri != NULL)
		show_name_addr("target", (const osip_from_t *)dialog->remote_contact_uri);
	route = osip_list_get_first(&dialog->route_set, &it);
	for (; route != NULL; route = osip_list_get_next(&it))
		show_name_addr("route", (const osip_from_t *)route);
	printf("\n");
}

#endif
