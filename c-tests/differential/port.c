/* The small functions of osip_port.h and osip_md5.h: text, numbers, quotes, sums, names of errors. */
#include "show.h"

#include <osipparser2/osip_md5.h>

static void text_functions(void)
{
	static const char *const words[] = {"", " ", "a", "  a b  ", "\ta\r\n", "\"quoted\"", "\"a\\\"b\"", "no\"t", "\"", "AbC", "x\r\n y", "\"a\" b"};
	char buffer[64], *copy;
	const char *quote;
	int i;

	for (i = 0; i < COUNT(words); i++) {
		strcpy(buffer, words[i]);
		printf("{%s} clrspace %d", words[i], osip_clrspace(buffer));
		printf(" {%s}", buffer);
		strcpy(buffer, words[i]);
		printf(" tolower %d", osip_tolower(buffer));
		printf(" {%s}", buffer);
		strcpy(buffer, words[i]);
		osip_dequote(buffer);
		printf(" dequote {%s}", buffer);
		copy = osip_enquote(words[i]);
		printf(" enquote {%s}", copy);
		osip_free(copy);
		if (words[i][0] == '"' && words[i][1] != '\0') {
			copy = osip_strdup_without_quote(words[i]);
			printf(" without quote {%s}", copy);
			osip_free(copy);
		}
		quote = __osip_quote_find(words[i]);
		printf(" quote at %d", quote ? (int)(quote - words[i]) : -1);
		printf(" hash %lu\n", osip_hash(words[i]));
	}
	copy = osip_str_append(strcpy(buffer, "one") + 3, ", two");
	copy = osip_strn_append(copy, ", three", 5);
	printf("append {%s} %d\n", buffer, (int)(copy - buffer));
}

static void comparisons(void)
{
	static const char *const pairs[][2] = {{"a", "A"}, {"abc", "ABD"}, {"", ""}, {"a", ""}, {"", "a"}, {"Via", "via"}, {"b", "A"}};
	int i;

	for (i = 0; i < COUNT(pairs); i++) {
		const char *a = pairs[i][0], *b = pairs[i][1];
		int order = osip_strcasecmp(a, b), first_two = osip_strncasecmp(a, b, 2);

		printf("%s %s: %d %d %s\n", a, b, (order > 0) - (order < 0), (first_two > 0) - (first_two < 0),
		       or_null(osip_strcasestr(a, b)));
	}
}

static void numbers(void)
{
	static const char *const texts[] = {"0", "1", "007", "12x", "  5", "x", "2147483647", "+3", "-3"};
	int i;

	for (i = 0; i < COUNT(texts); i++)
		printf("atoi %s %d\n", texts[i], osip_atoi(texts[i]));
	for (i = 10; i >= -70; i--)
		printf("strerror %d %s\n", i, or_null(osip_strerror(i)));
}

static void tokens(void)
{
	char line[] = "one  : two:three", *rest = line, *token = NULL, *next = NULL;
	int code;

	code = __osip_set_next_token(&token, rest, ':', &next);
	printf("token %d {%s} {%s}\n", code, or_null(token), or_null(next));
	osip_free(token);
	token = NULL;
	code = __osip_set_next_token(&token, "no separator", ':', &next);
	printf("token %d %s\n", code, or_null(token));
	osip_free(token);
}

static void copies(void)
{
	char buffer[16];

	memset(buffer, 'x', sizeof buffer);
	printf("strncpy {%s}", osip_strncpy(buffer, "abcdef", 3));
	printf(" {%s}", osip_strncpy(buffer, "ab", 5));
	printf(" clrncpy {%s}", osip_clrncpy(buffer, "  a b  ", 7));
	printf(" {%s}\n", osip_clrncpy(buffer, "   ", 3));
}

static void sums(void)
{
	static const char *const texts[] = {"", "a", "abc", "message digest",
					    "12345678901234567890123456789012345678901234567890123456789012345678901234567890"};
	unsigned char sum[16];
	osip_MD5_CTX context;
	int i, j;

	for (i = 0; i < COUNT(texts); i++) {
		osip_MD5Init(&context);
		osip_MD5Update(&context, (unsigned char *)texts[i], (unsigned int)strlen(texts[i]) / 2);
		osip_MD5Update(&context, (unsigned char *)texts[i] + strlen(texts[i]) / 2, (unsigned int)(strlen(texts[i]) - strlen(texts[i]) / 2));
		osip_MD5Final(sum, &context);
		for (j = 0; j < 16; j++)
			printf("%02x", sum[j]);
		printf(" %s\n", texts[i]);
	}
}

int main(void)
{
	start();
	text_functions();
	comparisons();
	numbers();
	tokens();
	copies();
	sums();
	return 0;
}
