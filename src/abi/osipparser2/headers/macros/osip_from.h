/* Where the parameters stand. */
#ifdef EXOSIP_OPAQUE
#define OSIP_FROM_PARAMS(header) osip_from_get_params(header)
#else
#define OSIP_FROM_PARAMS(header) (&(header)->gen_params)
#endif

#define osip_from_param_add(header, name, value) osip_uri_param_add(OSIP_FROM_PARAMS(header), (name), (value))
#define osip_from_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (name), (dest))
#define osip_from_get_tag(header, dest) osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (char *) "tag", (dest))
#define osip_from_set_tag(header, value) osip_from_param_add((header), osip_strdup("tag"), (value))
