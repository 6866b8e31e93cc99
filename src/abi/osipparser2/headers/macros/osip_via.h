/* Where the parameters stand. */
#ifdef EXOSIP_OPAQUE
#define OSIP_VIA_PARAMS(header) osip_via_get_params(header)
#else
#define OSIP_VIA_PARAMS(header) (&(header)->via_params)
#endif

#define osip_via_set_hidden(header) osip_via_param_add((header), osip_strdup("hidden"), NULL)
#define osip_via_set_ttl(header, value) osip_via_param_add((header), osip_strdup("ttl"), (value))
#define osip_via_set_maddr(header, value) osip_via_param_add((header), osip_strdup("maddr"), (value))
#define osip_via_set_received(header, value) osip_via_param_add((header), osip_strdup("received"), (value))
#define osip_via_set_branch(header, value) osip_via_param_add((header), osip_strdup("branch"), (value))
#define osip_via_param_add(header, name, value) osip_uri_param_add(OSIP_VIA_PARAMS(header), (name), (value))
#define osip_via_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_VIA_PARAMS(header), (name), (dest))
