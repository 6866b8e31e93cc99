#define osip_content_disposition_init(header) osip_call_info_init((header))
#define osip_content_disposition_free(header) osip_call_info_free((header))
#define osip_content_disposition_to_str(header, dest) osip_call_info_to_str((header), (dest))
#define osip_content_disposition_clone osip_call_info_clone
#define osip_content_disposition_set_type(header, value) osip_call_info_set_uri((header), (value))
#define osip_content_disposition_get_type(header) osip_call_info_get_uri((header))
