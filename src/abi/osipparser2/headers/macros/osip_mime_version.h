#define osip_mime_version_init(header) osip_content_length_init((header))
#define osip_mime_version_parse(header, hvalue) osip_content_length_parse((header), (hvalue))
#define osip_mime_version_to_str(header, dest) osip_content_length_to_str((header), (dest))
#define osip_mime_version_free(header) osip_content_length_free((header))
#define osip_mime_version_clone osip_content_length_clone
