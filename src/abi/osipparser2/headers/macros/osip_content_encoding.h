#define osip_content_encoding_init(header) osip_content_length_init((header))
#define osip_content_encoding_parse(header, hvalue) osip_content_length_parse((header), (hvalue))
#define osip_content_encoding_to_str osip_content_length_to_str
#define osip_content_encoding_free osip_content_length_free
#define osip_content_encoding_clone osip_content_length_clone
