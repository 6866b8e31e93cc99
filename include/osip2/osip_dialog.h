/**
 * @file
 * `osip2/osip_dialog.h`: dialogs (RFC 3261 12).
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

/** Which side made the first request of a dialog. */
enum _osip_dialog_type_t {
  /** This side did. */
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
  /** The local tag. */
  char *local_tag;
  /** The tag of the peer; NULL if it has none. */
  char *remote_tag;
  /** `line` parameter of the Request-URI. */
  char *line_param;
  /**
   * The route set, of type `osip_record_route_t`.
   * Elements: `osip_route_t`.
   */
  osip_list_t route_set;
  /** CSeq number of the last request sent. */
  int local_cseq;
  /** CSeq number of the last request received. */
  int remote_cseq;
  /** To of requests sent. */
  osip_from_t *remote_uri;
  /** From of requests sent. */
  osip_from_t *local_uri;
  /** The remote target: the Request-URI of requests sent. */
  osip_contact_t *remote_contact_uri;
  /** Always -1; not used. */
  int secure;
  /** Which side made the first request. */
  osip_dialog_type_t type;
  /** `DIALOG_EARLY`, `DIALOG_CONFIRMED` or `DIALOG_CLOSE`. */
  state_t state;
  /** The application's own. */
  void *your_instance;
};
#endif

/**
 * Makes the dialog of a response that was received to a request that was sent. The caller frees it with
 * `osip_dialog_free`. OSIP_UNDEFINED_ERROR if From has no tag.
 */
int osip_dialog_init_as_uac(osip_dialog_t **dialog, osip_message_t *response);

/**
 * As `osip_dialog_init_as_uac`, from a request of the peer that arrives before the response: a NOTIFY. `local_cseq`
 * is the CSeq number of the request that was sent.
 */
int osip_dialog_init_as_uac_with_remote_request(osip_dialog_t **dialog, osip_message_t *next_request, int local_cseq);

/**
 * Makes the dialog of a response that is sent to `invite`. The caller frees it with `osip_dialog_free`.
 * OSIP_UNDEFINED_ERROR if To of the response has no tag.
 */
int osip_dialog_init_as_uas(osip_dialog_t **dialog, osip_message_t *invite, osip_message_t *response);

/** Frees a dialog. NULL is ignored. */
void osip_dialog_free(osip_dialog_t *dialog);

/** Sets the state: `DIALOG_EARLY`, `DIALOG_CONFIRMED` or `DIALOG_CLOSE`. NULL is ignored. */
void osip_dialog_set_state(osip_dialog_t *dialog, state_t type);

/** Takes the Contact of a request that was received as remote target, if it has one. Returns 0. */
int osip_dialog_update_route_set_as_uas(osip_dialog_t *dialog, osip_message_t *invite);

/** Takes the CSeq number of a request that was received. Returns 0. */
int osip_dialog_update_osip_cseq_as_uas(osip_dialog_t *dialog, osip_message_t *request);

/**
 * Whether a response that was received belongs to the dialog: 0 if it does, OSIP_UNDEFINED_ERROR if it does not,
 * OSIP_SYNTAXERROR if a tag is missing that it needs.
 */
int osip_dialog_match_as_uac(osip_dialog_t *dialog, osip_message_t *response);

/** Takes the To tag of a response, if it has one. OSIP_WRONG_STATE if the dialog knows the peer's tag already. */
int osip_dialog_update_tag_as_uac(osip_dialog_t *dialog, osip_message_t *response);

/**
 * Takes the Contact of a response as remote target, and while the dialog is early its Record-Route as route set. A
 * 2xx confirms the dialog. Returns 0.
 */
int osip_dialog_update_route_set_as_uac(osip_dialog_t *dialog, osip_message_t *response);

/**
 * Whether a request that was received belongs to the dialog: 0 if it does, OSIP_UNDEFINED_ERROR if it does not,
 * OSIP_SYNTAXERROR if its From has no tag.
 */
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
