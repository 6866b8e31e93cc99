#define osip_error_info_init(header) osip_call_info_init((header))
#define osip_error_info_free osip_call_info_free
#define osip_error_info_parse(header, hvalue) osip_call_info_parse((header), (hvalue))
#define osip_error_info_to_str(header, dest) osip_call_info_to_str((header), (dest))
#define osip_error_info_clone osip_call_info_clone
#define osip_error_info_set_uri(header, uri) osip_call_info_set_uri((header), (uri))
#define osip_error_info_get_uri(header) osip_call_info_get_uri((header))
