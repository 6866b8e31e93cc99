/**
 * @file
 * `osipparser2/osip_list.h`: linked lists.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _LIST_H_
#define _LIST_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct __node __node_t;
typedef struct osip_list osip_list_t;
typedef struct osip_list_iterator osip_list_iterator_t;

/** One place in a list. */
struct __node {
  /** The next place; NULL at the end. */
  struct __node *next;
  /** The element. */
  void *element;
};

/** A linked list. All zero is an empty one. */
struct osip_list {
  /** How many elements there are. */
  int nb_elt;
  /** The first place; NULL for an empty list. */
  __node_t *node;
};

/** A walk through a list. */
struct osip_list_iterator {
  /** Where the walk is; NULL at the end. */
  __node_t *actual;
  /** The pointer that leads there. */
  __node_t **prev;
  /** The list. */
  osip_list_t *li;
  /** How many elements come before. */
  int pos;
};

/** Makes `li` an empty list. What it held before is forgotten, not freed. */
int osip_list_init(osip_list_t *li);

/** Empties `li`. Each element is given to `free_func`, if there is one. */
void osip_list_special_free(osip_list_t *li, void (*free_func)(void*));

/**
 * Appends to `dst` a copy of each element of `src`, made by `clone_func`. At the first copy that fails its
 * code is returned; the copies made so far stay in `dst`.
 */
int osip_list_clone(const osip_list_t *src, osip_list_t *dst, int (*clone_func)(void*, void**));

/** Empties a list of strings and frees them. */
void osip_list_ofchar_free(osip_list_t *li);

/** How many elements there are. */
int osip_list_size(const osip_list_t *li);

/** 1 when `pos` is past the last element, else 0. */
int osip_list_eol(const osip_list_t *li, int pos);

/**
 * Puts `element` at place `pos`, or at the end when `pos` is -1 or too large. Returns the new number of
 * elements.
 */
int osip_list_add(osip_list_t *li, void *element, int pos);

/** The element at place `pos`; NULL if there is none. */
void *osip_list_get(const osip_list_t *li, int pos);

/**
 * Takes the element at place `pos` out of the list without freeing it. Returns how many are left, or
 * OSIP_UNDEFINED_ERROR if there is none.
 */
int osip_list_remove(osip_list_t *li, int pos);

/** Sets `it` to the first element and returns it; NULL for an empty list. */
void *osip_list_get_first(const osip_list_t *li, osip_list_iterator_t *it);

/** Moves `it` to the next element and returns it; NULL behind the last. */
void *osip_list_get_next(osip_list_iterator_t *it);

/** Takes the element at `it` out of its list without freeing it, and returns the one that follows. */
void *osip_list_iterator_remove(osip_list_iterator_t *it);

/* Whether the iterator `it` (not a pointer to one) still points to an element. */
#define osip_list_iterator_has_elem(it) (NULL != (it).actual && (it).pos < (it).li->nb_elt)

#ifdef __cplusplus
}
#endif

#endif
