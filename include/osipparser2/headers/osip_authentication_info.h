/**
 * @file
 * `osipparser2/headers/osip_authentication_info.h`: Authentication-Info (RFC 3261 20.6, RFC 7615).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_AUTHENTICATION_INFO_H_
#define _OSIP_AUTHENTICATION_INFO_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_authentication_info osip_authentication_info_t;

#if !defined(EXOSIP_OPAQUE)
/** What a server says after it took credentials: Authentication-Info. */
struct osip_authentication_info {
  /** The scheme, which only servers of NTLM and Kerberos name here. */
  char *auth_type;
  /** The nonce for the next request, in quotes. */
  char *nextnonce;
  /** What `rspauth` protects: "auth" or "auth-int", without quotes. */
  char *qop_options;
  /** The proof that the server knows the password too, in quotes. */
  char *rspauth;
  /** The client's nonce that was answered, in quotes. */
  char *cnonce;
  /** The client's count that was answered, 8 hexadecimal digits. */
  char *nonce_count;
  /** Of NTLM and Kerberos, as is all that follows: the number of the response, in quotes. */
  char *snum;
  /** A random number of the server, in quotes. */
  char *srand;
  /** Whose users are meant, in quotes. */
  char *realm;
  /** The server that a ticket is for, in quotes. */
  char *targetname;
  /** What names the security association, in quotes. */
  char *opaque;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_authentication_info_init(osip_authentication_info_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_authentication_info_free(osip_authentication_info_t *header);

/** Fills an empty header from its text. */
int osip_authentication_info_parse(osip_authentication_info_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_authentication_info_to_str(const osip_authentication_info_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_authentication_info_clone(const osip_authentication_info_t *header, osip_authentication_info_t **dest);

/** The `auth_type`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_auth_type(osip_authentication_info_t *header);

/** Sets `auth_type` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_auth_type(osip_authentication_info_t *header, char *value);

/** The `nextnonce`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_nextnonce(osip_authentication_info_t *header);

/** Sets `nextnonce` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_nextnonce(osip_authentication_info_t *header, char *value);

/** The `cnonce`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_cnonce(osip_authentication_info_t *header);

/** Sets `cnonce` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_cnonce(osip_authentication_info_t *header, char *value);

/** The `qop_options`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_qop_options(osip_authentication_info_t *header);

/** Sets `qop_options` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_qop_options(osip_authentication_info_t *header, char *value);

/** The `rspauth`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_rspauth(osip_authentication_info_t *header);

/** Sets `rspauth` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_rspauth(osip_authentication_info_t *header, char *value);

/** The `nonce_count`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_nonce_count(osip_authentication_info_t *header);

/** Sets `nonce_count` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_nonce_count(osip_authentication_info_t *header, char *value);

/** The `snum`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_snum(osip_authentication_info_t *header);

/** Sets `snum` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_snum(osip_authentication_info_t *header, char *value);

/** The `srand`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_srand(osip_authentication_info_t *header);

/** Sets `srand` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_srand(osip_authentication_info_t *header, char *value);

/** The `targetname`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_targetname(osip_authentication_info_t *header);

/** Sets `targetname` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_targetname(osip_authentication_info_t *header, char *value);

/** The `realm`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_realm(osip_authentication_info_t *header);

/** Sets `realm` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_realm(osip_authentication_info_t *header, char *value);

/** The `opaque`, still owned by the object; NULL if there is none. */
char *osip_authentication_info_get_opaque(osip_authentication_info_t *header);

/** Sets `opaque` and takes `value` over. The old one is the caller's to free, before. */
void osip_authentication_info_set_opaque(osip_authentication_info_t *header, char *value);

#ifdef __cplusplus
}
#endif

#endif
