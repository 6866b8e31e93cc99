/* Whether the iterator `it` (not a pointer to one) still points to an element. */
#define osip_list_iterator_has_elem(it) (NULL != (it).actual && (it).pos < (it).li->nb_elt)
