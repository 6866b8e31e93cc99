/* Bad input to eXosip_set_option: numbers that mean nothing, values that are missing, long, or out of every range. */
#include "support.h"

static struct eXosip_t *context;

static int set(int option, const void *value)
{
	return eXosip_set_option(context, option, value);
}

static void unknown_numbers(void)
{
	static const int numbers[] = {-1, 0, 3, 4, 5, 6, 11, 35, 100, 499, 504, 999, 1000, 1002, 1999, 2001, 2999, 1000000};
	size_t i;
	int value = 1;

	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (!CHECK_INT(set(numbers[i], &value), -2))
			printf("the option was %d\n", numbers[i]);
	ROW("502 is obsolete", -1, set(502, "name"));
	ROW("503 is obsolete", -1, set(503, "name"));
	ROW("1001 is obsolete", -1, set(1001, &value));
	ROW("ctx NULL", -2, eXosip_set_option(NULL, EXOSIP_OPT_UDP_KEEP_ALIVE, &value));
}

/* NULL clears or resets a text; for everything else it is an error. */
static void no_value(void)
{
	static const int texts[] = {8, 12, 17, 23, 25, 28, 31, 34, 3011, 3014, 3015, 3019, 3021};
	static const int others[] = {1, 2, 7, 9, 10, 13, 14, 15, 16, 18, 19, 20, 21, 22, 24, 26, 27, 29, 30, 32, 33, 500, 501, 2000,
				     3000, 3001, 3002, 3003, 3004, 3005, 3006, 3007, 3008, 3009, 3010, 3012, 3013, 3016, 3017, 3018, 3020, 3022};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!CHECK_INT(set(texts[i], NULL), 0))
			printf("the option was %d\n", texts[i]);
	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (!CHECK_INT(set(others[i], NULL), -2))
			printf("the option was %d\n", others[i]);
}

static void long_texts(void)
{
	static const int texts[] = {8, 12, 25, 28, 31, 34};
	char text[1001];
	size_t i;

	memset(text, 'x', 1000);
	text[1000] = '\0';
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!CHECK_INT(set(texts[i], text), 0))
			printf("the option was %d\n", texts[i]);
}

/* No text may end a line of a message. */
static void line_ends(void)
{
	static const int texts[] = {17, 28, 31, 34, EXOSIP_OPT_CONTACT_URI_PARAMS};
	osip_message_t *request = NULL;
	char *text = NULL;
	size_t i, length;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		set(texts[i], "x\r\nInjected: yes");
	eXosip_set_user_agent(context, "x\r\nInjected: yes");
	eXosip_masquerade_contact(context, "192.0.2.1\r\nInjected: yes", 5060);
	eXosip_lock(context);
	if (CHECK(eXosip_register_build_initial_register(context, "sip:a@b", "sip:b", NULL, 60, &request) > 0) &&
	    CHECK_INT(osip_message_to_str(request, &text, &length), 0))
		CHECK(strstr(text, "\nInjected") == NULL);
	osip_free(text);
	osip_message_free(request);
	eXosip_unlock(context);
}

static void tables(void)
{
	struct eXosip_dns_cache host = {"", ""};
	struct eXosip_account_info account = {"", "", 0};

	ROW("DNS cache: no host", -2, set(EXOSIP_OPT_ADD_DNS_CACHE, &host));
	ROW("DNS cache: delete no host", -2, set(EXOSIP_OPT_DELETE_DNS_CACHE, &host));
	strcpy(host.host, "registrar.example");
	ROW("DNS cache: delete what is not there", -1, set(EXOSIP_OPT_DELETE_DNS_CACHE, &host));
	strcpy(host.ip, "192.0.2.1");
	ROW("DNS cache: add", 0, set(EXOSIP_OPT_ADD_DNS_CACHE, &host));
	memset(host.ip, 0, sizeof host.ip);
	ROW("DNS cache: ask", 0, set(EXOSIP_OPT_ADD_DNS_CACHE, &host));
	CHECK_TEXT(host.ip, "192.0.2.1");
	strcpy(host.host, "REGISTRAR.example");
	ROW("DNS cache: delete, whatever the case", 0, set(EXOSIP_OPT_DELETE_DNS_CACHE, &host));
	memset(host.host, 'x', sizeof host.host);
	memset(host.ip, 'x', sizeof host.ip);
	set(EXOSIP_OPT_ADD_DNS_CACHE, &host); /* without an end */
	set(EXOSIP_OPT_DELETE_DNS_CACHE, &host);

	ROW("account: no proxy", -2, set(EXOSIP_OPT_ADD_ACCOUNT_INFO, &account));
	strcpy(account.proxy, "example.test");
	ROW("account: delete what is not there", -2, set(EXOSIP_OPT_ADD_ACCOUNT_INFO, &account));
	strcpy(account.nat_ip, "192.0.2.1");
	account.nat_port = 5060;
	ROW("account: new", 0, set(EXOSIP_OPT_ADD_ACCOUNT_INFO, &account));
	ROW("account: unchanged", 1, set(EXOSIP_OPT_ADD_ACCOUNT_INFO, &account));
	account.nat_port = 5070;
	ROW("account: changed", 0, set(EXOSIP_OPT_ADD_ACCOUNT_INFO, &account));
	account.nat_ip[0] = '\0';
	ROW("account: delete", 0, set(EXOSIP_OPT_ADD_ACCOUNT_INFO, &account));
	memset(&account, 'x', sizeof account);
	set(EXOSIP_OPT_ADD_ACCOUNT_INFO, &account); /* without an end */
}

/* No number is refused, and none does harm. */
static void numbers_out_of_range(void)
{
	static const int options[] = {1, 2, 7, 14, 15, 16, 18, 19, 20, 21, 22, 24, 27, 29, 32, 33, 500};
	static const int values[] = {-2147483647 - 1, -1, 2147483647, 0, 1};
	static const int ranges[][2] = {{5070, 5060}, {-1, 70000}, {2147483647, 0}, {0, 0}};
	long pause = -1;
	size_t i, j;

	for (i = 0; i < sizeof options / sizeof *options; i++)
		for (j = 0; j < sizeof values / sizeof *values; j++)
			if (!CHECK_INT(set(options[i], &values[j]), 0))
				printf("the option was %d, the value %d\n", options[i], values[j]);
	for (i = 0; i < sizeof ranges / sizeof *ranges; i++)
		CHECK_INT(set(EXOSIP_OPT_SET_OC_PORT_RANGE, ranges[i]), 0);
	CHECK_INT(set(EXOSIP_OPT_SET_MAX_READ_TIMEOUT, &pause), 0);
	pause = 0;
	CHECK_INT(set(EXOSIP_OPT_SET_MAX_READ_TIMEOUT, &pause), 0);
}

/* What is new is strict, and what was refused has changed nothing. */
static void values_that_cannot_be(void)
{
	static const int counts[] = {EXOSIP_OPT_EVENT_QUEUE_LIMIT, EXOSIP_OPT_REGISTER_WINDOW, EXOSIP_OPT_RETURN_RATE, EXOSIP_OPT_REGISTER_RATE,
				     EXOSIP_OPT_PROBE_CEILING, EXOSIP_OPT_RETRY_CEILING, EXOSIP_OPT_BODY_LIMIT,
				     EXOSIP_OPT_REG_ID, EXOSIP_OPT_REFRESH_JITTER};
	static const char *const parameters[] = {"pn-prid=x", ";a=<b>", ";a=b c", ";a=\"b\"", ";a=b\r\n"};
	int negative = -1;
	size_t i;

	for (i = 0; i < sizeof counts / sizeof *counts; i++)
		if (!CHECK_INT(set(counts[i], &negative), -2))
			printf("the option was %d\n", counts[i]);
	for (i = 0; i < sizeof parameters / sizeof *parameters; i++)
		if (!CHECK_INT(set(EXOSIP_OPT_CONTACT_URI_PARAMS, parameters[i]), -5))
			printf("the parameters were %s\n", parameters[i]);
	ROW("a key that is too short", -2, set(EXOSIP_OPT_AKA_OP, "00112233445566778899aabbccddee"));
	ROW("a key of other letters", -2, set(EXOSIP_OPT_AKA_OPC, "00112233445566778899aabbccddeefg"));
	ROW("a deadline below 0 is none", 0, set(EXOSIP_OPT_QUIT_DEADLINE, &negative));
}

int main(void)
{
	int round;

	for (round = 0; round < 2; round++) { /* before and while it listens */
		context = eXosip_malloc();
		CHECK_INT(eXosip_init(context), 0);
		if (round == 1)
			CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 0), 0);
		unknown_numbers();
		no_value();
		tables();
		if (round == 1)
			line_ends();
		long_texts();
		numbers_out_of_range();
		values_that_cannot_be();
		close_context(context);
	}
	return report();
}
