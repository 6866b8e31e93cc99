/* Session descriptions: parse, every getter, build by hand, clone, print. */
#include "show.h"

#include <osipparser2/sdp_message.h>

static const char *const descriptions[] = {
	"v=0\r\no=alice 2890844526 2890844526 IN IP4 host.atlanta.test\r\ns=-\r\nc=IN IP4 192.0.2.101\r\nt=0 0\r\n"
	"m=audio 49172 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
	"m=video 51372/2 RTP/AVP 31\r\ni=a film\r\nc=IN IP4 224.2.1.1/127/3\r\nb=AS:128\r\nk=clear:secret\r\na=rtpmap:31 H261/90000\r\n",
	"v=0\r\no=- 1 1 IN IP6 2001:db8::1\r\ns=A session\r\ni=about it\r\nu=http://example.test/\r\ne=a@example.test\r\ne=b@example.test\r\n"
	"p=+1 617 555-6011\r\nc=IN IP6 2001:db8::1\r\nb=CT:1000\r\nt=3034423619 3042462419\r\nr=7d 1h 0 25h\r\n"
	"z=2882844526 -1h\r\nk=prompt\r\na=recvonly\r\na=tool:x\r\nm=application 9 TCP/TLS/BFCP *\r\na=setup:passive\r\n",
	"v=0\no=- 1 1 IN IP4 192.0.2.1\ns=x\nt=0 0\n",
	"", "v=0\r\n", "x", "v=0\r\no=short\r\ns=-\r\nt=0 0\r\n", "v=0\r\ns=-\r\n", "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN\r\nt=0 0\r\n",
};

static void show(sdp_message_t *sdp)
{
	char *text = NULL;
	int media, i, code;

	printf("  v=%s o=%s %s %s %s %s %s s=%s i=%s u=%s z=%s k=%s:%s\n", or_null(sdp_message_v_version_get(sdp)),
	       or_null(sdp_message_o_username_get(sdp)), or_null(sdp_message_o_sess_id_get(sdp)),
	       or_null(sdp_message_o_sess_version_get(sdp)), or_null(sdp_message_o_nettype_get(sdp)),
	       or_null(sdp_message_o_addrtype_get(sdp)), or_null(sdp_message_o_addr_get(sdp)), or_null(sdp_message_s_name_get(sdp)),
	       or_null(sdp_message_i_info_get(sdp, -1)), or_null(sdp_message_u_uri_get(sdp)),
	       or_null(sdp_message_z_adjustments_get(sdp)), or_null(sdp_message_k_keytype_get(sdp, -1)),
	       or_null(sdp_message_k_keydata_get(sdp, -1)));
	for (i = 0; i < 2; i++)
		printf("  e=%s p=%s t=%s %s r=%s\n", or_null(sdp_message_e_email_get(sdp, i)), or_null(sdp_message_p_phone_get(sdp, i)),
		       or_null(sdp_message_t_start_time_get(sdp, i)), or_null(sdp_message_t_stop_time_get(sdp, i)),
		       or_null(sdp_message_r_repeat_get(sdp, i, 0)));
	for (media = -1; media < 0 || !sdp_message_endof_media(sdp, media); media++) {
		if (media >= 0)
			printf("  m=%s %s/%s %s i=%s k=%s:%s\n", or_null(sdp_message_m_media_get(sdp, media)),
			       or_null(sdp_message_m_port_get(sdp, media)), or_null(sdp_message_m_number_of_port_get(sdp, media)),
			       or_null(sdp_message_m_proto_get(sdp, media)), or_null(sdp_message_i_info_get(sdp, media)),
			       or_null(sdp_message_k_keytype_get(sdp, media)), or_null(sdp_message_k_keydata_get(sdp, media)));
		for (i = 0; media >= 0 && sdp_message_m_payload_get(sdp, media, i); i++)
			printf("    payload %s\n", sdp_message_m_payload_get(sdp, media, i));
		printf("    c=%s %s %s ttl=%s int=%s b=%s:%s\n", or_null(sdp_message_c_nettype_get(sdp, media, 0)),
		       or_null(sdp_message_c_addrtype_get(sdp, media, 0)), or_null(sdp_message_c_addr_get(sdp, media, 0)),
		       or_null(sdp_message_c_addr_multicast_ttl_get(sdp, media, 0)),
		       or_null(sdp_message_c_addr_multicast_int_get(sdp, media, 0)), or_null(sdp_message_b_bwtype_get(sdp, media, 0)),
		       or_null(sdp_message_b_bandwidth_get(sdp, media, 0)));
		for (i = 0; sdp_message_attribute_get(sdp, media, i); i++)
			printf("    a=%s:%s\n", or_null(sdp_message_a_att_field_get(sdp, media, i)),
			       or_null(sdp_message_a_att_value_get(sdp, media, i)));
	}
	code = sdp_message_to_str(sdp, &text);
	printf("  to_str %d\n%s", code, or_null(text));
	osip_free(text);
}

static void parse(const char *text)
{
	sdp_message_t *sdp = NULL, *copy = NULL;
	int code;

	sdp_message_init(&sdp);
	code = sdp_message_parse(sdp, text);
	printf("---- {%.40s} -> %d\n", text, code);
	if (code == 0) {
		show(sdp);
		printf("clone %d\n", sdp_message_clone(sdp, &copy));
		show(copy);
		sdp_message_free(copy);
	}
	sdp_message_free(sdp);
}

static void build(void)
{
	sdp_message_t *sdp = NULL;

	sdp_message_init(&sdp);
	sdp_message_v_version_set(sdp, osip_strdup("0"));
	sdp_message_o_origin_set(sdp, osip_strdup("-"), osip_strdup("1"), osip_strdup("2"), osip_strdup("IN"), osip_strdup("IP4"),
				 osip_strdup("192.0.2.1"));
	sdp_message_s_name_set(sdp, osip_strdup("call"));
	sdp_message_c_connection_add(sdp, -1, osip_strdup("IN"), osip_strdup("IP4"), osip_strdup("192.0.2.1"), NULL, NULL);
	sdp_message_t_time_descr_add(sdp, osip_strdup("0"), osip_strdup("0"));
	sdp_message_m_media_add(sdp, osip_strdup("audio"), osip_strdup("4000"), NULL, osip_strdup("RTP/AVP"));
	sdp_message_m_payload_add(sdp, 0, osip_strdup("0"));
	sdp_message_m_payload_add(sdp, 0, osip_strdup("8"));
	sdp_message_a_attribute_add(sdp, 0, osip_strdup("rtpmap"), osip_strdup("0 PCMU/8000"));
	sdp_message_a_attribute_add(sdp, 0, osip_strdup("rtpmap"), osip_strdup("8 PCMA/8000"));
	sdp_message_a_attribute_add(sdp, 0, osip_strdup("sendonly"), NULL);
	sdp_message_b_bandwidth_add(sdp, 0, osip_strdup("AS"), osip_strdup("64"));
	show(sdp);
	printf("port %d\n", sdp_message_m_port_set(sdp, 0, osip_strdup("4002")));
	printf("payload %d\n", sdp_message_m_payload_del(sdp, 0, 0));
	printf("attribute %d %d\n", sdp_message_a_attribute_del_at_index(sdp, 0, "rtpmap", 1), sdp_message_a_attribute_del(sdp, 0, "sendonly"));
	show(sdp);
	sdp_message_free(sdp);
}

int main(void)
{
	int i;

	start();
	for (i = 0; i < COUNT(descriptions); i++)
		parse(descriptions[i]);
	build();
	return 0;
}
