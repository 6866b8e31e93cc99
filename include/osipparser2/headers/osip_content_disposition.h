/**
 * @file
 * `osipparser2/headers/osip_content_disposition.h`: Content-Disposition (RFC 3261 20.11).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CONTENT_DISPOSITION_H_
#define _OSIP_CONTENT_DISPOSITION_H_

#include <osipparser2/headers/osip_call_info.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_call_info_t osip_content_disposition_t;

/** Fills an empty Content-Disposition from its text. */
int osip_content_disposition_parse(osip_content_disposition_t *header, const char *hvalue);

#define osip_content_disposition_init(header) osip_call_info_init((header))
#define osip_content_disposition_free(header) osip_call_info_free((header))
#define osip_content_disposition_to_str(header, dest) osip_call_info_to_str((header), (dest))
#define osip_content_disposition_clone osip_call_info_clone
#define osip_content_disposition_set_type(header, value) osip_call_info_set_uri((header), (value))
#define osip_content_disposition_get_type(header) osip_call_info_get_uri((header))

#ifdef __cplusplus
}
#endif

#endif
