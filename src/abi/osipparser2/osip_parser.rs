//! `osipparser2/osip_parser.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::Text;
use crate::sip::{
    AcceptEncoding, AuthenticationInfo, Body, CSeq, CallId, CallInfo, Challenge, ContentLength,
    ContentType, Credentials, Header, Message, NameAddr, Via,
};

entry_stub! {
    fn parser_init() -> c_int;
    fn parser_add_comma_separated_header(hname: Str<'_>) -> c_int;
    fn osip_message_fix_last_via_header(request: Option<&mut Message>, ip_addr: Str<'_>, port: c_int) -> c_int;
    fn osip_message_get__property(sip: Option<&Message>) -> c_int;
    fn osip_message_force_update(sip: Option<&mut Message>) -> c_int;
    fn osip_message_get_reason(status_code: c_int) -> *const c_char;
    fn osip_message_set_accept(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_accept(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<ContentType>>>) -> c_int;
    fn osip_message_set_accept_encoding(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_accept_encoding(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<AcceptEncoding>>>) -> c_int;
    fn osip_message_set_accept_language(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_accept_language(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<AcceptEncoding>>>) -> c_int;
    fn osip_message_set_alert_info(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_alert_info(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<CallInfo>>>) -> c_int;
    fn osip_message_set_allow(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_allow(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<ContentLength>>>) -> c_int;
    fn osip_message_set_authentication_info(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_authentication_info(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<AuthenticationInfo>>>) -> c_int;
    fn osip_message_set_authorization(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_authorization(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<Credentials>>>) -> c_int;
    fn osip_message_set_call_id(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_call_id(sip: Option<&Message>) -> Option<NonNull<CallId>>;
    fn osip_message_set_call_info(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_call_info(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<CallInfo>>>) -> c_int;
    fn osip_message_set_contact(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_contact(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<NameAddr>>>) -> c_int;
    fn osip_message_set_content_encoding(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_content_encoding(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<ContentLength>>>) -> c_int;
    fn osip_message_set_content_length(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_content_length(sip: Option<&Message>) -> Option<NonNull<ContentLength>>;
    fn osip_message_set_content_type(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_content_type(sip: Option<&Message>) -> Option<NonNull<ContentType>>;
    fn osip_message_set_cseq(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_cseq(sip: Option<&Message>) -> Option<NonNull<CSeq>>;
    fn osip_message_set_error_info(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_error_info(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<CallInfo>>>) -> c_int;
    fn osip_message_set_from(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_from(sip: Option<&Message>) -> Option<NonNull<NameAddr>>;
    fn osip_message_set_mime_version(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_mime_version(sip: Option<&Message>) -> Option<NonNull<ContentLength>>;
    fn osip_message_set_proxy_authenticate(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_proxy_authenticate(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<Challenge>>>) -> c_int;
    fn osip_message_set_proxy_authorization(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_proxy_authorization(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<Credentials>>>) -> c_int;
    fn osip_message_set_proxy_authentication_info(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_proxy_authentication_info(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<AuthenticationInfo>>>) -> c_int;
    fn osip_message_set_record_route(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_record_route(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<NameAddr>>>) -> c_int;
    fn osip_message_set_route(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_route(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<NameAddr>>>) -> c_int;
    fn osip_message_set_to(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_to(sip: Option<&Message>) -> Option<NonNull<NameAddr>>;
    fn osip_message_set_via(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_append_via(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_via(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<Via>>>) -> c_int;
    fn osip_message_set_www_authenticate(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int;
    fn osip_message_get_www_authenticate(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<Challenge>>>) -> c_int;
    fn osip_message_set_multiple_header(sip: Option<&mut Message>, hname: Option<Text>, hvalue: Option<Text>) -> c_int;
    fn osip_message_set_header(sip: Option<&mut Message>, hname: Str<'_>, hvalue: Str<'_>) -> c_int;
    fn osip_message_replace_header(sip: Option<&mut Message>, hname: Str<'_>, hvalue: Str<'_>) -> c_int;
    fn osip_message_set_topheader(sip: Option<&mut Message>, hname: Str<'_>, hvalue: Str<'_>) -> c_int;
    fn osip_message_header_get_byname(sip: Option<&Message>, hname: Str<'_>, pos: c_int, dest: Out<'_, Option<NonNull<Header>>>) -> c_int;
    fn osip_message_get_header(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<Header>>>) -> c_int;
    fn osip_message_set_body(sip: Option<&mut Message>, buf: Str<'_>, length: usize) -> c_int;
    fn osip_message_set_body_mime(sip: Option<&mut Message>, buf: Str<'_>, length: usize) -> c_int;
    fn osip_message_get_body(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<Body>>>) -> c_int;
}
