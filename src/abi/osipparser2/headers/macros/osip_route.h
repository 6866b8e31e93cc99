#define osip_route_clone osip_from_clone
#define osip_route_set_url(header, url) osip_from_set_url((osip_from_t *) (header), (url))
#define osip_route_get_url(header) osip_from_get_url((osip_from_t *) (header))
#define osip_route_param_get(header, pos, dest) osip_from_param_get((osip_from_t *) (header), (pos), (dest))
#define osip_route_param_add(header, name, value) osip_uri_param_add(OSIP_FROM_PARAMS(header), (name), (value))
#define osip_route_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (name), (dest))
