/* Printing what the parser made of something: codes, fields and lists, one a line. */
#ifndef SHOW_H
#define SHOW_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_port.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

static inline void no_trace(const char *file, int line, osip_trace_level_t level, const char *format, va_list values)
{
	(void)file, (void)line, (void)level, (void)format, (void)values;
}

/* Readies the parser; the original would print its complaints among the results. */
static inline void start(void)
{
	osip_trace_initialize_func(TRACE_LEVEL7, no_trace);
	parser_init();
}

static inline const char *or_null(const char *text)
{
	return text ? text : "(null)";
}

static inline void show_params(const char *name, const osip_list_t *list)
{
	osip_list_iterator_t it;
	osip_generic_param_t *param = osip_list_get_first(list, &it);

	printf("  %s %d", name, osip_list_size(list));
	for (; param != OSIP_SUCCESS; param = osip_list_get_next(&it))
		printf(" [%s=%s]", or_null(param->gname), or_null(param->gvalue));
	printf("\n");
}

static inline void show_uri(const osip_uri_t *uri)
{
	char *text = NULL;
	int code;

	if (uri == NULL) {
		printf("  no uri\n");
		return;
	}
	printf("  scheme=%s user=%s password=%s host=%s port=%s string=%s\n", or_null(uri->scheme), or_null(uri->username),
	       or_null(uri->password), or_null(uri->host), or_null(uri->port), or_null(uri->string));
	show_params("params", &uri->url_params);
	show_params("headers", &uri->url_headers);
	code = osip_uri_to_str(uri, &text);
	printf("  to_str %d %s\n", code, or_null(text));
	osip_free(text);
}

static inline void show_text(const char *name, int code, char *text)
{
	printf("  %s %d %s\n", name, code, or_null(code == 0 ? text : NULL));
	if (code == 0)
		osip_free(text);
}

#endif
