#define osip_contact_get_displayname(header) osip_from_get_displayname((osip_from_t *) (header))
#define osip_contact_set_displayname(header, value) osip_from_set_displayname((osip_from_t *) (header), (value))
#define osip_contact_get_url(header) osip_from_get_url((osip_from_t *) (header))
#define osip_contact_set_url(header, url) osip_from_set_url((osip_from_t *) (header), (url))
#define osip_contact_param_get(header, pos, dest) osip_from_param_get((osip_from_t *) (header), (pos), (dest))
#define osip_contact_param_add(header, name, value) osip_uri_param_add(OSIP_FROM_PARAMS(header), (name), (value))
#define osip_contact_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (name), (dest))
