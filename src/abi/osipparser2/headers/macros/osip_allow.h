#define osip_allow_init(header) osip_content_length_init((header))
#define osip_allow_parse(header, hvalue) osip_content_length_parse((header), (hvalue))
#define osip_allow_to_str osip_content_length_to_str
#define osip_allow_free osip_content_length_free
#define osip_allow_clone osip_content_length_clone
