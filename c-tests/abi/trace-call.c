/* osip_trace passes its variable arguments on, whatever registers the processor passes them in. */
#include <osipparser2/osip_port.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char line[256];

static void remember(const char *file, int number, osip_trace_level_t level, const char *format, va_list values)
{
	(void)file, (void)number, (void)level;
	vsnprintf(line, sizeof line, format, values);
}

int main(void)
{
	osip_trace_initialize_func(OSIP_INFO1, remember);
	osip_trace_enable_level(OSIP_INFO1);
	osip_trace(__FILE__, __LINE__, OSIP_INFO1, NULL, "%d %s %lld %.2f %c %p %d %d %.1f", 1, "two", 3LL << 40, 4.5, '5', NULL, 6, 7, 8.5);
	if (strncmp(line, "1 two 3298534883328 4.50 5 ", 27) != 0 || strcmp(line + strlen(line) - 8, " 6 7 8.5") != 0) {
		printf("%s\n", line);
		return 1;
	}
	return 0;
}
