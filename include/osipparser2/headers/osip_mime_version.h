/**
 * @file
 * `osipparser2/headers/osip_mime_version.h`: MIME-Version (RFC 3261 20.24).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_MIME_VERSION_H_
#define _OSIP_MIME_VERSION_H_

#include <osipparser2/headers/osip_content_length.h>
#include <osipparser2/osip_list.h>
#include <osipparser2/osip_uri.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_content_length_t osip_mime_version_t;

#define osip_mime_version_init(header) osip_content_length_init((header))
#define osip_mime_version_parse(header, hvalue) osip_content_length_parse((header), (hvalue))
#define osip_mime_version_to_str(header, dest) osip_content_length_to_str((header), (dest))
#define osip_mime_version_free(header) osip_content_length_free((header))
#define osip_mime_version_clone osip_content_length_clone

#ifdef __cplusplus
}
#endif

#endif
