/**
 * `osipparser2/osip_message.h`
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
  /** `sip_version` */
  char *sip_version;
  /** `req_uri` */
  osip_uri_t *req_uri;
  /** `sip_method` */
  char *sip_method;
  /** `status_code` */
  int status_code;
  /** `reason_phrase` */
  char *reason_phrase;
  /**
   * `accepts`
   * Elements: `osip_accept_t`.
   */
  osip_list_t accepts;
  /**
   * `accept_encodings`
   * Elements: `osip_accept_encoding_t`.
   */
  osip_list_t accept_encodings;
  /**
   * `accept_languages`
   * Elements: `osip_accept_language_t`.
   */
  osip_list_t accept_languages;
  /**
   * `alert_infos`
   * Elements: `osip_alert_info_t`.
   */
  osip_list_t alert_infos;
  /**
   * `allows`
   * Elements: `osip_allow_t`.
   */
  osip_list_t allows;
  /**
   * `authentication_infos`
   * Elements: `osip_authentication_info_t`.
   */
  osip_list_t authentication_infos;
  /**
   * `authorizations`
   * Elements: `osip_authorization_t`.
   */
  osip_list_t authorizations;
  /** `call_id` */
  osip_call_id_t *call_id;
  /**
   * `call_infos`
   * Elements: `osip_call_info_t`.
   */
  osip_list_t call_infos;
  /**
   * `contacts`
   * Elements: `osip_contact_t`.
   */
  osip_list_t contacts;
  /**
   * `content_encodings`
   * Elements: `osip_content_encoding_t`.
   */
  osip_list_t content_encodings;
  /** `content_length` */
  osip_content_length_t *content_length;
  /** `content_type` */
  osip_content_type_t *content_type;
  /** `cseq` */
  osip_cseq_t *cseq;
  /**
   * `error_infos`
   * Elements: `osip_error_info_t`.
   */
  osip_list_t error_infos;
  /** `from` */
  osip_from_t *from;
  /** `mime_version` */
  osip_mime_version_t *mime_version;
  /**
   * `proxy_authenticates`
   * Elements: `osip_proxy_authenticate_t`.
   */
  osip_list_t proxy_authenticates;
  /**
   * `proxy_authentication_infos`
   * Elements: `osip_proxy_authentication_info_t`.
   */
  osip_list_t proxy_authentication_infos;
  /**
   * `proxy_authorizations`
   * Elements: `osip_proxy_authorization_t`.
   */
  osip_list_t proxy_authorizations;
  /**
   * `record_routes`
   * Elements: `osip_record_route_t`.
   */
  osip_list_t record_routes;
  /**
   * `routes`
   * Elements: `osip_route_t`.
   */
  osip_list_t routes;
  /** `to` */
  osip_to_t *to;
  /**
   * `vias`
   * Elements: `osip_via_t`.
   */
  osip_list_t vias;
  /**
   * `www_authenticates`
   * Elements: `osip_www_authenticate_t`.
   */
  osip_list_t www_authenticates;
  /**
   * `headers`
   * Elements: `osip_header_t`.
   */
  osip_list_t headers;
  /**
   * `bodies`
   * Elements: `osip_body_t`.
   */
  osip_list_t bodies;
  /** `message_property` */
  int message_property;
  /** `message` */
  char *message;
  /** `message_length` */
  size_t message_length;
  /** `application_data` */
  void *application_data;
};
#endif

int osip_message_init(osip_message_t **sip);

void osip_message_free(osip_message_t *sip);

int osip_message_parse(osip_message_t *sip, const char *buf, size_t length);

int osip_message_parse_sipfrag(osip_message_t *sip, const char *buf, size_t length);

int osip_message_to_str(osip_message_t *sip, char **dest, size_t *message_length);

int osip_message_to_str_sipfrag(osip_message_t *sip, char **dest, size_t *message_length);

int osip_message_clone(const osip_message_t *sip, osip_message_t **dest);

void osip_message_set_reason_phrase(osip_message_t *sip, char *reason);

char *osip_message_get_reason_phrase(const osip_message_t *sip);

void osip_message_set_status_code(osip_message_t *sip, int statuscode);

int osip_message_get_status_code(const osip_message_t *sip);

void osip_message_set_method(osip_message_t *sip, char *method);

char *osip_message_get_method(const osip_message_t *sip);

void osip_message_set_version(osip_message_t *sip, char *version);

char *osip_message_get_version(const osip_message_t *sip);

void osip_message_set_uri(osip_message_t *sip, osip_uri_t *uri);

osip_uri_t *osip_message_get_uri(const osip_message_t *sip);

void osip_generic_param_set_name(osip_generic_param_t *generic_param, char *name);

char *osip_generic_param_get_name(const osip_generic_param_t *generic_param);

void osip_generic_param_set_value(osip_generic_param_t *generic_param, char *value);

char *osip_generic_param_get_value(const osip_generic_param_t *generic_param);

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
