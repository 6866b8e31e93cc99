/* Layout and constant check for the headers of libeXosip2, libosip2 and
   libosipparser2 at level 5.3.0 (default build, ILP32: i386 and ARM, time_t of 32 bits).
   The sizes and offsets are those of layout-check.c, computed anew from the types of the members by the rules of those ABIs.
   It compiles if, and only if, every public record, enumerator and constant
   has the recorded size, offset or value.

     cc  -std=c11 -Wall -Werror -I INCLUDE_DIR -c layout-check-ilp32.c
     c++ -x c++   -Wall -Werror -I INCLUDE_DIR -c layout-check-ilp32.c
*/
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/time.h>
#include <osipparser2/osip_const.h>
#include <osipparser2/osip_port.h>
#include <osipparser2/osip_list.h>
#include <osipparser2/osip_uri.h>
#include <osipparser2/osip_body.h>
#include <osipparser2/osip_headers.h>
#include <osipparser2/osip_message.h>
#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_md5.h>
#include <osipparser2/sdp_message.h>
#include <osip2/osip_time.h>
#include <osip2/osip_mt.h>
#include <osip2/osip_condv.h>
#include <osip2/osip_fifo.h>
#include <osip2/osip.h>
#include <osip2/osip_dialog.h>
#include <eXosip2/eXosip.h>

#ifdef __cplusplus
#define CHECK(cond, text) static_assert(cond, text)
#define ALIGN_OF(t) alignof(t)
#else
#define CHECK(cond, text) _Static_assert(cond, text)
#define ALIGN_OF(t) _Alignof(t)
#endif
#define SIZE(t, n) CHECK(sizeof(t) == (n), "sizeof " #t)
#define ALIGN(t, n) CHECK(ALIGN_OF(t) == (n), "alignof " #t)
#define FIELD(t, m, off, n) CHECK(offsetof(t, m) == (off) && sizeof(((t *) 0)->m) == (n), #t "." #m)
#define VALUE(name, v) CHECK((long long) (name) == (v), #name)
#define TEXT(name, v) CHECK(sizeof(name) == sizeof(v), "length of " #name)
#ifdef __cplusplus
#define TYPE(t, m, ft)
#else
#define TYPE(t, m, ft) CHECK(__builtin_types_compatible_p(__typeof__(((t *) 0)->m), ft), "type of " #t "." #m)
#endif

CHECK(sizeof(void *) == 4 && sizeof(time_t) == 4, "this check is for ILP32 targets with time_t of 32 bits");


/* struct __node */
SIZE(struct __node, 8);
ALIGN(struct __node, 4);
FIELD(struct __node, next, 0, 4);
TYPE(struct __node, next, __node_t *);
FIELD(struct __node, element, 4, 4);
TYPE(struct __node, element, void *);
SIZE(__node_t, 8);

/* struct osip_list_iterator */
SIZE(struct osip_list_iterator, 16);
ALIGN(struct osip_list_iterator, 4);
FIELD(struct osip_list_iterator, actual, 0, 4);
TYPE(struct osip_list_iterator, actual, __node_t *);
FIELD(struct osip_list_iterator, prev, 4, 4);
TYPE(struct osip_list_iterator, prev, __node_t **);
FIELD(struct osip_list_iterator, li, 8, 4);
TYPE(struct osip_list_iterator, li, osip_list_t *);
FIELD(struct osip_list_iterator, pos, 12, 4);
TYPE(struct osip_list_iterator, pos, int);
SIZE(osip_list_iterator_t, 16);

/* struct osip_list */
SIZE(struct osip_list, 8);
ALIGN(struct osip_list, 4);
FIELD(struct osip_list, nb_elt, 0, 4);
TYPE(struct osip_list, nb_elt, int);
FIELD(struct osip_list, node, 4, 4);
TYPE(struct osip_list, node, __node_t *);
SIZE(osip_list_t, 8);

/* struct osip_uri_param */
SIZE(struct osip_uri_param, 8);
ALIGN(struct osip_uri_param, 4);
FIELD(struct osip_uri_param, gname, 0, 4);
TYPE(struct osip_uri_param, gname, char *);
FIELD(struct osip_uri_param, gvalue, 4, 4);
TYPE(struct osip_uri_param, gvalue, char *);
SIZE(osip_generic_param_t, 8);
SIZE(osip_uri_header_t, 8);
SIZE(osip_uri_param_t, 8);

/* struct osip_uri */
SIZE(struct osip_uri, 40);
ALIGN(struct osip_uri, 4);
FIELD(struct osip_uri, scheme, 0, 4);
TYPE(struct osip_uri, scheme, char *);
FIELD(struct osip_uri, username, 4, 4);
TYPE(struct osip_uri, username, char *);
FIELD(struct osip_uri, password, 8, 4);
TYPE(struct osip_uri, password, char *);
FIELD(struct osip_uri, host, 12, 4);
TYPE(struct osip_uri, host, char *);
FIELD(struct osip_uri, port, 16, 4);
TYPE(struct osip_uri, port, char *);
FIELD(struct osip_uri, url_params, 20, 8);
TYPE(struct osip_uri, url_params, osip_list_t);
FIELD(struct osip_uri, url_headers, 28, 8);
TYPE(struct osip_uri, url_headers, osip_list_t);
FIELD(struct osip_uri, string, 36, 4);
TYPE(struct osip_uri, string, char *);
SIZE(osip_uri_t, 40);

/* struct osip_content_type */
SIZE(struct osip_content_type, 16);
ALIGN(struct osip_content_type, 4);
FIELD(struct osip_content_type, type, 0, 4);
TYPE(struct osip_content_type, type, char *);
FIELD(struct osip_content_type, subtype, 4, 4);
TYPE(struct osip_content_type, subtype, char *);
FIELD(struct osip_content_type, gen_params, 8, 8);
TYPE(struct osip_content_type, gen_params, osip_list_t);
SIZE(osip_accept_t, 16);
SIZE(osip_content_type_t, 16);

/* struct osip_body */
SIZE(struct osip_body, 16);
ALIGN(struct osip_body, 4);
FIELD(struct osip_body, body, 0, 4);
TYPE(struct osip_body, body, char *);
FIELD(struct osip_body, length, 4, 4);
TYPE(struct osip_body, length, size_t);
FIELD(struct osip_body, headers, 8, 4);
TYPE(struct osip_body, headers, osip_list_t *);
FIELD(struct osip_body, content_type, 12, 4);
TYPE(struct osip_body, content_type, osip_content_type_t *);
SIZE(osip_body_t, 16);

/* struct osip_header */
SIZE(struct osip_header, 8);
ALIGN(struct osip_header, 4);
FIELD(struct osip_header, hname, 0, 4);
TYPE(struct osip_header, hname, char *);
FIELD(struct osip_header, hvalue, 4, 4);
TYPE(struct osip_header, hvalue, char *);
SIZE(osip_header_t, 8);

/* struct osip_accept_encoding */
SIZE(struct osip_accept_encoding, 12);
ALIGN(struct osip_accept_encoding, 4);
FIELD(struct osip_accept_encoding, element, 0, 4);
TYPE(struct osip_accept_encoding, element, char *);
FIELD(struct osip_accept_encoding, gen_params, 4, 8);
TYPE(struct osip_accept_encoding, gen_params, osip_list_t);
SIZE(osip_accept_encoding_t, 12);
SIZE(osip_accept_language_t, 12);

/* struct osip_call_info */
SIZE(struct osip_call_info, 12);
ALIGN(struct osip_call_info, 4);
FIELD(struct osip_call_info, element, 0, 4);
TYPE(struct osip_call_info, element, char *);
FIELD(struct osip_call_info, gen_params, 4, 8);
TYPE(struct osip_call_info, gen_params, osip_list_t);
SIZE(osip_alert_info_t, 12);
SIZE(osip_call_info_t, 12);
SIZE(osip_content_disposition_t, 12);
SIZE(osip_error_info_t, 12);

/* struct osip_content_length */
SIZE(struct osip_content_length, 4);
ALIGN(struct osip_content_length, 4);
FIELD(struct osip_content_length, value, 0, 4);
TYPE(struct osip_content_length, value, char *);
SIZE(osip_allow_t, 4);
SIZE(osip_content_encoding_t, 4);
SIZE(osip_content_length_t, 4);
SIZE(osip_mime_version_t, 4);

/* struct osip_authentication_info */
SIZE(struct osip_authentication_info, 44);
ALIGN(struct osip_authentication_info, 4);
FIELD(struct osip_authentication_info, auth_type, 0, 4);
TYPE(struct osip_authentication_info, auth_type, char *);
FIELD(struct osip_authentication_info, nextnonce, 4, 4);
TYPE(struct osip_authentication_info, nextnonce, char *);
FIELD(struct osip_authentication_info, qop_options, 8, 4);
TYPE(struct osip_authentication_info, qop_options, char *);
FIELD(struct osip_authentication_info, rspauth, 12, 4);
TYPE(struct osip_authentication_info, rspauth, char *);
FIELD(struct osip_authentication_info, cnonce, 16, 4);
TYPE(struct osip_authentication_info, cnonce, char *);
FIELD(struct osip_authentication_info, nonce_count, 20, 4);
TYPE(struct osip_authentication_info, nonce_count, char *);
FIELD(struct osip_authentication_info, snum, 24, 4);
TYPE(struct osip_authentication_info, snum, char *);
FIELD(struct osip_authentication_info, srand, 28, 4);
TYPE(struct osip_authentication_info, srand, char *);
FIELD(struct osip_authentication_info, realm, 32, 4);
TYPE(struct osip_authentication_info, realm, char *);
FIELD(struct osip_authentication_info, targetname, 36, 4);
TYPE(struct osip_authentication_info, targetname, char *);
FIELD(struct osip_authentication_info, opaque, 40, 4);
TYPE(struct osip_authentication_info, opaque, char *);
SIZE(osip_authentication_info_t, 44);
SIZE(osip_proxy_authentication_info_t, 44);

/* struct osip_authorization */
SIZE(struct osip_authorization, 72);
ALIGN(struct osip_authorization, 4);
FIELD(struct osip_authorization, auth_type, 0, 4);
TYPE(struct osip_authorization, auth_type, char *);
FIELD(struct osip_authorization, username, 4, 4);
TYPE(struct osip_authorization, username, char *);
FIELD(struct osip_authorization, realm, 8, 4);
TYPE(struct osip_authorization, realm, char *);
FIELD(struct osip_authorization, nonce, 12, 4);
TYPE(struct osip_authorization, nonce, char *);
FIELD(struct osip_authorization, uri, 16, 4);
TYPE(struct osip_authorization, uri, char *);
FIELD(struct osip_authorization, response, 20, 4);
TYPE(struct osip_authorization, response, char *);
FIELD(struct osip_authorization, digest, 24, 4);
TYPE(struct osip_authorization, digest, char *);
FIELD(struct osip_authorization, algorithm, 28, 4);
TYPE(struct osip_authorization, algorithm, char *);
FIELD(struct osip_authorization, cnonce, 32, 4);
TYPE(struct osip_authorization, cnonce, char *);
FIELD(struct osip_authorization, opaque, 36, 4);
TYPE(struct osip_authorization, opaque, char *);
FIELD(struct osip_authorization, message_qop, 40, 4);
TYPE(struct osip_authorization, message_qop, char *);
FIELD(struct osip_authorization, nonce_count, 44, 4);
TYPE(struct osip_authorization, nonce_count, char *);
FIELD(struct osip_authorization, version, 48, 4);
TYPE(struct osip_authorization, version, char *);
FIELD(struct osip_authorization, targetname, 52, 4);
TYPE(struct osip_authorization, targetname, char *);
FIELD(struct osip_authorization, gssapi_data, 56, 4);
TYPE(struct osip_authorization, gssapi_data, char *);
FIELD(struct osip_authorization, crand, 60, 4);
TYPE(struct osip_authorization, crand, char *);
FIELD(struct osip_authorization, cnum, 64, 4);
TYPE(struct osip_authorization, cnum, char *);
FIELD(struct osip_authorization, auth_param, 68, 4);
TYPE(struct osip_authorization, auth_param, char *);
SIZE(osip_authorization_t, 72);
SIZE(osip_proxy_authorization_t, 72);

/* struct osip_call_id */
SIZE(struct osip_call_id, 8);
ALIGN(struct osip_call_id, 4);
FIELD(struct osip_call_id, number, 0, 4);
TYPE(struct osip_call_id, number, char *);
FIELD(struct osip_call_id, host, 4, 4);
TYPE(struct osip_call_id, host, char *);
SIZE(osip_call_id_t, 8);

/* struct osip_from */
SIZE(struct osip_from, 16);
ALIGN(struct osip_from, 4);
FIELD(struct osip_from, displayname, 0, 4);
TYPE(struct osip_from, displayname, char *);
FIELD(struct osip_from, url, 4, 4);
TYPE(struct osip_from, url, osip_uri_t *);
FIELD(struct osip_from, gen_params, 8, 8);
TYPE(struct osip_from, gen_params, osip_list_t);
SIZE(osip_contact_t, 16);
SIZE(osip_from_t, 16);
SIZE(osip_record_route_t, 16);
SIZE(osip_route_t, 16);
SIZE(osip_to_t, 16);

/* struct osip_cseq */
SIZE(struct osip_cseq, 8);
ALIGN(struct osip_cseq, 4);
FIELD(struct osip_cseq, method, 0, 4);
TYPE(struct osip_cseq, method, char *);
FIELD(struct osip_cseq, number, 4, 4);
TYPE(struct osip_cseq, number, char *);
SIZE(osip_cseq_t, 8);

/* struct osip_www_authenticate */
SIZE(struct osip_www_authenticate, 48);
ALIGN(struct osip_www_authenticate, 4);
FIELD(struct osip_www_authenticate, auth_type, 0, 4);
TYPE(struct osip_www_authenticate, auth_type, char *);
FIELD(struct osip_www_authenticate, realm, 4, 4);
TYPE(struct osip_www_authenticate, realm, char *);
FIELD(struct osip_www_authenticate, domain, 8, 4);
TYPE(struct osip_www_authenticate, domain, char *);
FIELD(struct osip_www_authenticate, nonce, 12, 4);
TYPE(struct osip_www_authenticate, nonce, char *);
FIELD(struct osip_www_authenticate, opaque, 16, 4);
TYPE(struct osip_www_authenticate, opaque, char *);
FIELD(struct osip_www_authenticate, stale, 20, 4);
TYPE(struct osip_www_authenticate, stale, char *);
FIELD(struct osip_www_authenticate, algorithm, 24, 4);
TYPE(struct osip_www_authenticate, algorithm, char *);
FIELD(struct osip_www_authenticate, qop_options, 28, 4);
TYPE(struct osip_www_authenticate, qop_options, char *);
FIELD(struct osip_www_authenticate, version, 32, 4);
TYPE(struct osip_www_authenticate, version, char *);
FIELD(struct osip_www_authenticate, targetname, 36, 4);
TYPE(struct osip_www_authenticate, targetname, char *);
FIELD(struct osip_www_authenticate, gssapi_data, 40, 4);
TYPE(struct osip_www_authenticate, gssapi_data, char *);
FIELD(struct osip_www_authenticate, auth_param, 44, 4);
TYPE(struct osip_www_authenticate, auth_param, char *);
SIZE(osip_proxy_authenticate_t, 48);
SIZE(osip_www_authenticate_t, 48);

/* struct osip_via */
SIZE(struct osip_via, 28);
ALIGN(struct osip_via, 4);
FIELD(struct osip_via, version, 0, 4);
TYPE(struct osip_via, version, char *);
FIELD(struct osip_via, protocol, 4, 4);
TYPE(struct osip_via, protocol, char *);
FIELD(struct osip_via, host, 8, 4);
TYPE(struct osip_via, host, char *);
FIELD(struct osip_via, port, 12, 4);
TYPE(struct osip_via, port, char *);
FIELD(struct osip_via, comment, 16, 4);
TYPE(struct osip_via, comment, char *);
FIELD(struct osip_via, via_params, 20, 8);
TYPE(struct osip_via, via_params, osip_list_t);
SIZE(osip_via_t, 28);

/* struct osip_message */
SIZE(struct osip_message, 224);
ALIGN(struct osip_message, 4);
FIELD(struct osip_message, sip_version, 0, 4);
TYPE(struct osip_message, sip_version, char *);
FIELD(struct osip_message, req_uri, 4, 4);
TYPE(struct osip_message, req_uri, osip_uri_t *);
FIELD(struct osip_message, sip_method, 8, 4);
TYPE(struct osip_message, sip_method, char *);
FIELD(struct osip_message, status_code, 12, 4);
TYPE(struct osip_message, status_code, int);
FIELD(struct osip_message, reason_phrase, 16, 4);
TYPE(struct osip_message, reason_phrase, char *);
FIELD(struct osip_message, accepts, 20, 8);
TYPE(struct osip_message, accepts, osip_list_t);
FIELD(struct osip_message, accept_encodings, 28, 8);
TYPE(struct osip_message, accept_encodings, osip_list_t);
FIELD(struct osip_message, accept_languages, 36, 8);
TYPE(struct osip_message, accept_languages, osip_list_t);
FIELD(struct osip_message, alert_infos, 44, 8);
TYPE(struct osip_message, alert_infos, osip_list_t);
FIELD(struct osip_message, allows, 52, 8);
TYPE(struct osip_message, allows, osip_list_t);
FIELD(struct osip_message, authentication_infos, 60, 8);
TYPE(struct osip_message, authentication_infos, osip_list_t);
FIELD(struct osip_message, authorizations, 68, 8);
TYPE(struct osip_message, authorizations, osip_list_t);
FIELD(struct osip_message, call_id, 76, 4);
TYPE(struct osip_message, call_id, osip_call_id_t *);
FIELD(struct osip_message, call_infos, 80, 8);
TYPE(struct osip_message, call_infos, osip_list_t);
FIELD(struct osip_message, contacts, 88, 8);
TYPE(struct osip_message, contacts, osip_list_t);
FIELD(struct osip_message, content_encodings, 96, 8);
TYPE(struct osip_message, content_encodings, osip_list_t);
FIELD(struct osip_message, content_length, 104, 4);
TYPE(struct osip_message, content_length, osip_content_length_t *);
FIELD(struct osip_message, content_type, 108, 4);
TYPE(struct osip_message, content_type, osip_content_type_t *);
FIELD(struct osip_message, cseq, 112, 4);
TYPE(struct osip_message, cseq, osip_cseq_t *);
FIELD(struct osip_message, error_infos, 116, 8);
TYPE(struct osip_message, error_infos, osip_list_t);
FIELD(struct osip_message, from, 124, 4);
TYPE(struct osip_message, from, osip_from_t *);
FIELD(struct osip_message, mime_version, 128, 4);
TYPE(struct osip_message, mime_version, osip_mime_version_t *);
FIELD(struct osip_message, proxy_authenticates, 132, 8);
TYPE(struct osip_message, proxy_authenticates, osip_list_t);
FIELD(struct osip_message, proxy_authentication_infos, 140, 8);
TYPE(struct osip_message, proxy_authentication_infos, osip_list_t);
FIELD(struct osip_message, proxy_authorizations, 148, 8);
TYPE(struct osip_message, proxy_authorizations, osip_list_t);
FIELD(struct osip_message, record_routes, 156, 8);
TYPE(struct osip_message, record_routes, osip_list_t);
FIELD(struct osip_message, routes, 164, 8);
TYPE(struct osip_message, routes, osip_list_t);
FIELD(struct osip_message, to, 172, 4);
TYPE(struct osip_message, to, osip_to_t *);
FIELD(struct osip_message, vias, 176, 8);
TYPE(struct osip_message, vias, osip_list_t);
FIELD(struct osip_message, www_authenticates, 184, 8);
TYPE(struct osip_message, www_authenticates, osip_list_t);
FIELD(struct osip_message, headers, 192, 8);
TYPE(struct osip_message, headers, osip_list_t);
FIELD(struct osip_message, bodies, 200, 8);
TYPE(struct osip_message, bodies, osip_list_t);
FIELD(struct osip_message, message_property, 208, 4);
TYPE(struct osip_message, message_property, int);
FIELD(struct osip_message, message, 212, 4);
TYPE(struct osip_message, message, char *);
FIELD(struct osip_message, message_length, 216, 4);
TYPE(struct osip_message, message_length, size_t);
FIELD(struct osip_message, application_data, 220, 4);
TYPE(struct osip_message, application_data, void *);
SIZE(osip_message_t, 224);

/* osip_MD5_CTX */
SIZE(osip_MD5_CTX, 88);
ALIGN(osip_MD5_CTX, 4);
FIELD(osip_MD5_CTX, state, 0, 16);
TYPE(osip_MD5_CTX, state, UINT4[4]);
FIELD(osip_MD5_CTX, count, 16, 8);
TYPE(osip_MD5_CTX, count, UINT4[2]);
FIELD(osip_MD5_CTX, buffer, 24, 64);
TYPE(osip_MD5_CTX, buffer, unsigned char[64]);

/* struct sdp_bandwidth */
SIZE(struct sdp_bandwidth, 8);
ALIGN(struct sdp_bandwidth, 4);
FIELD(struct sdp_bandwidth, b_bwtype, 0, 4);
TYPE(struct sdp_bandwidth, b_bwtype, char *);
FIELD(struct sdp_bandwidth, b_bandwidth, 4, 4);
TYPE(struct sdp_bandwidth, b_bandwidth, char *);
SIZE(sdp_bandwidth_t, 8);

/* struct sdp_time_descr */
SIZE(struct sdp_time_descr, 16);
ALIGN(struct sdp_time_descr, 4);
FIELD(struct sdp_time_descr, t_start_time, 0, 4);
TYPE(struct sdp_time_descr, t_start_time, char *);
FIELD(struct sdp_time_descr, t_stop_time, 4, 4);
TYPE(struct sdp_time_descr, t_stop_time, char *);
FIELD(struct sdp_time_descr, r_repeats, 8, 8);
TYPE(struct sdp_time_descr, r_repeats, osip_list_t);
SIZE(sdp_time_descr_t, 16);

/* struct sdp_key */
SIZE(struct sdp_key, 8);
ALIGN(struct sdp_key, 4);
FIELD(struct sdp_key, k_keytype, 0, 4);
TYPE(struct sdp_key, k_keytype, char *);
FIELD(struct sdp_key, k_keydata, 4, 4);
TYPE(struct sdp_key, k_keydata, char *);
SIZE(sdp_key_t, 8);

/* struct sdp_attribute */
SIZE(struct sdp_attribute, 8);
ALIGN(struct sdp_attribute, 4);
FIELD(struct sdp_attribute, a_att_field, 0, 4);
TYPE(struct sdp_attribute, a_att_field, char *);
FIELD(struct sdp_attribute, a_att_value, 4, 4);
TYPE(struct sdp_attribute, a_att_value, char *);
SIZE(sdp_attribute_t, 8);

/* struct sdp_connection */
SIZE(struct sdp_connection, 20);
ALIGN(struct sdp_connection, 4);
FIELD(struct sdp_connection, c_nettype, 0, 4);
TYPE(struct sdp_connection, c_nettype, char *);
FIELD(struct sdp_connection, c_addrtype, 4, 4);
TYPE(struct sdp_connection, c_addrtype, char *);
FIELD(struct sdp_connection, c_addr, 8, 4);
TYPE(struct sdp_connection, c_addr, char *);
FIELD(struct sdp_connection, c_addr_multicast_ttl, 12, 4);
TYPE(struct sdp_connection, c_addr_multicast_ttl, char *);
FIELD(struct sdp_connection, c_addr_multicast_int, 16, 4);
TYPE(struct sdp_connection, c_addr_multicast_int, char *);
SIZE(sdp_connection_t, 20);

/* struct sdp_media */
SIZE(struct sdp_media, 56);
ALIGN(struct sdp_media, 4);
FIELD(struct sdp_media, m_media, 0, 4);
TYPE(struct sdp_media, m_media, char *);
FIELD(struct sdp_media, m_port, 4, 4);
TYPE(struct sdp_media, m_port, char *);
FIELD(struct sdp_media, m_number_of_port, 8, 4);
TYPE(struct sdp_media, m_number_of_port, char *);
FIELD(struct sdp_media, m_proto, 12, 4);
TYPE(struct sdp_media, m_proto, char *);
FIELD(struct sdp_media, m_payloads, 16, 8);
TYPE(struct sdp_media, m_payloads, osip_list_t);
FIELD(struct sdp_media, i_info, 24, 4);
TYPE(struct sdp_media, i_info, char *);
FIELD(struct sdp_media, c_connections, 28, 8);
TYPE(struct sdp_media, c_connections, osip_list_t);
FIELD(struct sdp_media, b_bandwidths, 36, 8);
TYPE(struct sdp_media, b_bandwidths, osip_list_t);
FIELD(struct sdp_media, a_attributes, 44, 8);
TYPE(struct sdp_media, a_attributes, osip_list_t);
FIELD(struct sdp_media, k_key, 52, 4);
TYPE(struct sdp_media, k_key, sdp_key_t *);
SIZE(sdp_media_t, 56);

/* struct sdp_message */
SIZE(struct sdp_message, 100);
ALIGN(struct sdp_message, 4);
FIELD(struct sdp_message, v_version, 0, 4);
TYPE(struct sdp_message, v_version, char *);
FIELD(struct sdp_message, o_username, 4, 4);
TYPE(struct sdp_message, o_username, char *);
FIELD(struct sdp_message, o_sess_id, 8, 4);
TYPE(struct sdp_message, o_sess_id, char *);
FIELD(struct sdp_message, o_sess_version, 12, 4);
TYPE(struct sdp_message, o_sess_version, char *);
FIELD(struct sdp_message, o_nettype, 16, 4);
TYPE(struct sdp_message, o_nettype, char *);
FIELD(struct sdp_message, o_addrtype, 20, 4);
TYPE(struct sdp_message, o_addrtype, char *);
FIELD(struct sdp_message, o_addr, 24, 4);
TYPE(struct sdp_message, o_addr, char *);
FIELD(struct sdp_message, s_name, 28, 4);
TYPE(struct sdp_message, s_name, char *);
FIELD(struct sdp_message, i_info, 32, 4);
TYPE(struct sdp_message, i_info, char *);
FIELD(struct sdp_message, u_uri, 36, 4);
TYPE(struct sdp_message, u_uri, char *);
FIELD(struct sdp_message, e_emails, 40, 8);
TYPE(struct sdp_message, e_emails, osip_list_t);
FIELD(struct sdp_message, p_phones, 48, 8);
TYPE(struct sdp_message, p_phones, osip_list_t);
FIELD(struct sdp_message, c_connection, 56, 4);
TYPE(struct sdp_message, c_connection, sdp_connection_t *);
FIELD(struct sdp_message, b_bandwidths, 60, 8);
TYPE(struct sdp_message, b_bandwidths, osip_list_t);
FIELD(struct sdp_message, t_descrs, 68, 8);
TYPE(struct sdp_message, t_descrs, osip_list_t);
FIELD(struct sdp_message, z_adjustments, 76, 4);
TYPE(struct sdp_message, z_adjustments, char *);
FIELD(struct sdp_message, k_key, 80, 4);
TYPE(struct sdp_message, k_key, sdp_key_t *);
FIELD(struct sdp_message, a_attributes, 84, 8);
TYPE(struct sdp_message, a_attributes, osip_list_t);
FIELD(struct sdp_message, m_medias, 92, 8);
TYPE(struct sdp_message, m_medias, osip_list_t);
SIZE(sdp_message_t, 100);

/* struct osip_fifo */
SIZE(struct osip_fifo, 24);
ALIGN(struct osip_fifo, 4);
FIELD(struct osip_fifo, qislocked, 0, 4);
TYPE(struct osip_fifo, qislocked, struct osip_mutex *);
FIELD(struct osip_fifo, qisempty, 4, 4);
TYPE(struct osip_fifo, qisempty, struct osip_sem *);
FIELD(struct osip_fifo, queue, 8, 8);
TYPE(struct osip_fifo, queue, osip_list_t);
FIELD(struct osip_fifo, nb_elt, 16, 4);
TYPE(struct osip_fifo, nb_elt, int);
FIELD(struct osip_fifo, state, 20, 4);
TYPE(struct osip_fifo, state, osip_fifo_state);
SIZE(osip_fifo_t, 24);

/* struct osip_ict */
SIZE(struct osip_ict, 44);
ALIGN(struct osip_ict, 4);
FIELD(struct osip_ict, timer_a_length, 0, 4);
TYPE(struct osip_ict, timer_a_length, int);
FIELD(struct osip_ict, timer_a_start, 4, 8);
TYPE(struct osip_ict, timer_a_start, struct timeval);
FIELD(struct osip_ict, timer_b_length, 12, 4);
TYPE(struct osip_ict, timer_b_length, int);
FIELD(struct osip_ict, timer_b_start, 16, 8);
TYPE(struct osip_ict, timer_b_start, struct timeval);
FIELD(struct osip_ict, timer_d_length, 24, 4);
TYPE(struct osip_ict, timer_d_length, int);
FIELD(struct osip_ict, timer_d_start, 28, 8);
TYPE(struct osip_ict, timer_d_start, struct timeval);
FIELD(struct osip_ict, destination, 36, 4);
TYPE(struct osip_ict, destination, char *);
FIELD(struct osip_ict, port, 40, 4);
TYPE(struct osip_ict, port, int);
SIZE(osip_ict_t, 44);

/* struct osip_nict */
SIZE(struct osip_nict, 44);
ALIGN(struct osip_nict, 4);
FIELD(struct osip_nict, timer_e_length, 0, 4);
TYPE(struct osip_nict, timer_e_length, int);
FIELD(struct osip_nict, timer_e_start, 4, 8);
TYPE(struct osip_nict, timer_e_start, struct timeval);
FIELD(struct osip_nict, timer_f_length, 12, 4);
TYPE(struct osip_nict, timer_f_length, int);
FIELD(struct osip_nict, timer_f_start, 16, 8);
TYPE(struct osip_nict, timer_f_start, struct timeval);
FIELD(struct osip_nict, timer_k_length, 24, 4);
TYPE(struct osip_nict, timer_k_length, int);
FIELD(struct osip_nict, timer_k_start, 28, 8);
TYPE(struct osip_nict, timer_k_start, struct timeval);
FIELD(struct osip_nict, destination, 36, 4);
TYPE(struct osip_nict, destination, char *);
FIELD(struct osip_nict, port, 40, 4);
TYPE(struct osip_nict, port, int);
SIZE(osip_nict_t, 44);

/* struct osip_ist */
SIZE(struct osip_ist, 36);
ALIGN(struct osip_ist, 4);
FIELD(struct osip_ist, timer_g_length, 0, 4);
TYPE(struct osip_ist, timer_g_length, int);
FIELD(struct osip_ist, timer_g_start, 4, 8);
TYPE(struct osip_ist, timer_g_start, struct timeval);
FIELD(struct osip_ist, timer_h_length, 12, 4);
TYPE(struct osip_ist, timer_h_length, int);
FIELD(struct osip_ist, timer_h_start, 16, 8);
TYPE(struct osip_ist, timer_h_start, struct timeval);
FIELD(struct osip_ist, timer_i_length, 24, 4);
TYPE(struct osip_ist, timer_i_length, int);
FIELD(struct osip_ist, timer_i_start, 28, 8);
TYPE(struct osip_ist, timer_i_start, struct timeval);
SIZE(osip_ist_t, 36);

/* struct osip_nist */
SIZE(struct osip_nist, 12);
ALIGN(struct osip_nist, 4);
FIELD(struct osip_nist, timer_j_length, 0, 4);
TYPE(struct osip_nist, timer_j_length, int);
FIELD(struct osip_nist, timer_j_start, 4, 8);
TYPE(struct osip_nist, timer_j_start, struct timeval);
SIZE(osip_nist_t, 12);

/* struct osip_srv_entry */
SIZE(struct osip_srv_entry, 1048);
ALIGN(struct osip_srv_entry, 4);
FIELD(struct osip_srv_entry, srv, 0, 512);
TYPE(struct osip_srv_entry, srv, char[512]);
FIELD(struct osip_srv_entry, priority, 512, 4);
TYPE(struct osip_srv_entry, priority, int);
FIELD(struct osip_srv_entry, weight, 516, 4);
TYPE(struct osip_srv_entry, weight, int);
FIELD(struct osip_srv_entry, rweight, 520, 4);
TYPE(struct osip_srv_entry, rweight, int);
FIELD(struct osip_srv_entry, port, 524, 4);
TYPE(struct osip_srv_entry, port, int);
FIELD(struct osip_srv_entry, ipaddress, 528, 512);
TYPE(struct osip_srv_entry, ipaddress, char[512]);
FIELD(struct osip_srv_entry, srv_is_broken, 1040, 8);
TYPE(struct osip_srv_entry, srv_is_broken, struct timeval);
SIZE(osip_srv_entry_t, 1048);

/* struct osip_srv_record */
SIZE(struct osip_srv_record, 14848);
ALIGN(struct osip_srv_record, 4);
FIELD(struct osip_srv_record, name, 0, 1024);
TYPE(struct osip_srv_record, name, char[1024]);
FIELD(struct osip_srv_record, srv_state, 1024, 4);
TYPE(struct osip_srv_record, srv_state, int);
FIELD(struct osip_srv_record, flag, 1028, 256);
TYPE(struct osip_srv_record, flag, char[256]);
FIELD(struct osip_srv_record, protocol, 1284, 1024);
TYPE(struct osip_srv_record, protocol, char[1024]);
FIELD(struct osip_srv_record, regexp, 2308, 1024);
TYPE(struct osip_srv_record, regexp, char[1024]);
FIELD(struct osip_srv_record, replacement, 3332, 1024);
TYPE(struct osip_srv_record, replacement, char[1024]);
FIELD(struct osip_srv_record, order, 4356, 4);
TYPE(struct osip_srv_record, order, int);
FIELD(struct osip_srv_record, preference, 4360, 4);
TYPE(struct osip_srv_record, preference, int);
FIELD(struct osip_srv_record, index, 4364, 4);
TYPE(struct osip_srv_record, index, int);
FIELD(struct osip_srv_record, srventry, 4368, 10480);
TYPE(struct osip_srv_record, srventry, osip_srv_entry_t[10]);
SIZE(osip_srv_record_t, 14848);

/* struct osip_naptr */
SIZE(struct osip_naptr, 89676);
ALIGN(struct osip_naptr, 4);
FIELD(struct osip_naptr, domain, 0, 512);
TYPE(struct osip_naptr, domain, char[512]);
FIELD(struct osip_naptr, AUS, 512, 64);
TYPE(struct osip_naptr, AUS, char[64]);
FIELD(struct osip_naptr, naptr_state, 576, 4);
TYPE(struct osip_naptr, naptr_state, int);
FIELD(struct osip_naptr, arg, 580, 4);
TYPE(struct osip_naptr, arg, void *);
FIELD(struct osip_naptr, keep_in_cache, 584, 4);
TYPE(struct osip_naptr, keep_in_cache, int);
FIELD(struct osip_naptr, sipudp_record, 588, 14848);
TYPE(struct osip_naptr, sipudp_record, struct osip_srv_record);
FIELD(struct osip_naptr, siptcp_record, 15436, 14848);
TYPE(struct osip_naptr, siptcp_record, struct osip_srv_record);
FIELD(struct osip_naptr, siptls_record, 30284, 14848);
TYPE(struct osip_naptr, siptls_record, struct osip_srv_record);
FIELD(struct osip_naptr, sipdtls_record, 45132, 14848);
TYPE(struct osip_naptr, sipdtls_record, struct osip_srv_record);
FIELD(struct osip_naptr, sipsctp_record, 59980, 14848);
TYPE(struct osip_naptr, sipsctp_record, struct osip_srv_record);
FIELD(struct osip_naptr, sipenum_record, 74828, 14848);
TYPE(struct osip_naptr, sipenum_record, struct osip_srv_record);
SIZE(osip_naptr_t, 89676);

/* struct osip_transaction */
SIZE(struct osip_transaction, 14980);
ALIGN(struct osip_transaction, 4);
FIELD(struct osip_transaction, your_instance, 0, 4);
TYPE(struct osip_transaction, your_instance, void *);
FIELD(struct osip_transaction, transactionid, 4, 4);
TYPE(struct osip_transaction, transactionid, int);
FIELD(struct osip_transaction, transactionff, 8, 4);
TYPE(struct osip_transaction, transactionff, osip_fifo_t *);
FIELD(struct osip_transaction, topvia, 12, 4);
TYPE(struct osip_transaction, topvia, osip_via_t *);
FIELD(struct osip_transaction, from, 16, 4);
TYPE(struct osip_transaction, from, osip_from_t *);
FIELD(struct osip_transaction, to, 20, 4);
TYPE(struct osip_transaction, to, osip_to_t *);
FIELD(struct osip_transaction, callid, 24, 4);
TYPE(struct osip_transaction, callid, osip_call_id_t *);
FIELD(struct osip_transaction, cseq, 28, 4);
TYPE(struct osip_transaction, cseq, osip_cseq_t *);
FIELD(struct osip_transaction, orig_request, 32, 4);
TYPE(struct osip_transaction, orig_request, osip_message_t *);
FIELD(struct osip_transaction, last_response, 36, 4);
TYPE(struct osip_transaction, last_response, osip_message_t *);
FIELD(struct osip_transaction, ack, 40, 4);
TYPE(struct osip_transaction, ack, osip_message_t *);
FIELD(struct osip_transaction, state, 44, 4);
TYPE(struct osip_transaction, state, state_t);
FIELD(struct osip_transaction, birth_time, 48, 4);
TYPE(struct osip_transaction, birth_time, time_t);
FIELD(struct osip_transaction, completed_time, 52, 4);
TYPE(struct osip_transaction, completed_time, time_t);
FIELD(struct osip_transaction, created_time, 56, 8);
TYPE(struct osip_transaction, created_time, struct timeval);
FIELD(struct osip_transaction, destroyed_time, 64, 8);
TYPE(struct osip_transaction, destroyed_time, struct timeval);
FIELD(struct osip_transaction, in_socket, 72, 4);
TYPE(struct osip_transaction, in_socket, int);
FIELD(struct osip_transaction, out_socket, 76, 4);
TYPE(struct osip_transaction, out_socket, int);
FIELD(struct osip_transaction, config, 80, 4);
TYPE(struct osip_transaction, config, void *);
FIELD(struct osip_transaction, ctx_type, 84, 4);
TYPE(struct osip_transaction, ctx_type, osip_fsm_type_t);
FIELD(struct osip_transaction, ict_context, 88, 4);
TYPE(struct osip_transaction, ict_context, osip_ict_t *);
FIELD(struct osip_transaction, ist_context, 92, 4);
TYPE(struct osip_transaction, ist_context, osip_ist_t *);
FIELD(struct osip_transaction, nict_context, 96, 4);
TYPE(struct osip_transaction, nict_context, osip_nict_t *);
FIELD(struct osip_transaction, nist_context, 100, 4);
TYPE(struct osip_transaction, nist_context, osip_nist_t *);
FIELD(struct osip_transaction, record, 104, 14848);
TYPE(struct osip_transaction, record, osip_srv_record_t);
FIELD(struct osip_transaction, naptr_record, 14952, 4);
TYPE(struct osip_transaction, naptr_record, osip_naptr_t *);
FIELD(struct osip_transaction, reserved1, 14956, 4);
TYPE(struct osip_transaction, reserved1, void *);
FIELD(struct osip_transaction, reserved2, 14960, 4);
TYPE(struct osip_transaction, reserved2, void *);
FIELD(struct osip_transaction, reserved3, 14964, 4);
TYPE(struct osip_transaction, reserved3, void *);
FIELD(struct osip_transaction, reserved4, 14968, 4);
TYPE(struct osip_transaction, reserved4, void *);
FIELD(struct osip_transaction, reserved5, 14972, 4);
TYPE(struct osip_transaction, reserved5, void *);
FIELD(struct osip_transaction, reserved6, 14976, 4);
TYPE(struct osip_transaction, reserved6, void *);
SIZE(osip_transaction_t, 14980);

/* struct ixt */
SIZE(struct ixt, 40);
ALIGN(struct ixt, 4);
FIELD(struct ixt, dialog, 0, 4);
TYPE(struct ixt, dialog, struct osip_dialog *);
FIELD(struct ixt, msg2xx, 4, 4);
TYPE(struct ixt, msg2xx, osip_message_t *);
FIELD(struct ixt, ack, 8, 4);
TYPE(struct ixt, ack, osip_message_t *);
FIELD(struct ixt, start, 12, 8);
TYPE(struct ixt, start, struct timeval);
FIELD(struct ixt, interval, 20, 4);
TYPE(struct ixt, interval, int);
FIELD(struct ixt, dest, 24, 4);
TYPE(struct ixt, dest, char *);
FIELD(struct ixt, port, 28, 4);
TYPE(struct ixt, port, int);
FIELD(struct ixt, sock, 32, 4);
TYPE(struct ixt, sock, int);
FIELD(struct ixt, counter, 36, 4);
TYPE(struct ixt, counter, int);
SIZE(ixt_t, 40);

/* struct osip */
SIZE(struct osip, 364);
ALIGN(struct osip, 4);
FIELD(struct osip, application_context, 0, 4);
TYPE(struct osip, application_context, void *);
FIELD(struct osip, ict_fastmutex, 4, 4);
TYPE(struct osip, ict_fastmutex, void *);
FIELD(struct osip, ist_fastmutex, 8, 4);
TYPE(struct osip, ist_fastmutex, void *);
FIELD(struct osip, nict_fastmutex, 12, 4);
TYPE(struct osip, nict_fastmutex, void *);
FIELD(struct osip, nist_fastmutex, 16, 4);
TYPE(struct osip, nist_fastmutex, void *);
FIELD(struct osip, ixt_fastmutex, 20, 4);
TYPE(struct osip, ixt_fastmutex, void *);
FIELD(struct osip, id_mutex, 24, 4);
TYPE(struct osip, id_mutex, void *);
FIELD(struct osip, transactionid, 28, 4);
TYPE(struct osip, transactionid, int);
FIELD(struct osip, osip_ict_transactions, 32, 8);
TYPE(struct osip, osip_ict_transactions, osip_list_t);
FIELD(struct osip, osip_ist_transactions, 40, 8);
TYPE(struct osip, osip_ist_transactions, osip_list_t);
FIELD(struct osip, osip_nict_transactions, 48, 8);
TYPE(struct osip, osip_nict_transactions, osip_list_t);
FIELD(struct osip, osip_nist_transactions, 56, 8);
TYPE(struct osip, osip_nist_transactions, osip_list_t);
FIELD(struct osip, ixt_retransmissions, 64, 8);
TYPE(struct osip, ixt_retransmissions, osip_list_t);
FIELD(struct osip, msg_callbacks, 72, 240);
TYPE(struct osip, msg_callbacks, osip_message_cb_t[60]);
FIELD(struct osip, kill_callbacks, 312, 16);
TYPE(struct osip, kill_callbacks, osip_kill_transaction_cb_t[4]);
FIELD(struct osip, tp_error_callbacks, 328, 16);
TYPE(struct osip, tp_error_callbacks, osip_transport_error_cb_t[4]);
FIELD(struct osip, cb_send_message, 344, 4);
TYPE(struct osip, cb_send_message, int (*)(osip_transaction_t *, osip_message_t *, char *, int, int));
FIELD(struct osip, osip_ict_hastable, 348, 4);
TYPE(struct osip, osip_ict_hastable, void *);
FIELD(struct osip, osip_ist_hastable, 352, 4);
TYPE(struct osip, osip_ist_hastable, void *);
FIELD(struct osip, osip_nict_hastable, 356, 4);
TYPE(struct osip, osip_nict_hastable, void *);
FIELD(struct osip, osip_nist_hastable, 360, 4);
TYPE(struct osip, osip_nist_hastable, void *);
SIZE(osip_t, 364);

/* struct osip_event */
SIZE(struct osip_event, 12);
ALIGN(struct osip_event, 4);
FIELD(struct osip_event, type, 0, 4);
TYPE(struct osip_event, type, type_t);
FIELD(struct osip_event, transactionid, 4, 4);
TYPE(struct osip_event, transactionid, int);
FIELD(struct osip_event, sip, 8, 4);
TYPE(struct osip_event, sip, osip_message_t *);
SIZE(osip_event_t, 12);

/* struct osip_dialog */
SIZE(struct osip_dialog, 60);
ALIGN(struct osip_dialog, 4);
FIELD(struct osip_dialog, call_id, 0, 4);
TYPE(struct osip_dialog, call_id, char *);
FIELD(struct osip_dialog, local_tag, 4, 4);
TYPE(struct osip_dialog, local_tag, char *);
FIELD(struct osip_dialog, remote_tag, 8, 4);
TYPE(struct osip_dialog, remote_tag, char *);
FIELD(struct osip_dialog, line_param, 12, 4);
TYPE(struct osip_dialog, line_param, char *);
FIELD(struct osip_dialog, route_set, 16, 8);
TYPE(struct osip_dialog, route_set, osip_list_t);
FIELD(struct osip_dialog, local_cseq, 24, 4);
TYPE(struct osip_dialog, local_cseq, int);
FIELD(struct osip_dialog, remote_cseq, 28, 4);
TYPE(struct osip_dialog, remote_cseq, int);
FIELD(struct osip_dialog, remote_uri, 32, 4);
TYPE(struct osip_dialog, remote_uri, osip_to_t *);
FIELD(struct osip_dialog, local_uri, 36, 4);
TYPE(struct osip_dialog, local_uri, osip_from_t *);
FIELD(struct osip_dialog, remote_contact_uri, 40, 4);
TYPE(struct osip_dialog, remote_contact_uri, osip_contact_t *);
FIELD(struct osip_dialog, secure, 44, 4);
TYPE(struct osip_dialog, secure, int);
FIELD(struct osip_dialog, type, 48, 4);
TYPE(struct osip_dialog, type, osip_dialog_type_t);
FIELD(struct osip_dialog, state, 52, 4);
TYPE(struct osip_dialog, state, state_t);
FIELD(struct osip_dialog, your_instance, 56, 4);
TYPE(struct osip_dialog, your_instance, void *);
SIZE(osip_dialog_t, 60);

/* struct eXosip_dns_cache */
SIZE(struct eXosip_dns_cache, 1280);
ALIGN(struct eXosip_dns_cache, 1);
FIELD(struct eXosip_dns_cache, host, 0, 1024);
TYPE(struct eXosip_dns_cache, host, char[1024]);
FIELD(struct eXosip_dns_cache, ip, 1024, 256);
TYPE(struct eXosip_dns_cache, ip, char[256]);

/* struct eXosip_account_info */
SIZE(struct eXosip_account_info, 1284);
ALIGN(struct eXosip_account_info, 4);
FIELD(struct eXosip_account_info, proxy, 0, 1024);
TYPE(struct eXosip_account_info, proxy, char[1024]);
FIELD(struct eXosip_account_info, nat_ip, 1024, 256);
TYPE(struct eXosip_account_info, nat_ip, char[256]);
FIELD(struct eXosip_account_info, nat_port, 1280, 4);
TYPE(struct eXosip_account_info, nat_port, int);

/* struct eXosip_http_auth */
SIZE(struct eXosip_http_auth, 140);
ALIGN(struct eXosip_http_auth, 4);
FIELD(struct eXosip_http_auth, pszCallId, 0, 64);
TYPE(struct eXosip_http_auth, pszCallId, char[64]);
FIELD(struct eXosip_http_auth, wa, 64, 4);
TYPE(struct eXosip_http_auth, wa, osip_proxy_authenticate_t *);
FIELD(struct eXosip_http_auth, pszCNonce, 68, 64);
TYPE(struct eXosip_http_auth, pszCNonce, char[64]);
FIELD(struct eXosip_http_auth, iNonceCount, 132, 4);
TYPE(struct eXosip_http_auth, iNonceCount, int);
FIELD(struct eXosip_http_auth, answer_code, 136, 4);
TYPE(struct eXosip_http_auth, answer_code, int);

/* struct eXosip_stats */
SIZE(struct eXosip_stats, 128);
ALIGN(struct eXosip_stats, 4);
FIELD(struct eXosip_stats, allocated_transactions, 0, 4);
TYPE(struct eXosip_stats, allocated_transactions, int);
FIELD(struct eXosip_stats, average_transactions, 4, 4);
TYPE(struct eXosip_stats, average_transactions, float);
FIELD(struct eXosip_stats, allocated_registrations, 8, 4);
TYPE(struct eXosip_stats, allocated_registrations, int);
FIELD(struct eXosip_stats, average_registrations, 12, 4);
TYPE(struct eXosip_stats, average_registrations, float);
FIELD(struct eXosip_stats, allocated_calls, 16, 4);
TYPE(struct eXosip_stats, allocated_calls, int);
FIELD(struct eXosip_stats, average_calls, 20, 4);
TYPE(struct eXosip_stats, average_calls, float);
FIELD(struct eXosip_stats, allocated_publications, 24, 4);
TYPE(struct eXosip_stats, allocated_publications, int);
FIELD(struct eXosip_stats, average_publications, 28, 4);
TYPE(struct eXosip_stats, average_publications, float);
FIELD(struct eXosip_stats, allocated_subscriptions, 32, 4);
TYPE(struct eXosip_stats, allocated_subscriptions, int);
FIELD(struct eXosip_stats, average_subscriptions, 36, 4);
TYPE(struct eXosip_stats, average_subscriptions, float);
FIELD(struct eXosip_stats, allocated_insubscriptions, 40, 4);
TYPE(struct eXosip_stats, allocated_insubscriptions, int);
FIELD(struct eXosip_stats, average_insubscriptions, 44, 4);
TYPE(struct eXosip_stats, average_insubscriptions, float);
FIELD(struct eXosip_stats, reserved1, 48, 80);
TYPE(struct eXosip_stats, reserved1, int[20]);

/* struct eXosip_tls_credentials_s */
SIZE(struct eXosip_tls_credentials_s, 4096);
ALIGN(struct eXosip_tls_credentials_s, 1);
FIELD(struct eXosip_tls_credentials_s, priv_key, 0, 1024);
TYPE(struct eXosip_tls_credentials_s, priv_key, char[1024]);
FIELD(struct eXosip_tls_credentials_s, priv_key_pw, 1024, 1024);
TYPE(struct eXosip_tls_credentials_s, priv_key_pw, char[1024]);
FIELD(struct eXosip_tls_credentials_s, cert, 2048, 1024);
TYPE(struct eXosip_tls_credentials_s, cert, char[1024]);
FIELD(struct eXosip_tls_credentials_s, public_key_pinned, 3072, 1024);
TYPE(struct eXosip_tls_credentials_s, public_key_pinned, char[1024]);
SIZE(eXosip_tls_credentials_t, 4096);

/* struct eXosip_tls_ctx_s */
SIZE(struct eXosip_tls_ctx_s, 13320);
ALIGN(struct eXosip_tls_ctx_s, 4);
FIELD(struct eXosip_tls_ctx_s, random_file, 0, 1024);
TYPE(struct eXosip_tls_ctx_s, random_file, char[1024]);
FIELD(struct eXosip_tls_ctx_s, dh_param, 1024, 1024);
TYPE(struct eXosip_tls_ctx_s, dh_param, char[1024]);
FIELD(struct eXosip_tls_ctx_s, root_ca_cert, 2048, 1024);
TYPE(struct eXosip_tls_ctx_s, root_ca_cert, char[1024]);
FIELD(struct eXosip_tls_ctx_s, cipher_list, 3072, 2048);
TYPE(struct eXosip_tls_ctx_s, cipher_list, char[2048]);
FIELD(struct eXosip_tls_ctx_s, tls_flags, 5120, 4);
TYPE(struct eXosip_tls_ctx_s, tls_flags, unsigned long);
FIELD(struct eXosip_tls_ctx_s, dtls_flags, 5124, 4);
TYPE(struct eXosip_tls_ctx_s, dtls_flags, unsigned long);
FIELD(struct eXosip_tls_ctx_s, client, 5128, 4096);
TYPE(struct eXosip_tls_ctx_s, client, eXosip_tls_credentials_t);
FIELD(struct eXosip_tls_ctx_s, server, 9224, 4096);
TYPE(struct eXosip_tls_ctx_s, server, eXosip_tls_credentials_t);
SIZE(eXosip_tls_ctx_t, 13320);

/* struct eXosip_event */
SIZE(struct eXosip_event, 308);
ALIGN(struct eXosip_event, 4);
FIELD(struct eXosip_event, type, 0, 4);
TYPE(struct eXosip_event, type, eXosip_event_type_t);
FIELD(struct eXosip_event, textinfo, 4, 256);
TYPE(struct eXosip_event, textinfo, char[256]);
FIELD(struct eXosip_event, external_reference, 260, 4);
TYPE(struct eXosip_event, external_reference, void *);
FIELD(struct eXosip_event, request, 264, 4);
TYPE(struct eXosip_event, request, osip_message_t *);
FIELD(struct eXosip_event, response, 268, 4);
TYPE(struct eXosip_event, response, osip_message_t *);
FIELD(struct eXosip_event, ack, 272, 4);
TYPE(struct eXosip_event, ack, osip_message_t *);
FIELD(struct eXosip_event, tid, 276, 4);
TYPE(struct eXosip_event, tid, int);
FIELD(struct eXosip_event, did, 280, 4);
TYPE(struct eXosip_event, did, int);
FIELD(struct eXosip_event, rid, 284, 4);
TYPE(struct eXosip_event, rid, int);
FIELD(struct eXosip_event, cid, 288, 4);
TYPE(struct eXosip_event, cid, int);
FIELD(struct eXosip_event, sid, 292, 4);
TYPE(struct eXosip_event, sid, int);
FIELD(struct eXosip_event, nid, 296, 4);
TYPE(struct eXosip_event, nid, int);
FIELD(struct eXosip_event, ss_status, 300, 4);
TYPE(struct eXosip_event, ss_status, int);
FIELD(struct eXosip_event, ss_reason, 304, 4);
TYPE(struct eXosip_event, ss_reason, int);
SIZE(eXosip_event_t, 308);

/* enumerations */
SIZE(osip_trace_level_t, 4);
SIZE(enum _trace_level, 4);
VALUE(TRACE_LEVEL0, 0);
VALUE(TRACE_LEVEL1, 1);
VALUE(TRACE_LEVEL2, 2);
VALUE(TRACE_LEVEL3, 3);
VALUE(TRACE_LEVEL4, 4);
VALUE(TRACE_LEVEL5, 5);
VALUE(TRACE_LEVEL6, 6);
VALUE(TRACE_LEVEL7, 7);
VALUE(END_TRACE_LEVEL, 8);
SIZE(osip_fifo_state, 4);
VALUE(osip_ok, 0);
VALUE(osip_empty, 1);
SIZE(state_t, 4);
SIZE(enum _state_t, 4);
VALUE(ICT_PRE_CALLING, 0);
VALUE(ICT_CALLING, 1);
VALUE(ICT_PROCEEDING, 2);
VALUE(ICT_COMPLETED, 3);
VALUE(ICT_TERMINATED, 4);
VALUE(IST_PRE_PROCEEDING, 5);
VALUE(IST_PROCEEDING, 6);
VALUE(IST_COMPLETED, 7);
VALUE(IST_CONFIRMED, 8);
VALUE(IST_TERMINATED, 9);
VALUE(NICT_PRE_TRYING, 10);
VALUE(NICT_TRYING, 11);
VALUE(NICT_PROCEEDING, 12);
VALUE(NICT_COMPLETED, 13);
VALUE(NICT_TERMINATED, 14);
VALUE(NIST_PRE_TRYING, 15);
VALUE(NIST_TRYING, 16);
VALUE(NIST_PROCEEDING, 17);
VALUE(NIST_COMPLETED, 18);
VALUE(NIST_TERMINATED, 19);
VALUE(DIALOG_EARLY, 20);
VALUE(DIALOG_CONFIRMED, 21);
VALUE(DIALOG_CLOSE, 22);
SIZE(type_t, 4);
SIZE(enum type_t, 4);
VALUE(TIMEOUT_A, 0);
VALUE(TIMEOUT_B, 1);
VALUE(TIMEOUT_D, 2);
VALUE(TIMEOUT_E, 3);
VALUE(TIMEOUT_F, 4);
VALUE(TIMEOUT_K, 5);
VALUE(TIMEOUT_G, 6);
VALUE(TIMEOUT_H, 7);
VALUE(TIMEOUT_I, 8);
VALUE(TIMEOUT_J, 9);
VALUE(RCV_REQINVITE, 10);
VALUE(RCV_REQACK, 11);
VALUE(RCV_REQUEST, 12);
VALUE(RCV_STATUS_1XX, 13);
VALUE(RCV_STATUS_2XX, 14);
VALUE(RCV_STATUS_3456XX, 15);
VALUE(SND_REQINVITE, 16);
VALUE(SND_REQACK, 17);
VALUE(SND_REQUEST, 18);
VALUE(SND_STATUS_1XX, 19);
VALUE(SND_STATUS_2XX, 20);
VALUE(SND_STATUS_3456XX, 21);
VALUE(KILL_TRANSACTION, 22);
VALUE(UNKNOWN_EVT, 23);
SIZE(osip_fsm_type_t, 4);
SIZE(enum osip_fsm_type_t, 4);
VALUE(ICT, 0);
VALUE(IST, 1);
VALUE(NICT, 2);
VALUE(NIST, 3);
SIZE(osip_message_callback_type_t, 4);
SIZE(enum osip_message_callback_type, 4);
VALUE(OSIP_ICT_INVITE_SENT, 0);
VALUE(OSIP_ICT_INVITE_SENT_AGAIN, 1);
VALUE(OSIP_ICT_ACK_SENT, 2);
VALUE(OSIP_ICT_ACK_SENT_AGAIN, 3);
VALUE(OSIP_ICT_STATUS_1XX_RECEIVED, 4);
VALUE(OSIP_ICT_STATUS_2XX_RECEIVED, 5);
VALUE(OSIP_ICT_STATUS_2XX_RECEIVED_AGAIN, 6);
VALUE(OSIP_ICT_STATUS_3XX_RECEIVED, 7);
VALUE(OSIP_ICT_STATUS_4XX_RECEIVED, 8);
VALUE(OSIP_ICT_STATUS_5XX_RECEIVED, 9);
VALUE(OSIP_ICT_STATUS_6XX_RECEIVED, 10);
VALUE(OSIP_ICT_STATUS_3456XX_RECEIVED_AGAIN, 11);
VALUE(OSIP_IST_INVITE_RECEIVED, 12);
VALUE(OSIP_IST_INVITE_RECEIVED_AGAIN, 13);
VALUE(OSIP_IST_ACK_RECEIVED, 14);
VALUE(OSIP_IST_ACK_RECEIVED_AGAIN, 15);
VALUE(OSIP_IST_STATUS_1XX_SENT, 16);
VALUE(OSIP_IST_STATUS_2XX_SENT, 17);
VALUE(OSIP_IST_STATUS_2XX_SENT_AGAIN, 18);
VALUE(OSIP_IST_STATUS_3XX_SENT, 19);
VALUE(OSIP_IST_STATUS_4XX_SENT, 20);
VALUE(OSIP_IST_STATUS_5XX_SENT, 21);
VALUE(OSIP_IST_STATUS_6XX_SENT, 22);
VALUE(OSIP_IST_STATUS_3456XX_SENT_AGAIN, 23);
VALUE(OSIP_NICT_REGISTER_SENT, 24);
VALUE(OSIP_NICT_BYE_SENT, 25);
VALUE(OSIP_NICT_OPTIONS_SENT, 26);
VALUE(OSIP_NICT_INFO_SENT, 27);
VALUE(OSIP_NICT_CANCEL_SENT, 28);
VALUE(OSIP_NICT_NOTIFY_SENT, 29);
VALUE(OSIP_NICT_SUBSCRIBE_SENT, 30);
VALUE(OSIP_NICT_UNKNOWN_REQUEST_SENT, 31);
VALUE(OSIP_NICT_REQUEST_SENT_AGAIN, 32);
VALUE(OSIP_NICT_STATUS_1XX_RECEIVED, 33);
VALUE(OSIP_NICT_STATUS_2XX_RECEIVED, 34);
VALUE(OSIP_NICT_STATUS_2XX_RECEIVED_AGAIN, 35);
VALUE(OSIP_NICT_STATUS_3XX_RECEIVED, 36);
VALUE(OSIP_NICT_STATUS_4XX_RECEIVED, 37);
VALUE(OSIP_NICT_STATUS_5XX_RECEIVED, 38);
VALUE(OSIP_NICT_STATUS_6XX_RECEIVED, 39);
VALUE(OSIP_NICT_STATUS_3456XX_RECEIVED_AGAIN, 40);
VALUE(OSIP_NIST_REGISTER_RECEIVED, 41);
VALUE(OSIP_NIST_BYE_RECEIVED, 42);
VALUE(OSIP_NIST_OPTIONS_RECEIVED, 43);
VALUE(OSIP_NIST_INFO_RECEIVED, 44);
VALUE(OSIP_NIST_CANCEL_RECEIVED, 45);
VALUE(OSIP_NIST_NOTIFY_RECEIVED, 46);
VALUE(OSIP_NIST_SUBSCRIBE_RECEIVED, 47);
VALUE(OSIP_NIST_UNKNOWN_REQUEST_RECEIVED, 48);
VALUE(OSIP_NIST_REQUEST_RECEIVED_AGAIN, 49);
VALUE(OSIP_NIST_STATUS_1XX_SENT, 50);
VALUE(OSIP_NIST_STATUS_2XX_SENT, 51);
VALUE(OSIP_NIST_STATUS_2XX_SENT_AGAIN, 52);
VALUE(OSIP_NIST_STATUS_3XX_SENT, 53);
VALUE(OSIP_NIST_STATUS_4XX_SENT, 54);
VALUE(OSIP_NIST_STATUS_5XX_SENT, 55);
VALUE(OSIP_NIST_STATUS_6XX_SENT, 56);
VALUE(OSIP_NIST_STATUS_3456XX_SENT_AGAIN, 57);
VALUE(OSIP_ICT_STATUS_TIMEOUT, 58);
VALUE(OSIP_NICT_STATUS_TIMEOUT, 59);
VALUE(OSIP_MESSAGE_CALLBACK_COUNT, 60);
SIZE(osip_kill_callback_type_t, 4);
SIZE(enum osip_kill_callback_type, 4);
VALUE(OSIP_ICT_KILL_TRANSACTION, 0);
VALUE(OSIP_IST_KILL_TRANSACTION, 1);
VALUE(OSIP_NICT_KILL_TRANSACTION, 2);
VALUE(OSIP_NIST_KILL_TRANSACTION, 3);
VALUE(OSIP_KILL_CALLBACK_COUNT, 4);
SIZE(osip_transport_error_callback_type_t, 4);
SIZE(enum osip_transport_error_callback_type, 4);
VALUE(OSIP_ICT_TRANSPORT_ERROR, 0);
VALUE(OSIP_IST_TRANSPORT_ERROR, 1);
VALUE(OSIP_NICT_TRANSPORT_ERROR, 2);
VALUE(OSIP_NIST_TRANSPORT_ERROR, 3);
VALUE(OSIP_TRANSPORT_ERROR_CALLBACK_COUNT, 4);
SIZE(osip_dialog_type_t, 4);
SIZE(enum _osip_dialog_type_t, 4);
VALUE(CALLER, 0);
VALUE(CALLEE, 1);
SIZE(eXosip_tls_ctx_error, 4);
VALUE(TLS_OK, 0);
VALUE(TLS_ERR_NO_RAND, -1);
VALUE(TLS_ERR_NO_DH_PARAM, -2);
VALUE(TLS_ERR_NO_PW, -3);
VALUE(TLS_ERR_NO_ROOT_CA, -4);
VALUE(TLS_ERR_MISSING_AUTH_PART, -5);
SIZE(enum eXosip_ss, 4);
VALUE(EXOSIP_SUBCRSTATE_UNKNOWN, 0);
VALUE(EXOSIP_SUBCRSTATE_PENDING, 1);
VALUE(EXOSIP_SUBCRSTATE_ACTIVE, 2);
VALUE(EXOSIP_SUBCRSTATE_TERMINATED, 3);
SIZE(enum eXosip_ss_reason, 4);
VALUE(DEACTIVATED, 0);
VALUE(PROBATION, 1);
VALUE(REJECTED, 2);
VALUE(TIMEOUT, 3);
VALUE(GIVEUP, 4);
VALUE(NORESOURCE, 5);
SIZE(enum eXosip_ss_status, 4);
VALUE(EXOSIP_NOTIFY_UNKNOWN, 0);
VALUE(EXOSIP_NOTIFY_PENDING, 1);
VALUE(EXOSIP_NOTIFY_ONLINE, 2);
VALUE(EXOSIP_NOTIFY_BUSY, 3);
VALUE(EXOSIP_NOTIFY_BERIGHTBACK, 4);
VALUE(EXOSIP_NOTIFY_AWAY, 5);
VALUE(EXOSIP_NOTIFY_ONTHEPHONE, 6);
VALUE(EXOSIP_NOTIFY_OUTTOLUNCH, 7);
VALUE(EXOSIP_NOTIFY_CLOSED, 8);
SIZE(eXosip_event_type_t, 4);
SIZE(enum eXosip_event_type, 4);
VALUE(EXOSIP_REGISTRATION_SUCCESS, 0);
VALUE(EXOSIP_REGISTRATION_FAILURE, 1);
VALUE(EXOSIP_CALL_INVITE, 2);
VALUE(EXOSIP_CALL_REINVITE, 3);
VALUE(EXOSIP_CALL_NOANSWER, 4);
VALUE(EXOSIP_CALL_PROCEEDING, 5);
VALUE(EXOSIP_CALL_RINGING, 6);
VALUE(EXOSIP_CALL_ANSWERED, 7);
VALUE(EXOSIP_CALL_REDIRECTED, 8);
VALUE(EXOSIP_CALL_REQUESTFAILURE, 9);
VALUE(EXOSIP_CALL_SERVERFAILURE, 10);
VALUE(EXOSIP_CALL_GLOBALFAILURE, 11);
VALUE(EXOSIP_CALL_ACK, 12);
VALUE(EXOSIP_CALL_CANCELLED, 13);
VALUE(EXOSIP_CALL_MESSAGE_NEW, 14);
VALUE(EXOSIP_CALL_MESSAGE_PROCEEDING, 15);
VALUE(EXOSIP_CALL_MESSAGE_ANSWERED, 16);
VALUE(EXOSIP_CALL_MESSAGE_REDIRECTED, 17);
VALUE(EXOSIP_CALL_MESSAGE_REQUESTFAILURE, 18);
VALUE(EXOSIP_CALL_MESSAGE_SERVERFAILURE, 19);
VALUE(EXOSIP_CALL_MESSAGE_GLOBALFAILURE, 20);
VALUE(EXOSIP_CALL_CLOSED, 21);
VALUE(EXOSIP_CALL_RELEASED, 22);
VALUE(EXOSIP_MESSAGE_NEW, 23);
VALUE(EXOSIP_MESSAGE_PROCEEDING, 24);
VALUE(EXOSIP_MESSAGE_ANSWERED, 25);
VALUE(EXOSIP_MESSAGE_REDIRECTED, 26);
VALUE(EXOSIP_MESSAGE_REQUESTFAILURE, 27);
VALUE(EXOSIP_MESSAGE_SERVERFAILURE, 28);
VALUE(EXOSIP_MESSAGE_GLOBALFAILURE, 29);
VALUE(EXOSIP_SUBSCRIPTION_NOANSWER, 30);
VALUE(EXOSIP_SUBSCRIPTION_PROCEEDING, 31);
VALUE(EXOSIP_SUBSCRIPTION_ANSWERED, 32);
VALUE(EXOSIP_SUBSCRIPTION_REDIRECTED, 33);
VALUE(EXOSIP_SUBSCRIPTION_REQUESTFAILURE, 34);
VALUE(EXOSIP_SUBSCRIPTION_SERVERFAILURE, 35);
VALUE(EXOSIP_SUBSCRIPTION_GLOBALFAILURE, 36);
VALUE(EXOSIP_SUBSCRIPTION_NOTIFY, 37);
VALUE(EXOSIP_IN_SUBSCRIPTION_NEW, 38);
VALUE(EXOSIP_NOTIFICATION_NOANSWER, 39);
VALUE(EXOSIP_NOTIFICATION_PROCEEDING, 40);
VALUE(EXOSIP_NOTIFICATION_ANSWERED, 41);
VALUE(EXOSIP_NOTIFICATION_REDIRECTED, 42);
VALUE(EXOSIP_NOTIFICATION_REQUESTFAILURE, 43);
VALUE(EXOSIP_NOTIFICATION_SERVERFAILURE, 44);
VALUE(EXOSIP_NOTIFICATION_GLOBALFAILURE, 45);
VALUE(EXOSIP_EVENT_COUNT, 46);

/* numeric constants */
VALUE(RESPONSE_CODES, 51);
VALUE(SIP_TRYING, 100);
VALUE(SIP_RINGING, 180);
VALUE(SIP_CALL_IS_BEING_FORWARDED, 181);
VALUE(SIP_QUEUED, 182);
VALUE(SIP_SESSION_PROGRESS, 183);
VALUE(SIP_OK, 200);
VALUE(SIP_ACCEPTED, 202);
VALUE(SIP_MULTIPLE_CHOICES, 300);
VALUE(SIP_MOVED_PERMANENTLY, 301);
VALUE(SIP_MOVED_TEMPORARILY, 302);
VALUE(SIP_USE_PROXY, 305);
VALUE(SIP_ALTERNATIVE_SERVICE, 380);
VALUE(SIP_BAD_REQUEST, 400);
VALUE(SIP_UNAUTHORIZED, 401);
VALUE(SIP_PAYMENT_REQUIRED, 402);
VALUE(SIP_FORBIDDEN, 403);
VALUE(SIP_NOT_FOUND, 404);
VALUE(SIP_METHOD_NOT_ALLOWED, 405);
VALUE(SIP_406_NOT_ACCEPTABLE, 406);
VALUE(SIP_PROXY_AUTHENTICATION_REQUIRED, 407);
VALUE(SIP_REQUEST_TIME_OUT, 408);
VALUE(SIP_GONE, 410);
VALUE(SIP_REQUEST_ENTITY_TOO_LARGE, 413);
VALUE(SIP_REQUEST_URI_TOO_LARGE, 414);
VALUE(SIP_UNSUPPORTED_MEDIA_TYPE, 415);
VALUE(SIP_UNSUPPORTED_URI_SCHEME, 416);
VALUE(SIP_BAD_EXTENSION, 420);
VALUE(SIP_EXTENSION_REQUIRED, 421);
VALUE(SIP_INTERVAL_TOO_BRIEF, 423);
VALUE(SIP_TEMPORARILY_UNAVAILABLE, 480);
VALUE(SIP_CALL_TRANSACTION_DOES_NOT_EXIST, 481);
VALUE(SIP_LOOP_DETECTED, 482);
VALUE(SIP_TOO_MANY_HOPS, 483);
VALUE(SIP_ADDRESS_INCOMPLETE, 484);
VALUE(SIP_AMBIGUOUS, 485);
VALUE(SIP_BUSY_HERE, 486);
VALUE(SIP_REQUEST_TERMINATED, 487);
VALUE(SIP_NOT_ACCEPTABLE_HERE, 488);
VALUE(SIP_BAD_EVENT, 489);
VALUE(SIP_REQUEST_PENDING, 491);
VALUE(SIP_UNDECIPHERABLE, 493);
VALUE(SIP_INTERNAL_SERVER_ERROR, 500);
VALUE(SIP_NOT_IMPLEMENTED, 501);
VALUE(SIP_BAD_GATEWAY, 502);
VALUE(SIP_SERVICE_UNAVAILABLE, 503);
VALUE(SIP_SERVER_TIME_OUT, 504);
VALUE(SIP_VERSION_NOT_SUPPORTED, 505);
VALUE(SIP_MESSAGE_TOO_LARGE, 513);
VALUE(SIP_BUSY_EVRYWHERE, 600);
VALUE(SIP_DECLINE, 603);
VALUE(SIP_DOES_NOT_EXIST_ANYWHERE, 604);
VALUE(SIP_606_NOT_ACCEPTABLE, 606);
VALUE(SIP_SYNTAX_ERROR, -1);
VALUE(SIP_NETWORK_ERROR, -2);
VALUE(SIP_ECONNREFUSED, -3);
VALUE(SIP_RESSOURCE_ERROR, -4);
VALUE(SIP_GLOBAL_ERROR, -5);
VALUE(LOG_TRUE, 1);
VALUE(LOG_FALSE, 0);
VALUE(OSIP_FATAL, 0);
VALUE(OSIP_BUG, 1);
VALUE(OSIP_ERROR, 2);
VALUE(OSIP_WARNING, 3);
VALUE(OSIP_INFO1, 4);
VALUE(OSIP_INFO2, 5);
VALUE(OSIP_INFO3, 6);
VALUE(OSIP_INFO4, 7);
VALUE(OSIP_SUCCESS, 0);
VALUE(OSIP_UNDEFINED_ERROR, -1);
VALUE(OSIP_BADPARAMETER, -2);
VALUE(OSIP_WRONG_STATE, -3);
VALUE(OSIP_NOMEM, -4);
VALUE(OSIP_SYNTAXERROR, -5);
VALUE(OSIP_NOTFOUND, -6);
VALUE(OSIP_API_NOT_INITIALIZED, -7);
VALUE(OSIP_NO_NETWORK, -10);
VALUE(OSIP_PORT_BUSY, -11);
VALUE(OSIP_UNKNOWN_HOST, -12);
VALUE(OSIP_DISK_FULL, -30);
VALUE(OSIP_NO_RIGHTS, -31);
VALUE(OSIP_FILE_NOT_EXIST, -32);
VALUE(OSIP_TIMEOUT, -50);
VALUE(OSIP_TOOMUCHCALL, -51);
VALUE(OSIP_WRONG_FORMAT, -52);
VALUE(OSIP_NOCOMMONCODEC, -53);
VALUE(OSIP_RETRY_LIMIT, -60);
VALUE(SIP_MESSAGE_MAX_LENGTH, 8000);
VALUE(BODY_MESSAGE_MAX_SIZE, 4000);
VALUE(PROTOTYPES, 1);
VALUE(DEFAULT_T1, 500);
VALUE(DEFAULT_T1_TCP_PROGRESS, 500);
VALUE(DEFAULT_T2, 4000);
VALUE(DEFAULT_T4, 5000);
VALUE(OSIP_SRV_STATE_UNKNOWN, 0);
VALUE(OSIP_SRV_STATE_RETRYLATER, 2);
VALUE(OSIP_SRV_STATE_COMPLETED, 3);
VALUE(OSIP_SRV_STATE_NOTSUPPORTED, 4);
VALUE(OSIP_NAPTR_STATE_UNKNOWN, 0);
VALUE(OSIP_NAPTR_STATE_INPROGRESS, 1);
VALUE(OSIP_NAPTR_STATE_NAPTRDONE, 2);
VALUE(OSIP_NAPTR_STATE_SRVINPROGRESS, 3);
VALUE(OSIP_NAPTR_STATE_SRVDONE, 4);
VALUE(OSIP_NAPTR_STATE_RETRYLATER, 5);
VALUE(OSIP_NAPTR_STATE_NOTSUPPORTED, 6);
VALUE(EXOSIP_OPT_BASE_OPTION, 0);
VALUE(EXOSIP_OPT_UDP_KEEP_ALIVE, 1);
VALUE(EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, 2);
VALUE(EXOSIP_OPT_UDP_LEARN_PORT, 2);
VALUE(EXOSIP_OPT_USE_RPORT, 7);
VALUE(EXOSIP_OPT_SET_IPV4_FOR_GATEWAY, 8);
VALUE(EXOSIP_OPT_ADD_DNS_CACHE, 9);
VALUE(EXOSIP_OPT_DELETE_DNS_CACHE, 10);
VALUE(EXOSIP_OPT_SET_IPV6_FOR_GATEWAY, 12);
VALUE(EXOSIP_OPT_ADD_ACCOUNT_INFO, 13);
VALUE(EXOSIP_OPT_DNS_CAPABILITIES, 14);
VALUE(EXOSIP_OPT_SET_DSCP, 15);
VALUE(EXOSIP_OPT_REGISTER_WITH_DATE, 16);
VALUE(EXOSIP_OPT_SET_HEADER_USER_AGENT, 17);
VALUE(EXOSIP_OPT_ENABLE_DNS_CACHE, 18);
VALUE(EXOSIP_OPT_ENABLE_AUTOANSWERBYE, 19);
VALUE(EXOSIP_OPT_ENABLE_IPV6, 20);
VALUE(EXOSIP_OPT_ENABLE_REUSE_TCP_PORT, 21);
VALUE(EXOSIP_OPT_ENABLE_USE_EPHEMERAL_PORT, 22);
VALUE(EXOSIP_OPT_SET_CALLBACK_WAKELOCK, 23);
VALUE(EXOSIP_OPT_ENABLE_OUTBOUND, 24);
VALUE(EXOSIP_OPT_SET_OC_LOCAL_ADDRESS, 25);
VALUE(EXOSIP_OPT_SET_OC_PORT_RANGE, 26);
VALUE(EXOSIP_OPT_REMOVE_PREROUTESET, 27);
VALUE(EXOSIP_OPT_SET_SIP_INSTANCE, 28);
VALUE(EXOSIP_OPT_SET_MAX_MESSAGE_TO_READ, 29);
VALUE(EXOSIP_OPT_SET_MAX_READ_TIMEOUT, 30);
VALUE(EXOSIP_OPT_SET_DEFAULT_CONTACT_DISPLAYNAME, 31);
VALUE(EXOSIP_OPT_SET_SESSIONTIMERS_FORCE, 32);
VALUE(EXOSIP_OPT_FORCE_CONNECTIONREUSE, 33);
VALUE(EXOSIP_OPT_SET_CONTACT_DIALOG_EXTRA_PARAMS, 34);
VALUE(EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, 500);
VALUE(EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, 501);
VALUE(EXOSIP_OPT_SET_TLS_CLIENT_CERTIFICATE_NAME, 502);
VALUE(EXOSIP_OPT_SET_TLS_SERVER_CERTIFICATE_NAME, 503);
VALUE(EXOSIP_OPT_KEEP_ALIVE_OPTIONS_METHOD, 1000);
VALUE(EXOSIP_OPT_SET_TSC_SERVER, 1001);
VALUE(EXOSIP_OPT_GET_STATISTICS, 2000);

/* text constants: lengths here, contents in main() */
TEXT(OSIP_CRLF, "\r\n\0");
TEXT(OSIP_CR, "\r\0");
TEXT(OSIP_LF, "\n\0");
TEXT(OSIP_SP, " \0");
TEXT(ACCEPT, "accept");
TEXT(ACCEPT_ENCODING, "accept-encoding");
TEXT(ACCEPT_LANGUAGE, "accept-language");
TEXT(ALERT_INFO, "alert-info");
TEXT(ALLOW, "allow");
TEXT(AUTHENTICATION_INFO, "authentication-info");
TEXT(AUTHORIZATION, "authorization");
TEXT(CALL_ID, "call-id");
TEXT(CALL_ID_SHORT, "i");
TEXT(CALL_INFO, "call-info");
TEXT(CONTACT, "contact");
TEXT(CONTACT_SHORT, "m");
TEXT(CONTENT_DISPOSITION, "content-disposition");
TEXT(CONTENT_ENCODING_SHORT, "e");
TEXT(CONTENT_ENCODING, "content-encoding");
TEXT(CONTENT_LANGUAGE, "content-language");
TEXT(CONTENT_LENGTH_SHORT, "l");
TEXT(CONTENT_LENGTH, "content-length");
TEXT(CONTENT_TYPE_SHORT, "c");
TEXT(CONTENT_TYPE, "content-type");
TEXT(CSEQ, "cseq");
TEXT(SIPDATE, "date");
TEXT(ERROR_INFO, "error-info");
TEXT(EXPIRES, "expires");
TEXT(FROM, "from");
TEXT(FROM_SHORT, "f");
TEXT(IN_REPLY_TO, "in-reply-to");
TEXT(MAX_FORWARDS, "max-forwards");
TEXT(MIME_VERSION, "mime-version");
TEXT(MIN_EXPIRES, "min-expires");
TEXT(ORGANIZATION, "organization");
TEXT(PRIORITY, "priority");
TEXT(PROXY_AUTHENTICATE, "proxy-authenticate");
TEXT(PROXY_AUTHENTICATION_INFO, "proxy-authentication-info");
TEXT(PROXY_AUTHORIZATION, "proxy-authorization");
TEXT(PROXY_REQUIRE, "proxy-require");
TEXT(RECORD_ROUTE, "record-route");
TEXT(REPLY_TO, "reply-to");
TEXT(REQUIRE, "require");
TEXT(RETRY_AFTER, "retry-after");
TEXT(ROUTE, "route");
TEXT(SERVER, "server");
TEXT(SUBJECT, "subject");
TEXT(SUBJECT_SHORT, "s");
TEXT(SUPPORTED, "supported");
TEXT(TIMESTAMP, "timestamp");
TEXT(TO, "to");
TEXT(TO_SHORT, "t");
TEXT(UNSUPPORTED, "unsupported");
TEXT(USER_AGENT, "user-agent");
TEXT(VIA, "via");
TEXT(VIA_SHORT, "v");
TEXT(WARNING, "warning");
TEXT(WWW_AUTHENTICATE, "www-authenticate");
TEXT(SP, " \0");

#ifndef LAYOUT_CHECK_NO_MAIN
int main(void) {
  int bad = 0;
#define SAME(name, v) do { if (sizeof(name) != sizeof(v) || memcmp(name, v, sizeof(v)) != 0) { printf("differs: %s\n", #name); bad = 1; } } while (0)
  SAME(OSIP_CRLF, "\r\n\0");
  SAME(OSIP_CR, "\r\0");
  SAME(OSIP_LF, "\n\0");
  SAME(OSIP_SP, " \0");
  SAME(ACCEPT, "accept");
  SAME(ACCEPT_ENCODING, "accept-encoding");
  SAME(ACCEPT_LANGUAGE, "accept-language");
  SAME(ALERT_INFO, "alert-info");
  SAME(ALLOW, "allow");
  SAME(AUTHENTICATION_INFO, "authentication-info");
  SAME(AUTHORIZATION, "authorization");
  SAME(CALL_ID, "call-id");
  SAME(CALL_ID_SHORT, "i");
  SAME(CALL_INFO, "call-info");
  SAME(CONTACT, "contact");
  SAME(CONTACT_SHORT, "m");
  SAME(CONTENT_DISPOSITION, "content-disposition");
  SAME(CONTENT_ENCODING_SHORT, "e");
  SAME(CONTENT_ENCODING, "content-encoding");
  SAME(CONTENT_LANGUAGE, "content-language");
  SAME(CONTENT_LENGTH_SHORT, "l");
  SAME(CONTENT_LENGTH, "content-length");
  SAME(CONTENT_TYPE_SHORT, "c");
  SAME(CONTENT_TYPE, "content-type");
  SAME(CSEQ, "cseq");
  SAME(SIPDATE, "date");
  SAME(ERROR_INFO, "error-info");
  SAME(EXPIRES, "expires");
  SAME(FROM, "from");
  SAME(FROM_SHORT, "f");
  SAME(IN_REPLY_TO, "in-reply-to");
  SAME(MAX_FORWARDS, "max-forwards");
  SAME(MIME_VERSION, "mime-version");
  SAME(MIN_EXPIRES, "min-expires");
  SAME(ORGANIZATION, "organization");
  SAME(PRIORITY, "priority");
  SAME(PROXY_AUTHENTICATE, "proxy-authenticate");
  SAME(PROXY_AUTHENTICATION_INFO, "proxy-authentication-info");
  SAME(PROXY_AUTHORIZATION, "proxy-authorization");
  SAME(PROXY_REQUIRE, "proxy-require");
  SAME(RECORD_ROUTE, "record-route");
  SAME(REPLY_TO, "reply-to");
  SAME(REQUIRE, "require");
  SAME(RETRY_AFTER, "retry-after");
  SAME(ROUTE, "route");
  SAME(SERVER, "server");
  SAME(SUBJECT, "subject");
  SAME(SUBJECT_SHORT, "s");
  SAME(SUPPORTED, "supported");
  SAME(TIMESTAMP, "timestamp");
  SAME(TO, "to");
  SAME(TO_SHORT, "t");
  SAME(UNSUPPORTED, "unsupported");
  SAME(USER_AGENT, "user-agent");
  SAME(VIA, "via");
  SAME(VIA_SHORT, "v");
  SAME(WARNING, "warning");
  SAME(WWW_AUTHENTICATE, "www-authenticate");
  SAME(SP, " \0");
  return bad;
}
#endif
