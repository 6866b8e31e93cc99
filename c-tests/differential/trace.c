/* The trace: levels, files, a function; dates left out. */
#include "show.h"

#include <unistd.h>

static void levels(const char *after)
{
	int level;

	printf("%-24s", after);
	for (level = 0; level < END_TRACE_LEVEL; level++)
		printf(" %d", osip_is_trace_level_activate((osip_trace_level_t)level));
	printf("\n");
}

static void trace_all(FILE *file)
{
	int level;

	for (level = 0; level < END_TRACE_LEVEL; level++)
		if (osip_trace("some/folder/a_long_file_name.c", level, (osip_trace_level_t)level, file, "level %d %s\n", level, "text") != 0)
			printf("not 0\n");
}

/* Prints what was traced to `file`, without the dates, and empties it. */
static void show(const char *what, FILE *file)
{
	char line[300], *place;

	printf("%s\n", what);
	rewind(file);
	while (fgets(line, sizeof line, file) != NULL) {
		place = strstr(line, " <");
		if (place == NULL || place - line != 34)
			printf("  unexpected: %s", line);
		else
			printf("  %.10sdate%s", line, place);
	}
	rewind(file);
	if (ftruncate(fileno(file), 0) != 0)
		printf("cannot empty the file\n");
}

static void print(const char *file, int line, osip_trace_level_t level, const char *format, va_list values)
{
	printf("  %s %d %d: ", or_null(file), line, (int)level);
	vprintf(format, values);
}

int main(void)
{
	FILE *usual = tmpfile(), *other = tmpfile();

	levels("at the start");
	printf("initialize %d\n", osip_trace_initialize(TRACE_LEVEL5, usual));
	levels("initialized");
	trace_all(NULL);
	show("the usual file", usual);
	trace_all(other);
	show("another file", other);
	osip_trace(NULL, 123456, TRACE_LEVEL1, NULL, "no file, %s, %c%%\n", "many digits", 'x');
	osip_trace("x.c", 0, TRACE_LEVEL1, NULL, "%s\n", "");
	show("odd lines", usual);

	osip_trace_disable_level(TRACE_LEVEL1);
	osip_trace_enable_level(TRACE_LEVEL7);
	levels("switched");
	trace_all(NULL);
	show("switched", usual);
	osip_trace_enable_until_level(TRACE_LEVEL2);
	levels("until 2");
	osip_trace_enable_until_level(END_TRACE_LEVEL);
	levels("until the end");

	osip_trace_initialize_func(TRACE_LEVEL3, print);
	levels("a function");
	trace_all(NULL);
	trace_all(other);
	osip_trace_initialize(TRACE_LEVEL1, other);
	trace_all(NULL);
	show("nothing besides", usual);
	show("nothing besides", other);
	osip_trace_initialize_func(TRACE_LEVEL2, NULL);
	trace_all(NULL);
	show("no function any more", other);
	osip_trace_initialize(TRACE_LEVEL0, NULL);
	trace_all(NULL);
	levels("nothing");
	/* To the system's log, where nothing of this level goes. */
	osip_trace_initialize_syslog(TRACE_LEVEL0, "differential");
	trace_all(NULL);
	levels("syslog");
	fclose(usual);
	fclose(other);
	return 0;
}
