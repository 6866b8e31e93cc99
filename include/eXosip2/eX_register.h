/**
 * @file
 * `eXosip2/eX_register.h`
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
 * Makes a registration and its first REGISTER, which is the caller's to change and to give to
 * `eXosip_register_send_register`, or to free. Returns the number of the registration. `from` is the address of record,
 * `proxy` the URI of the registrar; `contact` NULL leaves that header to the library.
 */
int eXosip_register_build_initial_register(struct eXosip_t *excontext,
                                           const char *from,
                                           const char *proxy,
                                           const char *contact,
                                           int expires,
                                           osip_message_t **reg);

/** As `eXosip_register_build_initial_register`, with a `q` parameter in Contact. */
int eXosip_register_build_initial_register_withqvalue(struct eXosip_t *excontext,
                                                      const char *from,
                                                      const char *proxy,
                                                      const char *contact,
                                                      int expires,
                                                      const char *qvalue,
                                                      osip_message_t **reg);

/** Makes the next REGISTER of registration `rid`: a refresh, or with `expires` 0 its end. It is the caller's. */
int eXosip_register_build_register(struct eXosip_t *excontext, int rid, int expires, osip_message_t **reg);

/**
 * Sends the REGISTER built for registration `rid`. `reg` is the library's from here on, whatever is returned. With
 * NULL the library builds it.
 */
int eXosip_register_send_register(struct eXosip_t *excontext, int rid, osip_message_t *reg);

/** Forgets registration `rid`. Nothing is sent. */
int eXosip_register_remove(struct eXosip_t *excontext, int rid);

#ifdef __cplusplus
}
#endif

#endif
