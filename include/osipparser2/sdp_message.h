/**
 * @file
 * `osipparser2/sdp_message.h`: session descriptions (RFC 4566).
 *
 * A `pos_media` of -1 stands for the session, 0 for the first medium. Strings that an adding or setting function
 * gets must come from `osip_malloc`; they belong to the description if it returns 0, else still to the caller.
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
/** A bandwidth: a `b=` line. */
struct sdp_bandwidth {
  /** `CT`, `AS` or another kind. */
  char *b_bwtype;
  /** Kilobits a second. */
  char *b_bandwidth;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** A time of the session: a `t=` line and the `r=` lines below it. */
struct sdp_time_descr {
  /** The start, in seconds since 1900; 0 for a permanent session. */
  char *t_start_time;
  /** The end, likewise; 0 if it is not bounded. */
  char *t_stop_time;
  /**
   * When it is repeated: whole lines.
   * Elements: `char *`.
   */
  osip_list_t r_repeats;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** A key: a `k=` line. */
struct sdp_key {
  /** The method: `clear`, `base64`, `uri` or `prompt`. */
  char *k_keytype;
  /** The key; NULL if the method has none. */
  char *k_keydata;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/**
 * An attribute: an `a=` line. Also a line of a type that RFC 4566 does not know, as GB28181's `y=`: its field is
 * `y=` then, equals sign included, and its value is never NULL. If such a line stands before other lines than
 * attributes, the number of lines that stand before it follows: `y=3`.
 */
struct sdp_attribute {
  /** The name. */
  char *a_att_field;
  /** What follows the colon; NULL if there is none. */
  char *a_att_value;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** An address to send to: a `c=` line. */
struct sdp_connection {
  /** The kind of network: `IN`. */
  char *c_nettype;
  /** The kind of address: `IP4` or `IP6`. */
  char *c_addrtype;
  /** The address or the name of a host. */
  char *c_addr;
  /** What follows the first slash: the time to live of IPv4 multicast. */
  char *c_addr_multicast_ttl;
  /** What follows the second slash: the number of addresses. */
  char *c_addr_multicast_int;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** A medium: an `m=` line and the lines below it. */
struct sdp_media {
  /** `audio`, `video` or another kind. */
  char *m_media;
  /** The port; 0 for a medium that is refused. */
  char *m_port;
  /** How many ports; NULL for one. */
  char *m_number_of_port;
  /** The protocol: `RTP/AVP`. */
  char *m_proto;
  /**
   * The formats, in order of preference.
   * Elements: `char *`.
   */
  osip_list_t m_payloads;
  /** The title: its `i=` line. */
  char *i_info;
  /**
   * Its `c=` lines. Without one, that of the session counts.
   * Elements: `sdp_connection_t`.
   */
  osip_list_t c_connections;
  /**
   * Its `b=` lines.
   * Elements: `sdp_bandwidth_t`.
   */
  osip_list_t b_bandwidths;
  /**
   * Its `a=` lines, and lines of unknown types.
   * Elements: `sdp_attribute_t`.
   */
  osip_list_t a_attributes;
  /** Its `k=` line. */
  sdp_key_t *k_key;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** A whole session description. */
struct sdp_message {
  /** The version: 0. */
  char *v_version;
  /** The creator, `-` for none. */
  char *o_username;
  /** The number of the session. */
  char *o_sess_id;
  /** The version of this description, which grows with each change. */
  char *o_sess_version;
  /** The kind of network of the creator: `IN`. */
  char *o_nettype;
  /** The kind of its address: `IP4` or `IP6`. */
  char *o_addrtype;
  /** Its address. */
  char *o_addr;
  /** The name of the session. */
  char *s_name;
  /** What it is about. */
  char *i_info;
  /** Where more is to be read. */
  char *u_uri;
  /**
   * An e-mail address of the responsible person.
   * Elements: `char *`.
   */
  osip_list_t e_emails;
  /**
   * A telephone number of the responsible person.
   * Elements: `char *`.
   */
  osip_list_t p_phones;
  /** The address for all media that have none of their own. */
  sdp_connection_t *c_connection;
  /**
   * The bandwidths of the session.
   * Elements: `sdp_bandwidth_t`.
   */
  osip_list_t b_bandwidths;
  /**
   * The times of the session.
   * Elements: `sdp_time_descr_t`.
   */
  osip_list_t t_descrs;
  /** Changes of the time zone: the whole line. */
  char *z_adjustments;
  /** The key for all media that have none of their own. */
  sdp_key_t *k_key;
  /**
   * The attributes of the session, and lines of unknown types.
   * Elements: `sdp_attribute_t`.
   */
  osip_list_t a_attributes;
  /**
   * The media.
   * Elements: `sdp_media_t`.
   */
  osip_list_t m_medias;
};
#endif

/**
 * Adds an attribute to the session or to a medium; `att_value` may be NULL. The field `y=` with a value makes the
 * line `y=` of GB28181; so do all single characters without a meaning in RFC 4566.
 */
int sdp_message_a_attribute_add(sdp_message_t *sdp, int pos_media, char *att_field, char *att_value);

/** Removes all attributes named `att_field` from the session or from a medium. */
int sdp_message_a_attribute_del(sdp_message_t *sdp, int pos_media, char *att_field);

/**
 * Removes the attribute number `pos_attr`, if it is named `att_field`, or all with that name if `pos_attr` is -1.
 * OSIP_BADPARAMETER if there is no such attribute.
 */
int sdp_message_a_attribute_del_at_index(sdp_message_t *sdp, int pos_media, char *att_field, int pos_attr);

/** The attribute number `pos` of the session or of a medium, still owned by `sdp`; NULL if there is none. */
sdp_attribute_t *sdp_message_attribute_get(sdp_message_t *sdp, int pos_media, int pos);

/** The name of the attribute at `pos`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_a_att_field_get(sdp_message_t *sdp, int pos_media, int pos);

/** The value of the attribute at `pos`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_a_att_value_get(sdp_message_t *sdp, int pos_media, int pos);

/** 0 if there is a medium number `pos`, else OSIP_UNDEFINED_ERROR. */
int sdp_message_endof_media(sdp_message_t *sdp, int pos);

/** Adds a medium; `number_of_port` may be NULL. */
int sdp_message_m_media_add(sdp_message_t *sdp, char *media, char *port, char *number_of_port, char *proto);

/** Sets the port of a medium and frees the old one. */
int sdp_message_m_port_set(sdp_message_t *sdp, int pos_media, char *port);

/** Adds a format to a medium. */
int sdp_message_m_payload_add(sdp_message_t *sdp, int pos_media, char *payload);

/** The format number `pos` of a medium, still owned by `sdp`; NULL if there is none. */
char *sdp_message_m_payload_get(sdp_message_t *sdp, int pos_media, int pos);

/** Removes the format number `pos` from a medium and frees it. OSIP_UNDEFINED_ERROR if there is none. */
int sdp_message_m_payload_del(sdp_message_t *sdp, int pos_media, int pos);

/** The kind of a medium, still owned by `sdp`; NULL if there is none. */
char *sdp_message_m_media_get(sdp_message_t *sdp, int pos_media);

/** The port of a medium, still owned by `sdp`; NULL if there is none. */
char *sdp_message_m_port_get(sdp_message_t *sdp, int pos_media);

/** How many ports a medium has, still owned by `sdp`; NULL if it does not say. */
char *sdp_message_m_number_of_port_get(sdp_message_t *sdp, int pos_media);

/** The protocol of a medium, still owned by `sdp`; NULL if there is none. */
char *sdp_message_m_proto_get(sdp_message_t *sdp, int pos_media);

/** Allocates an empty record; the caller owns it. */
int sdp_bandwidth_init(sdp_bandwidth_t **elem);

/** Frees a record and all that it owns. NULL is ignored. */
void sdp_bandwidth_free(sdp_bandwidth_t *elem);

/** Allocates an empty record; the caller owns it. */
int sdp_time_descr_init(sdp_time_descr_t **elem);

/** Frees a record and all that it owns. NULL is ignored. */
void sdp_time_descr_free(sdp_time_descr_t *elem);

/** Allocates an empty record; the caller owns it. */
int sdp_key_init(sdp_key_t **elem);

/** Frees a record and all that it owns. NULL is ignored. */
void sdp_key_free(sdp_key_t *elem);

/** Allocates an empty record; the caller owns it. */
int sdp_attribute_init(sdp_attribute_t **elem);

/** Frees a record and all that it owns. NULL is ignored. */
void sdp_attribute_free(sdp_attribute_t *elem);

/** Allocates an empty record; the caller owns it. */
int sdp_connection_init(sdp_connection_t **elem);

/** Frees a record and all that it owns. NULL is ignored. */
void sdp_connection_free(sdp_connection_t *elem);

/** Allocates an empty record; the caller owns it. */
int sdp_media_init(sdp_media_t **elem);

/** Frees a record and all that it owns. NULL is ignored. */
void sdp_media_free(sdp_media_t *elem);

/** Allocates an empty description; the caller owns it. */
int sdp_message_init(sdp_message_t **sdp);

/**
 * Fills an empty description from its text. Lines of types that RFC 4566 does not define, such as `y=` and `f=` of
 * GB28181, are kept among the attributes (see `sdp_attribute`) and printed again in their places. After an error
 * what was read so far stays.
 */
int sdp_message_parse(sdp_message_t *sdp, const char *buf);

/**
 * Writes a description as text. The caller frees `dest` with `osip_free`. Fails, and sets `dest` to NULL, if a
 * mandatory field is missing or if a field holds a line break.
 */
int sdp_message_to_str(sdp_message_t *sdp, char **dest);

/** Frees a description and all that it owns. NULL is ignored. */
void sdp_message_free(sdp_message_t *sdp);

/** Copies a description deeply; the caller owns the copy. */
int sdp_message_clone(sdp_message_t *sdp, sdp_message_t **dest);

/** Sets the version. The old one is the caller's to free, before. */
int sdp_message_v_version_set(sdp_message_t *sdp, char *value);

/** Sets where more is to be read. The old text is the caller's to free, before. */
int sdp_message_u_uri_set(sdp_message_t *sdp, char *value);

/** Sets the changes of the time zone. The old text is the caller's to free, before. */
int sdp_message_z_adjustments_set(sdp_message_t *sdp, char *value);

/** The version, still owned by `sdp`; NULL if there is none. */
char *sdp_message_v_version_get(sdp_message_t *sdp);

/** The user of the origin, still owned by `sdp`; NULL if there is none. */
char *sdp_message_o_username_get(sdp_message_t *sdp);

/** The number of the session, still owned by `sdp`; NULL if there is none. */
char *sdp_message_o_sess_id_get(sdp_message_t *sdp);

/** The version of the description, still owned by `sdp`; NULL if there is none. */
char *sdp_message_o_sess_version_get(sdp_message_t *sdp);

/** The kind of network of the origin, still owned by `sdp`; NULL if there is none. */
char *sdp_message_o_nettype_get(sdp_message_t *sdp);

/** The kind of address of the origin, still owned by `sdp`; NULL if there is none. */
char *sdp_message_o_addrtype_get(sdp_message_t *sdp);

/** The address of the origin, still owned by `sdp`; NULL if there is none. */
char *sdp_message_o_addr_get(sdp_message_t *sdp);

/** The name of the session, still owned by `sdp`; NULL if there is none. */
char *sdp_message_s_name_get(sdp_message_t *sdp);

/** Where more is to be read, still owned by `sdp`; NULL if there is none. */
char *sdp_message_u_uri_get(sdp_message_t *sdp);

/** The changes of the time zone, still owned by `sdp`; NULL if there are none. */
char *sdp_message_z_adjustments_get(sdp_message_t *sdp);

/** Sets the six parts of the origin. The old ones are the caller's to free, before. */
int sdp_message_o_origin_set(sdp_message_t *sdp,
                             char *username,
                             char *sess_id,
                             char *sess_version,
                             char *nettype,
                             char *addrtype,
                             char *addr);

/** Sets the name of the session. The old one is the caller's to free, before. */
int sdp_message_s_name_set(sdp_message_t *sdp, char *value);

/** Sets the title of the session or of a medium. The old one is the caller's to free, before. */
int sdp_message_i_info_set(sdp_message_t *sdp, int pos_media, char *value);

/** The title of the session or of a medium, still owned by `sdp`; NULL if there is none. */
char *sdp_message_i_info_get(sdp_message_t *sdp, int pos_media);

/** Adds an e-mail address. */
int sdp_message_e_email_add(sdp_message_t *sdp, char *value);

/** The e-mail address number `pos`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_e_email_get(sdp_message_t *sdp, int pos);

/** Adds a telephone number. */
int sdp_message_p_phone_add(sdp_message_t *sdp, char *value);

/** The telephone number at `pos`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_p_phone_get(sdp_message_t *sdp, int pos);

/** Adds an address to a medium, or sets that of the session; an old one there is the caller's to free, before. */
int sdp_message_c_connection_add(sdp_message_t *sdp,
                                 int pos_media,
                                 char *nettype,
                                 char *addrtype,
                                 char *addr,
                                 char *addr_multicast_ttl,
                                 char *addr_multicast_int);

/**
 * The address number `pos` of a medium, or the one of the session, whatever `pos`; still owned by `sdp`. NULL if
 * there is none.
 */
sdp_connection_t *sdp_message_connection_get(sdp_message_t *sdp, int pos_media, int pos);

/** The kind of network of the address at `pos`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_c_nettype_get(sdp_message_t *sdp, int pos_media, int pos);

/** The kind of the address at `pos`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_c_addrtype_get(sdp_message_t *sdp, int pos_media, int pos);

/** The address at `pos` itself, still owned by `sdp`; NULL if there is none. */
char *sdp_message_c_addr_get(sdp_message_t *sdp, int pos_media, int pos);

/** The time to live of the address at `pos`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_c_addr_multicast_ttl_get(sdp_message_t *sdp, int pos_media, int pos);

/** How many addresses begin with the one at `pos`, still owned by `sdp`; NULL if there is no such number. */
char *sdp_message_c_addr_multicast_int_get(sdp_message_t *sdp, int pos_media, int pos);

/** Adds a bandwidth to the session or to a medium. */
int sdp_message_b_bandwidth_add(sdp_message_t *sdp, int pos_media, char *bwtype, char *bandwidth);

/** The bandwidth number `pos` of the session or of a medium, still owned by `sdp`; NULL if there is none. */
sdp_bandwidth_t *sdp_message_bandwidth_get(sdp_message_t *sdp, int pos_media, int pos);

/** The kind of the bandwidth at `pos`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_b_bwtype_get(sdp_message_t *sdp, int pos_media, int pos);

/** The value of the bandwidth at `pos`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_b_bandwidth_get(sdp_message_t *sdp, int pos_media, int pos);

/** Adds a time of the session. */
int sdp_message_t_time_descr_add(sdp_message_t *sdp, char *start, char *stop);

/** Adds a repetition to the time number `pos_time_descr`. */
int sdp_message_r_repeat_add(sdp_message_t *sdp, int pos_time_descr, char *value);

/**
 * The repetition number `pos_repeat` of the time number `pos_time_descr`, still owned by `sdp`; NULL if there is
 * none.
 */
char *sdp_message_r_repeat_get(sdp_message_t *sdp, int pos_time_descr, int pos_repeat);

/** The start of the time number `pos_td`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_t_start_time_get(sdp_message_t *sdp, int pos_td);

/** The end of the time number `pos_td`, still owned by `sdp`; NULL if there is none. */
char *sdp_message_t_stop_time_get(sdp_message_t *sdp, int pos_td);

/** Sets the key of the session or of a medium. The old one is the caller's to free, before. */
int sdp_message_k_key_set(sdp_message_t *sdp, int pos_media, char *keytype, char *keydata);

/** The method of the key of the session or of a medium, still owned by `sdp`; NULL if there is none. */
char *sdp_message_k_keytype_get(sdp_message_t *sdp, int pos_media);

/** The key of the session or of a medium itself, still owned by `sdp`; NULL if there is none. */
char *sdp_message_k_keydata_get(sdp_message_t *sdp, int pos_media);

#define sdp_e_email_get sdp_message_e_email_get

#ifdef __cplusplus
}
#endif

#endif
