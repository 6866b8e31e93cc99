/**
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

int eXosip_register_build_initial_register(struct eXosip_t *excontext,
                                           const char *from,
                                           const char *proxy,
                                           const char *contact,
                                           int expires,
                                           osip_message_t **reg);

int eXosip_register_build_initial_register_withqvalue(struct eXosip_t *excontext,
                                                      const char *from,
                                                      const char *proxy,
                                                      const char *contact,
                                                      int expires,
                                                      const char *qvalue,
                                                      osip_message_t **reg);

int eXosip_register_build_register(struct eXosip_t *excontext, int rid, int expires, osip_message_t **reg);

int eXosip_register_send_register(struct eXosip_t *excontext, int rid, osip_message_t *reg);

int eXosip_register_remove(struct eXosip_t *excontext, int rid);

#ifdef __cplusplus
}
#endif

#endif
