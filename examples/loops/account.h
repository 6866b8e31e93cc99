/* What the programs of the three event loops share: an account that registers and, when that has succeeded, unregisters.
 *
 * The library's own thread refreshes, retries and answers challenges (EXOSIP_OPT_AUTONOMOUS); the loop only reads events. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include <eXosip2/eXosip.h>
#include <eXosip2/eX_ext.h>

struct account {
	struct eXosip_t *context;
	int rid;
	int is_leaving; /* the REGISTER for 0 seconds was sent */
	int is_over;    /* the loop ends */
	int exit_code;
};

/* Begins with `sip:REGISTRAR USER PASSWORD`. Returns 0, or an error code, which was printed. */
static int begin_account(struct account *account, int argc, char **argv)
{
	osip_message_t *request = NULL;
	char from[256];
	int on = 1, code = OSIP_BADPARAMETER;

	memset(account, 0, sizeof *account);
	account->exit_code = 1;
	if (argc == 4 && strncmp(argv[1], "sip:", 4) == 0)
		code = (account->context = eXosip_malloc()) == NULL ? OSIP_NOMEM : eXosip_init(account->context);
	if (code == OSIP_SUCCESS)
		code = eXosip_set_option(account->context, EXOSIP_OPT_AUTONOMOUS, &on);
	if (code == OSIP_SUCCESS)
		code = eXosip_listen_addr(account->context, IPPROTO_UDP, NULL, 0, AF_INET, 0);
	if (code == OSIP_SUCCESS)
		code = eXosip_add_authentication_info(account->context, argv[2], argv[2], argv[3], NULL, NULL);
	if (code == OSIP_SUCCESS) {
		snprintf(from, sizeof from, "sip:%s@%s", argv[2], argv[1] + 4);
		eXosip_lock(account->context);
		account->rid = eXosip_register_build_initial_register(account->context, from, argv[1], NULL, 3600, &request);
		code = account->rid < 0 ? account->rid : eXosip_register_send_register(account->context, account->rid, request);
		eXosip_unlock(account->context);
	}
	if (code != OSIP_SUCCESS)
		fprintf(stderr, "usage: %s sip:REGISTRAR USER PASSWORD; %s\n", argv[0], osip_strerror(code));
	return code;
}

static int unregister(struct account *account)
{
	osip_message_t *request = NULL;
	int code;

	eXosip_lock(account->context);
	code = eXosip_register_build_register(account->context, account->rid, 0, &request);
	if (code == OSIP_SUCCESS)
		code = eXosip_register_send_register(account->context, account->rid, request);
	eXosip_unlock(account->context);
	return code;
}

/* Takes all events that wait: the descriptor is readable until the last one is taken. */
static void read_events(struct account *account)
{
	eXosip_event_t *event;

	while (!account->is_over && (event = eXosip_event_wait(account->context, 0, 0)) != NULL) {
		int is_challenge = event->response != NULL && event->response->status_code == 401 && eXosip_event_get_cause(event) == EXOSIP_CAUSE_REFUSED;

		if (event->type == EXOSIP_REGISTRATION_SUCCESS) {
			puts(account->is_leaving ? "unregistered" : "registered");
			account->is_over = account->is_leaving || unregister(account) != OSIP_SUCCESS;
			account->exit_code = !account->is_leaving;
			account->is_leaving = 1;
		} else if (event->type == EXOSIP_REGISTRATION_FAILURE && !is_challenge) {
			printf("not registered: %s\n", eXosip_event_get_cause_text(event));
			account->is_over = account->exit_code = 1;
		}
		eXosip_event_free(event);
	}
}

static int end_account(struct account *account)
{
	eXosip_quit(account->context);
	osip_free(account->context);
	return account->exit_code;
}

#endif
