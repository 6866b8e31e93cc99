/* Where the parameters stand. */
#ifdef EXOSIP_OPAQUE
#define OSIP_ACCEPT_ENCODING_PARAMS(header) osip_accept_encoding_get_params(header)
#else
#define OSIP_ACCEPT_ENCODING_PARAMS(header) (&(header)->gen_params)
#endif

#define osip_accept_encoding_param_add(header, name, value) \
  osip_uri_param_add(OSIP_ACCEPT_ENCODING_PARAMS(header), (name), (value))
#define osip_accept_encoding_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_ACCEPT_ENCODING_PARAMS(header), (name), (dest))
