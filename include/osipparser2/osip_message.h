/**
 * @file
 * `osipparser2/osip_message.h`: SIP messages (RFC 3261 7).
 *
 * What holds for all functions of the headers of osipparser2, where they say nothing else:
 *
 * Functions that return `int` return `OSIP_SUCCESS` (0) or a place in a list, and an error code below 0 otherwise:
 * `OSIP_UNDEFINED_ERROR` (-1) where a list has no element at a place; `OSIP_BADPARAMETER` (-2) for NULL where a value is
 * needed; `OSIP_NOMEM` (-4); `OSIP_SYNTAXERROR` (-5) for a text that does not parse or has a line break. Places count
 * from 0. Functions that return a pointer return NULL then.
 *
 * `_init` allocates an empty object, `_parse` fills an empty one from text, `_to_str` writes text for the caller to free
 * with `osip_free`, `_clone` copies deeply, `_free` frees an object with all that it owns. A `const char *` is copied. A
 * `char *` or an object that is given to a function which sets or adds it comes from `osip_malloc`, `osip_strdup` or
 * `_init`, and belongs to the object from then on. What getters return or lend stays the object's.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_MESSAGE_H_
#define _OSIP_MESSAGE_H_

#include <string.h>

#include <osipparser2/osip_const.h>
#include <osipparser2/osip_headers.h>
#include <osipparser2/osip_body.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_message osip_message_t;

#if !defined(EXOSIP_OPAQUE)
/** A SIP request or response. */
struct osip_message {
  /** `SIP/2.0` */
  char *sip_version;
  /** The Request-URI. */
  osip_uri_t *req_uri;
  /** The method of a request; none in a response. */
  char *sip_method;
  /** 100 to 699 in a response; 0 in a request. */
  int status_code;
  /** What a response says in words. */
  char *reason_phrase;
  /**
   * Which media types the sender takes (RFC 3261 20.1).
   * Elements: `osip_accept_t`.
   */
  osip_list_t accepts;
  /**
   * Which encodings of bodies the sender takes (20.2).
   * Elements: `osip_accept_encoding_t`.
   */
  osip_list_t accept_encodings;
  /**
   * Which languages the sender prefers (20.3).
   * Elements: `osip_accept_language_t`.
   */
  osip_list_t accept_languages;
  /**
   * Other ring tones (20.4).
   * Elements: `osip_alert_info_t`.
   */
  osip_list_t alert_infos;
  /**
   * Which methods the sender understands (20.5).
   * Elements: `osip_allow_t`.
   */
  osip_list_t allows;
  /**
   * What a server says after it took credentials (20.6).
   * Elements: `osip_authentication_info_t`.
   */
  osip_list_t authentication_infos;
  /**
   * Credentials for the server itself (20.7).
   * Elements: `osip_authorization_t`.
   */
  osip_list_t authorizations;
  /** The call, or the row of registrations (20.8). */
  osip_call_id_t *call_id;
  /**
   * More about the caller or the called (20.9).
   * Elements: `osip_call_info_t`.
   */
  osip_list_t call_infos;
  /**
   * Where the sender, or the user of a registration, is reached (20.10).
   * Elements: `osip_contact_t`.
   */
  osip_list_t contacts;
  /**
   * How the body is encoded (20.12).
   * Elements: `osip_content_encoding_t`.
   */
  osip_list_t content_encodings;
  /** Content-Length, as it was received; the length written is that of the bodies. */
  osip_content_length_t *content_length;
  /** The media type of the body (20.15). */
  osip_content_type_t *content_type;
  /** The number of the request and its method (20.16). */
  osip_cseq_t *cseq;
  /**
   * More about an error response (20.18).
   * Elements: `osip_error_info_t`.
   */
  osip_list_t error_infos;
  /** The sender of the request (20.20). */
  osip_from_t *from;
  /** The version of MIME, 1.0 (20.24). */
  osip_mime_version_t *mime_version;
  /**
   * Challenges of a proxy (20.27).
   * Elements: `osip_proxy_authenticate_t`.
   */
  osip_list_t proxy_authenticates;
  /**
   * What a proxy says after it took credentials (RFC 7615).
   * Elements: `osip_proxy_authentication_info_t`.
   */
  osip_list_t proxy_authentication_infos;
  /**
   * Credentials for proxies (20.28).
   * Elements: `osip_proxy_authorization_t`.
   */
  osip_list_t proxy_authorizations;
  /**
   * Proxies that want to see later requests, too (20.30).
   * Elements: `osip_record_route_t`.
   */
  osip_list_t record_routes;
  /**
   * Proxies that the request is to pass (20.34).
   * Elements: `osip_route_t`.
   */
  osip_list_t routes;
  /** The recipient of the request; with a tag, in a dialog (20.39). */
  osip_to_t *to;
  /**
   * The path that the request took, the last hop first (20.42).
   * Elements: `osip_via_t`.
   */
  osip_list_t vias;
  /**
   * Challenges of the server itself (20.44).
   * Elements: `osip_www_authenticate_t`.
   */
  osip_list_t www_authenticates;
  /**
   * All other headers, in their order.
   * Elements: `osip_header_t`.
   */
  osip_list_t headers;
  /**
   * The body, or the parts of a multipart body.
   * Elements: `osip_body_t`.
   */
  osip_list_t bodies;
  /** 1 while the text in `message` is that of the fields; else it is to be written anew. */
  int message_property;
  /** The text that was written last. */
  char *message;
  /** The length of that text. */
  size_t message_length;
  /** The application's own. */
  void *application_data;
};
#endif

/** Allocates an empty message; the caller owns it. */
int osip_message_init(osip_message_t **sip);

/** Frees a message and all that it owns. NULL is ignored. */
void osip_message_free(osip_message_t *sip);

/**
 * Fills `sip` from a datagram, or from one message off a stream. What it held before is freed. After an error
 * it is as it was.
 */
int osip_message_parse(osip_message_t *sip, const char *buf, size_t length);

/**
 * Fills `sip` from a message/sipfrag body, in which the start line and any header may be missing. What it
 * held before is freed. After an error it is as it was.
 */
int osip_message_parse_sipfrag(osip_message_t *sip, const char *buf, size_t length);

/**
 * Writes a message as text. The caller frees `dest` with osip_free(); `message_length` may be NULL.
 *
 * The text is kept in the message and given again until a header or a body is set. After any other change, such
 * as of the start line or of a field by hand, osip_message_force_update() makes the text anew.
 */
int osip_message_to_str(osip_message_t *sip, char **dest, size_t *message_length);

/** As osip_message_to_str(), for a message/sipfrag body. */
int osip_message_to_str_sipfrag(osip_message_t *sip, char **dest, size_t *message_length);

/** Copies a message deeply; the caller owns the copy. */
int osip_message_clone(const osip_message_t *sip, osip_message_t **dest);

/** Sets the reason phrase and takes `reason` over. The old one is the caller's to free, before. */
void osip_message_set_reason_phrase(osip_message_t *sip, char *reason);

/** The reason phrase, still owned by the message; NULL if there is none. */
char *osip_message_get_reason_phrase(const osip_message_t *sip);

/** Sets the status code. */
void osip_message_set_status_code(osip_message_t *sip, int statuscode);

/** The status code; 0 in a request. */
int osip_message_get_status_code(const osip_message_t *sip);

/** Sets the method and takes `method` over. The old one is the caller's to free, before. */
void osip_message_set_method(osip_message_t *sip, char *method);

/** The method, still owned by the message; NULL in a response. */
char *osip_message_get_method(const osip_message_t *sip);

/** Sets the SIP version and takes `version` over. The old one is the caller's to free, before. */
void osip_message_set_version(osip_message_t *sip, char *version);

/** The SIP version, still owned by the message. NULL stands for `SIP/2.0`. */
char *osip_message_get_version(const osip_message_t *sip);

/** Sets the Request-URI and takes `uri` over. The old one is the caller's to free, before. */
void osip_message_set_uri(osip_message_t *sip, osip_uri_t *uri);

/** The Request-URI, still owned by the message; NULL in a response. */
osip_uri_t *osip_message_get_uri(const osip_message_t *sip);

/** Sets the name of a parameter and takes `name` over. The old one is the caller's to free, before. */
void osip_generic_param_set_name(osip_generic_param_t *generic_param, char *name);

/** The name of a parameter, still owned by it. */
char *osip_generic_param_get_name(const osip_generic_param_t *generic_param);

/** Sets the value of a parameter and takes `value` over. The old one is the caller's to free, before. */
void osip_generic_param_set_value(osip_generic_param_t *generic_param, char *value);

/** The value of a parameter, still owned by it; NULL if it has none, or no name. */
char *osip_generic_param_get_value(const osip_generic_param_t *generic_param);

/**
 * Lends in `dest` the element at place `pos` of any list of headers. Returns `pos`, or
 * OSIP_UNDEFINED_ERROR if there is none.
 */
int osip_message_get_knownheaderlist(osip_list_t *header_list, int pos, void **dest);

#ifndef SIP_MESSAGE_MAX_LENGTH
#define SIP_MESSAGE_MAX_LENGTH 8000
#endif
#ifndef BODY_MESSAGE_MAX_SIZE
#define BODY_MESSAGE_MAX_SIZE 4000
#endif

/* Which message it is. Names of methods are compared exactly. */
#define MSG_IS_RESPONSE(msg) (osip_message_get_status_code(msg) != 0)
#define MSG_IS_REQUEST(msg) (osip_message_get_status_code(msg) == 0)
#define OSIP_MESSAGE_IS(msg, method) \
  (MSG_IS_REQUEST(msg) && osip_message_get_method(msg) && 0 == strcmp(osip_message_get_method(msg), (method)))
/* Needs `osip_parser.h`. */
#define MSG_IS_RESPONSE_FOR(msg, requestname) \
  (MSG_IS_RESPONSE(msg) && osip_cseq_get_method(osip_message_get_cseq(msg)) && \
   0 == strcmp(osip_cseq_get_method(osip_message_get_cseq(msg)), (requestname)))
#define MSG_IS_INVITE(msg) OSIP_MESSAGE_IS(msg, "INVITE")
#define MSG_IS_ACK(msg) OSIP_MESSAGE_IS(msg, "ACK")
#define MSG_IS_REGISTER(msg) OSIP_MESSAGE_IS(msg, "REGISTER")
#define MSG_IS_BYE(msg) OSIP_MESSAGE_IS(msg, "BYE")
#define MSG_IS_OPTIONS(msg) OSIP_MESSAGE_IS(msg, "OPTIONS")
#define MSG_IS_INFO(msg) OSIP_MESSAGE_IS(msg, "INFO")
#define MSG_IS_CANCEL(msg) OSIP_MESSAGE_IS(msg, "CANCEL")
#define MSG_IS_REFER(msg) OSIP_MESSAGE_IS(msg, "REFER")
#define MSG_IS_NOTIFY(msg) OSIP_MESSAGE_IS(msg, "NOTIFY")
#define MSG_IS_SUBSCRIBE(msg) OSIP_MESSAGE_IS(msg, "SUBSCRIBE")
#define MSG_IS_MESSAGE(msg) OSIP_MESSAGE_IS(msg, "MESSAGE")
#define MSG_IS_PRACK(msg) OSIP_MESSAGE_IS(msg, "PRACK")
#define MSG_IS_UPDATE(msg) OSIP_MESSAGE_IS(msg, "UPDATE")
#define MSG_IS_PUBLISH(msg) OSIP_MESSAGE_IS(msg, "PUBLISH")
#define MSG_IS_STATUS_1XX(msg) (osip_message_get_status_code(msg) >= 100 && osip_message_get_status_code(msg) <= 199)
#define MSG_IS_STATUS_2XX(msg) (osip_message_get_status_code(msg) >= 200 && osip_message_get_status_code(msg) <= 299)
#define MSG_IS_STATUS_3XX(msg) (osip_message_get_status_code(msg) >= 300 && osip_message_get_status_code(msg) <= 399)
#define MSG_IS_STATUS_4XX(msg) (osip_message_get_status_code(msg) >= 400 && osip_message_get_status_code(msg) <= 499)
#define MSG_IS_STATUS_5XX(msg) (osip_message_get_status_code(msg) >= 500 && osip_message_get_status_code(msg) <= 599)
#define MSG_IS_STATUS_6XX(msg) (osip_message_get_status_code(msg) >= 600 && osip_message_get_status_code(msg) <= 699)
#define MSG_TEST_CODE(msg, code) (MSG_IS_RESPONSE(msg) && osip_message_get_status_code(msg) == (code))

/* A parameter, whatever it belongs to. */
#define osip_generic_param_init(GP) osip_uri_param_init((GP))
#define osip_generic_param_free(GP) osip_uri_param_free((GP))
#define osip_generic_param_set(GP, NAME, VALUE) osip_uri_param_set((GP), (NAME), (VALUE))
#define osip_generic_param_clone osip_uri_param_clone
#define osip_generic_param_freelist(LIST) osip_uri_param_freelist((LIST))
#define osip_generic_param_add(LIST, NAME, VALUE) osip_uri_param_add((LIST), (NAME), (VALUE))
#define osip_generic_param_get_byname(LIST, NAME, DEST) osip_uri_param_get_byname((LIST), (NAME), (DEST))

#ifdef __cplusplus
}
#endif

#endif
