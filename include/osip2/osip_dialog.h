/**
 * `osip2/osip_dialog.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _DIALOG_H_
#define _DIALOG_H_

#include <osip2/osip.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_dialog osip_dialog_t;

/** Who made the first request of a dialog. */
enum _osip_dialog_type_t {
  /** We did. */
  CALLER = 0,
  /** The peer did. */
  CALLEE = 1
};

typedef enum _osip_dialog_type_t osip_dialog_type_t;

#if !defined(EXOSIP_OPAQUE)
/** One dialog (RFC 3261 12). */
struct osip_dialog {
  /** Call-ID. */
  char *call_id;
  /** Our tag. */
  char *local_tag;
  /** The peer's tag; NULL if it has none. */
  char *remote_tag;
  /** `line` parameter of the request URI. */
  char *line_param;
  /**
   * Routes of requests in the dialog, of type `osip_record_route_t`.
   * Elements: `osip_route_t`.
   */
  osip_list_t route_set;
  /** CSeq number of our last request. */
  int local_cseq;
  /** CSeq number of the peer's last request. */
  int remote_cseq;
  /** To of our requests. */
  osip_from_t *remote_uri;
  /** From of our requests. */
  osip_from_t *local_uri;
  /** Request URI of our requests. */
  osip_contact_t *remote_contact_uri;
  /** Not 0 for `sips`; not used. */
  int secure;
  /** Who made the first request. */
  osip_dialog_type_t type;
  /** `DIALOG_EARLY`, `DIALOG_CONFIRMED` or `DIALOG_CLOSE`. */
  state_t state;
  /** The application's own. */
  void *your_instance;
};
#endif

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int osip_dialog_init_as_uac(osip_dialog_t **dialog, osip_message_t *response);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int osip_dialog_init_as_uac_with_remote_request(osip_dialog_t **dialog, osip_message_t *next_request, int local_cseq);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int osip_dialog_init_as_uas(osip_dialog_t **dialog, osip_message_t *invite, osip_message_t *response);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
void osip_dialog_free(osip_dialog_t *dialog);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
void osip_dialog_set_state(osip_dialog_t *dialog, state_t type);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int osip_dialog_update_route_set_as_uas(osip_dialog_t *dialog, osip_message_t *invite);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int osip_dialog_update_osip_cseq_as_uas(osip_dialog_t *dialog, osip_message_t *request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int osip_dialog_match_as_uac(osip_dialog_t *dialog, osip_message_t *response);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int osip_dialog_update_tag_as_uac(osip_dialog_t *dialog, osip_message_t *response);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int osip_dialog_update_route_set_as_uac(osip_dialog_t *dialog, osip_message_t *response);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int osip_dialog_match_as_uas(osip_dialog_t *dialog, osip_message_t *request);

/** Whether we made the first request of the dialog. Declared, but not exported, by the original. */
int osip_dialog_is_originator(osip_dialog_t *dialog);

/** Whether the peer made the first request of the dialog. Declared, but not exported, by the original. */
int osip_dialog_is_callee(osip_dialog_t *dialog);

/** What `osip_dialog_set_instance` set. A function where the macro would look into the record (`EXOSIP_OPAQUE`). */
void *osip_dialog_get_instance(osip_dialog_t *dialog);

/** Stores a pointer for the application. A function where the macro would look into the record (`EXOSIP_OPAQUE`). */
void osip_dialog_set_instance(osip_dialog_t *dialog, void *instance);

#ifndef EXOSIP_OPAQUE
#define osip_dialog_set_instance(dialog, instance) ((dialog)->your_instance = (void *) (instance))
#define osip_dialog_get_instance(dialog) ((dialog)->your_instance)
#endif

#ifdef __cplusplus
}
#endif

#endif
