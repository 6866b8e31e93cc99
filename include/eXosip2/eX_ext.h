/**
 * `eXosip2/eX_ext.h`: what the original does not have. Include it beside `eXosip.h`.
 *
 * Registrations can be looked at, and events can be read by programs that do not know the members of the record.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EX_EXT_H__
#define __EX_EXT_H__

#include <eXosip2/eXosip.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eXosip_t;

/** What `eXosip_register_get_number` tells. */
enum eXosip_register_number {
  /** In how many seconds the binding ends at the registrar; 0 if there is none. */
  EXOSIP_REGISTER_EXPIRES_IN = 0,
  /** For how many seconds it was granted, or else is asked for; 0 while it is being taken back. */
  EXOSIP_REGISTER_GRANTED = 1,
  /** The status of the last response; 0 if the last REGISTER got none. */
  EXOSIP_REGISTER_STATUS = 2,
  /** In how many milliseconds the next REGISTER is due by itself; `OSIP_NOTFOUND` if none is: one may be on its way. */
  EXOSIP_REGISTER_NEXT_IN = 3
};

/** What `eXosip_register_get_text` tells. */
enum eXosip_register_text {
  /** The reason phrase of the last response. */
  EXOSIP_REGISTER_REASON = 0,
  /** How the last REGISTER went out: `UDP`, `TCP` or `TLS`. */
  EXOSIP_REGISTER_TRANSPORT = 1,
  /** The address and port that it went to. */
  EXOSIP_REGISTER_REMOTE = 2,
  /** The address and port that it came from. */
  EXOSIP_REGISTER_LOCAL = 3,
  /** The Service-Route (RFC 3608), as the value of a Route header. */
  EXOSIP_REGISTER_SERVICE_ROUTE = 4,
  /** The P-Associated-URI (RFC 7315), as the value of that header. */
  EXOSIP_REGISTER_ASSOCIATED_URIS = 5,
  /** The GRUU that stays the same (RFC 5627), without quotes. */
  EXOSIP_REGISTER_PUBLIC_GRUU = 6,
  /** The GRUU that hides who we are, without quotes. */
  EXOSIP_REGISTER_TEMPORARY_GRUU = 7
};

typedef enum eXosip_register_number eXosip_register_number_t;

typedef enum eXosip_register_text eXosip_register_text_t;

/**
 * A number that says how registration `rid` stands; what it means stands with the names in
 * `eXosip_register_number`. `OSIP_NOTFOUND` if there is no such registration.
 */
int eXosip_register_get_number(struct eXosip_t *excontext, int rid, eXosip_register_number_t what);

/**
 * A text that says how registration `rid` stands, for the caller to free with `osip_free`. NULL if there is no such
 * registration, or nothing to tell.
 */
char *eXosip_register_get_text(struct eXosip_t *excontext, int rid, eXosip_register_text_t what);

/**
 * Puts the Service-Route of registration `rid` into `request`, behind the Routes that it has: for each request of
 * this user that opens a dialog or stands alone, but not for REGISTER (RFC 3608 6.1). Nothing changes if the
 * registrar gave none.
 */
int eXosip_register_set_service_route(struct eXosip_t *excontext, int rid, osip_message_t *request);

/** The type of an event: an `eXosip_event_type`. */
int eXosip_event_get_type(const eXosip_event_t *je);

/** The type of an event in words; it stays the event's. */
const char *eXosip_event_get_textinfo(const eXosip_event_t *je);

/** The registration that an event is about; 0 for none. */
int eXosip_event_get_rid(const eXosip_event_t *je);

/** The transaction that an event is about, for answers; 0 for none. */
int eXosip_event_get_tid(const eXosip_event_t *je);

/** The status code of the response of an event; 0 if there is none: nobody answered. */
int eXosip_event_get_status(const eXosip_event_t *je);

/** The reason phrase of that response; it stays the event's. NULL if there is none. */
const char *eXosip_event_get_reason(const eXosip_event_t *je);

/** The request of an event, NULL if there is none; it stays the event's. */
osip_message_t *eXosip_event_get_request(const eXosip_event_t *je);

/** The response of an event, NULL if there is none; it stays the event's. */
osip_message_t *eXosip_event_get_response(const eXosip_event_t *je);

#ifdef __cplusplus
}
#endif

#endif
