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
