/* osip_list_t: every function, and the nodes that C programs walk themselves. */
#include "show.h"

static void show(const osip_list_t *list)
{
	__node_t *node;
	int i;

	printf("  size %d:", osip_list_size(list));
	for (node = list->node, i = 0; node != NULL && i < list->nb_elt; node = node->next, i++)
		printf(" %s", (const char *)node->element);
	printf(" | eol");
	for (i = -1; i < 6; i++)
		printf(" %d", osip_list_eol(list, i));
	printf(" | get");
	for (i = 0; i < 6; i++)
		printf(" %s", or_null(osip_list_get(list, i)));
	printf("\n");
}

static int clone_text(void *text, void **copy)
{
	*copy = osip_strdup(text);
	return strcmp(text, "bad") == 0 ? OSIP_SYNTAXERROR : OSIP_SUCCESS;
}

static void iterate(osip_list_t *list)
{
	osip_list_iterator_t it;
	char *text = osip_list_get_first(list, &it);

	while (text != OSIP_SUCCESS) {
		printf("  at %d %s\n", it.pos, text);
		if (*text == 'r') {
			osip_free(text);
			text = osip_list_iterator_remove(&it);
		} else {
			text = osip_list_get_next(&it);
		}
	}
	show(list);
}

int main(void)
{
	osip_list_t list, copy;
	char *text;

	start();
	printf("init %d\n", osip_list_init(&list));
	show(&list);
	printf("add %d", osip_list_add(&list, osip_strdup("one"), -1));
	printf(" %d", osip_list_add(&list, osip_strdup("zero"), 0));
	printf(" %d", osip_list_add(&list, osip_strdup("r-last"), 99));
	printf(" %d", osip_list_add(&list, osip_strdup("r-second"), 1));
	printf(" %d\n", osip_list_add(&list, osip_strdup("three"), 3));
	show(&list);
	osip_list_init(&copy);
	printf("clone %d\n", osip_list_clone(&list, &copy, clone_text));
	show(&copy);
	iterate(&copy);
	text = osip_list_get(&copy, 1);
	printf("remove %d\n", osip_list_remove(&copy, 1));
	osip_free(text);
	show(&copy);
	printf("remove past the end %d\n", osip_list_remove(&copy, 9));
	osip_list_special_free(&copy, free);
	show(&copy);
	osip_list_ofchar_free(&list);
	show(&list);
	printf("null %d %d %d\n", osip_list_size(NULL), osip_list_eol(NULL, 0), osip_list_init(NULL));
	return 0;
}
