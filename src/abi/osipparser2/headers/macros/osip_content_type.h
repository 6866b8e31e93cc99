/* Where the parameters stand. */
#ifdef EXOSIP_OPAQUE
#define OSIP_CONTENT_TYPE_PARAMS(header) osip_content_type_get_params(header)
#else
#define OSIP_CONTENT_TYPE_PARAMS(header) (&(header)->gen_params)
#endif

#define osip_content_type_param_add(header, name, value) \
  osip_uri_param_add(OSIP_CONTENT_TYPE_PARAMS(header), (name), (value))
#define osip_content_type_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_CONTENT_TYPE_PARAMS(header), (name), (dest))
