/**
 * `osipparser2/sdp_message.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _SDP_H_
#define _SDP_H_

#include <osipparser2/osip_list.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sdp_bandwidth sdp_bandwidth_t;
typedef struct sdp_time_descr sdp_time_descr_t;
typedef struct sdp_key sdp_key_t;
typedef struct sdp_attribute sdp_attribute_t;
typedef struct sdp_connection sdp_connection_t;
typedef struct sdp_media sdp_media_t;
typedef struct sdp_message sdp_message_t;

#if !defined(EXOSIP_OPAQUE)
/** `b=` */
struct sdp_bandwidth {
  /** `b_bwtype` */
  char *b_bwtype;
  /** `b_bandwidth` */
  char *b_bandwidth;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** T= and its r= lines. */
struct sdp_time_descr {
  /** `t_start_time` */
  char *t_start_time;
  /** `t_stop_time` */
  char *t_stop_time;
  /**
   * `r_repeats`
   * Elements: `char *`.
   */
  osip_list_t r_repeats;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** `k=` */
struct sdp_key {
  /** `k_keytype` */
  char *k_keytype;
  /** `k_keydata` */
  char *k_keydata;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** `a=` */
struct sdp_attribute {
  /** `a_att_field` */
  char *a_att_field;
  /** `a_att_value` */
  char *a_att_value;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** `c=` */
struct sdp_connection {
  /** `c_nettype` */
  char *c_nettype;
  /** `c_addrtype` */
  char *c_addrtype;
  /** `c_addr` */
  char *c_addr;
  /** `c_addr_multicast_ttl` */
  char *c_addr_multicast_ttl;
  /** `c_addr_multicast_int` */
  char *c_addr_multicast_int;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** M= and the lines below it. */
struct sdp_media {
  /** `m_media` */
  char *m_media;
  /** `m_port` */
  char *m_port;
  /** `m_number_of_port` */
  char *m_number_of_port;
  /** `m_proto` */
  char *m_proto;
  /**
   * `m_payloads`
   * Elements: `char *`.
   */
  osip_list_t m_payloads;
  /** `i_info` */
  char *i_info;
  /**
   * `c_connections`
   * Elements: `sdp_connection_t`.
   */
  osip_list_t c_connections;
  /**
   * `b_bandwidths`
   * Elements: `sdp_bandwidth_t`.
   */
  osip_list_t b_bandwidths;
  /**
   * `a_attributes`
   * Elements: `sdp_attribute_t`.
   */
  osip_list_t a_attributes;
  /** `k_key` */
  sdp_key_t *k_key;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** A whole session description. */
struct sdp_message {
  /** `v_version` */
  char *v_version;
  /** `o_username` */
  char *o_username;
  /** `o_sess_id` */
  char *o_sess_id;
  /** `o_sess_version` */
  char *o_sess_version;
  /** `o_nettype` */
  char *o_nettype;
  /** `o_addrtype` */
  char *o_addrtype;
  /** `o_addr` */
  char *o_addr;
  /** `s_name` */
  char *s_name;
  /** `i_info` */
  char *i_info;
  /** `u_uri` */
  char *u_uri;
  /**
   * `e_emails`
   * Elements: `char *`.
   */
  osip_list_t e_emails;
  /**
   * `p_phones`
   * Elements: `char *`.
   */
  osip_list_t p_phones;
  /** `c_connection` */
  sdp_connection_t *c_connection;
  /**
   * `b_bandwidths`
   * Elements: `sdp_bandwidth_t`.
   */
  osip_list_t b_bandwidths;
  /**
   * `t_descrs`
   * Elements: `sdp_time_descr_t`.
   */
  osip_list_t t_descrs;
  /** `z_adjustments` */
  char *z_adjustments;
  /** `k_key` */
  sdp_key_t *k_key;
  /**
   * `a_attributes`
   * Elements: `sdp_attribute_t`.
   */
  osip_list_t a_attributes;
  /**
   * `m_medias`
   * Elements: `sdp_media_t`.
   */
  osip_list_t m_medias;
};
#endif

int sdp_bandwidth_init(sdp_bandwidth_t **elem);

void sdp_bandwidth_free(sdp_bandwidth_t *elem);

int sdp_time_descr_init(sdp_time_descr_t **elem);

void sdp_time_descr_free(sdp_time_descr_t *elem);

int sdp_key_init(sdp_key_t **elem);

void sdp_key_free(sdp_key_t *elem);

int sdp_attribute_init(sdp_attribute_t **elem);

void sdp_attribute_free(sdp_attribute_t *elem);

int sdp_connection_init(sdp_connection_t **elem);

void sdp_connection_free(sdp_connection_t *elem);

int sdp_media_init(sdp_media_t **elem);

void sdp_media_free(sdp_media_t *elem);

int sdp_message_init(sdp_message_t **sdp);

int sdp_message_parse(sdp_message_t *sdp, const char *buf);

int sdp_message_to_str(sdp_message_t *sdp, char **dest);

void sdp_message_free(sdp_message_t *sdp);

int sdp_message_clone(sdp_message_t *sdp, sdp_message_t **dest);

int sdp_message_v_version_set(sdp_message_t *sdp, char *value);

char *sdp_message_v_version_get(sdp_message_t *sdp);

int sdp_message_o_origin_set(sdp_message_t *sdp,
                             char *username,
                             char *sess_id,
                             char *sess_version,
                             char *nettype,
                             char *addrtype,
                             char *addr);

char *sdp_message_o_username_get(sdp_message_t *sdp);

char *sdp_message_o_sess_id_get(sdp_message_t *sdp);

char *sdp_message_o_sess_version_get(sdp_message_t *sdp);

char *sdp_message_o_nettype_get(sdp_message_t *sdp);

char *sdp_message_o_addrtype_get(sdp_message_t *sdp);

char *sdp_message_o_addr_get(sdp_message_t *sdp);

int sdp_message_s_name_set(sdp_message_t *sdp, char *value);

char *sdp_message_s_name_get(sdp_message_t *sdp);

int sdp_message_i_info_set(sdp_message_t *sdp, int pos_media, char *value);

char *sdp_message_i_info_get(sdp_message_t *sdp, int pos_media);

int sdp_message_u_uri_set(sdp_message_t *sdp, char *value);

char *sdp_message_u_uri_get(sdp_message_t *sdp);

int sdp_message_e_email_add(sdp_message_t *sdp, char *value);

char *sdp_message_e_email_get(sdp_message_t *sdp, int pos);

int sdp_message_p_phone_add(sdp_message_t *sdp, char *value);

char *sdp_message_p_phone_get(sdp_message_t *sdp, int pos);

int sdp_message_c_connection_add(sdp_message_t *sdp,
                                 int pos_media,
                                 char *nettype,
                                 char *addrtype,
                                 char *addr,
                                 char *addr_multicast_ttl,
                                 char *addr_multicast_int);

sdp_connection_t *sdp_message_connection_get(sdp_message_t *sdp, int pos_media, int pos);

char *sdp_message_c_nettype_get(sdp_message_t *sdp, int pos_media, int pos);

char *sdp_message_c_addrtype_get(sdp_message_t *sdp, int pos_media, int pos);

char *sdp_message_c_addr_get(sdp_message_t *sdp, int pos_media, int pos);

char *sdp_message_c_addr_multicast_ttl_get(sdp_message_t *sdp, int pos_media, int pos);

char *sdp_message_c_addr_multicast_int_get(sdp_message_t *sdp, int pos_media, int pos);

int sdp_message_b_bandwidth_add(sdp_message_t *sdp, int pos_media, char *bwtype, char *bandwidth);

sdp_bandwidth_t *sdp_message_bandwidth_get(sdp_message_t *sdp, int pos_media, int pos);

char *sdp_message_b_bwtype_get(sdp_message_t *sdp, int pos_media, int pos);

char *sdp_message_b_bandwidth_get(sdp_message_t *sdp, int pos_media, int pos);

int sdp_message_t_time_descr_add(sdp_message_t *sdp, char *start, char *stop);

char *sdp_message_t_start_time_get(sdp_message_t *sdp, int pos_td);

char *sdp_message_t_stop_time_get(sdp_message_t *sdp, int pos_td);

int sdp_message_r_repeat_add(sdp_message_t *sdp, int pos_time_descr, char *value);

char *sdp_message_r_repeat_get(sdp_message_t *sdp, int pos_time_descr, int pos_repeat);

int sdp_message_z_adjustments_set(sdp_message_t *sdp, char *value);

char *sdp_message_z_adjustments_get(sdp_message_t *sdp);

int sdp_message_k_key_set(sdp_message_t *sdp, int pos_media, char *keytype, char *keydata);

char *sdp_message_k_keytype_get(sdp_message_t *sdp, int pos_media);

char *sdp_message_k_keydata_get(sdp_message_t *sdp, int pos_media);

int sdp_message_a_attribute_add(sdp_message_t *sdp, int pos_media, char *att_field, char *att_value);

int sdp_message_a_attribute_del(sdp_message_t *sdp, int pos_media, char *att_field);

int sdp_message_a_attribute_del_at_index(sdp_message_t *sdp, int pos_media, char *att_field, int pos_attr);

sdp_attribute_t *sdp_message_attribute_get(sdp_message_t *sdp, int pos_media, int pos);

char *sdp_message_a_att_field_get(sdp_message_t *sdp, int pos_media, int pos);

char *sdp_message_a_att_value_get(sdp_message_t *sdp, int pos_media, int pos);

int sdp_message_endof_media(sdp_message_t *sdp, int pos);

int sdp_message_m_media_add(sdp_message_t *sdp, char *media, char *port, char *number_of_port, char *proto);

char *sdp_message_m_media_get(sdp_message_t *sdp, int pos_media);

char *sdp_message_m_port_get(sdp_message_t *sdp, int pos_media);

int sdp_message_m_port_set(sdp_message_t *sdp, int pos_media, char *port);

char *sdp_message_m_number_of_port_get(sdp_message_t *sdp, int pos_media);

char *sdp_message_m_proto_get(sdp_message_t *sdp, int pos_media);

int sdp_message_m_payload_add(sdp_message_t *sdp, int pos_media, char *payload);

char *sdp_message_m_payload_get(sdp_message_t *sdp, int pos_media, int pos);

int sdp_message_m_payload_del(sdp_message_t *sdp, int pos_media, int pos);

#define sdp_e_email_get sdp_message_e_email_get

#ifdef __cplusplus
}
#endif

#endif
