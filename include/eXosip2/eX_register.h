/**
 * @file
 * `eXosip2/eX_register.h`: registrations (RFC 3261 10.2). Codes, ownership and the lock: see `eXosip.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EX_REGISTER_H__
#define __EX_REGISTER_H__

#include <time.h>

#include <osipparser2/osip_parser.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eXosip_t;

/**
 * Makes a registration and builds its first REGISTER. `from` is the address of record, `proxy` the registrar: a SIP
 * URI, or a host with or without a port. `contact` is the value of Contact, "*" for all bindings of the user; NULL
 * leaves that header to the library, which writes the address that the registrar can reach. `expires` is in seconds:
 * 0 or less removes the binding, 1 to 29 counts as 30.
 *
 * Returns the number of the registration (rid), greater than 0. -2 without a registrar, -5 for a text that does not
 * parse, -10 without a listener.
 */
int eXosip_register_build_initial_register(struct eXosip_t *excontext,
                                           const char *from,
                                           const char *proxy,
                                           const char *contact,
                                           int expires,
                                           osip_message_t **reg);

/**
 * As `eXosip_register_build_initial_register`, with a `q` parameter in Contact (RFC 3261 20.10), such as "0.5"; NULL
 * for none. It is cut after 15 characters.
 */
int eXosip_register_build_initial_register_withqvalue(struct eXosip_t *excontext,
                                                      const char *from,
                                                      const char *proxy,
                                                      const char *contact,
                                                      int expires,
                                                      const char *qvalue,
                                                      osip_message_t **reg);

/**
 * Builds the next REGISTER of registration `rid`: a refresh, or with `expires` 0 the removal of its binding.
 * `expires` is in seconds, at least 30, and at least what the registrar has asked for with 423.
 *
 * -3 while a REGISTER of this registration is under way: wait for its event. -6 if there is no such registration.
 */
int eXosip_register_build_register(struct eXosip_t *excontext, int rid, int expires, osip_message_t **reg);

/**
 * Sends the REGISTER built for registration `rid`; with NULL, one that the library builds for the time that was last
 * asked for. It leaves at once, whatever delays the retries of the library have. One `EXOSIP_REGISTRATION_SUCCESS`
 * or `EXOSIP_REGISTRATION_FAILURE` follows for each REGISTER, those that the library repeats with credentials
 * included.
 *
 * Returns 0. -3 while a REGISTER of this registration is under way, -5 for a message that cannot be written, -6 if
 * there is no such registration, -10 where the transport of its URI is not listened on.
 */
int eXosip_register_send_register(struct eXosip_t *excontext, int rid, osip_message_t *reg);

/**
 * Removes registration `rid` from the context. Nothing is sent: the binding stays at the registrar until it expires. A REGISTER under
 * way ends without an event. -6 if there is no such registration.
 */
int eXosip_register_remove(struct eXosip_t *excontext,
                           int rid);

#ifdef __cplusplus
}
#endif

#endif
