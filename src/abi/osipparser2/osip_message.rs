//! `osipparser2/osip_message.h`

use core::ffi::{c_char, c_int, c_void};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::abi::osipparser2::osip_list::RawList;
use crate::mem::{CBox, Text};
use crate::sip::{Message, Param, Uri};

entry_stub! {
    fn osip_message_init(sip: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn osip_message_free(sip: Option<CBox<Message>>);
    fn osip_message_parse(sip: Option<&mut Message>, buf: Str<'_>, length: usize) -> c_int;
    fn osip_message_parse_sipfrag(sip: Option<&mut Message>, buf: Str<'_>, length: usize) -> c_int;
    fn osip_message_to_str(sip: Option<&mut Message>, dest: Out<'_, Option<Text>>, message_length: *mut usize) -> c_int;
    fn osip_message_to_str_sipfrag(sip: Option<&mut Message>, dest: Out<'_, Option<Text>>, message_length: *mut usize) -> c_int;
    fn osip_message_clone(sip: Option<&Message>, dest: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn osip_message_set_reason_phrase(sip: Option<&mut Message>, reason: Option<Text>);
    fn osip_message_get_reason_phrase(sip: Option<&Message>) -> Option<NonNull<c_char>>;
    fn osip_message_set_status_code(sip: Option<&mut Message>, statuscode: c_int);
    fn osip_message_get_status_code(sip: Option<&Message>) -> c_int;
    fn osip_message_set_method(sip: Option<&mut Message>, method: Option<Text>);
    fn osip_message_get_method(sip: Option<&Message>) -> Option<NonNull<c_char>>;
    fn osip_message_set_version(sip: Option<&mut Message>, version: Option<Text>);
    fn osip_message_get_version(sip: Option<&Message>) -> Option<NonNull<c_char>>;
    fn osip_message_set_uri(sip: Option<&mut Message>, uri: Option<CBox<Uri>>);
    fn osip_message_get_uri(sip: Option<&Message>) -> Option<NonNull<Uri>>;
    fn osip_generic_param_set_name(generic_param: Option<&mut Param>, name: Option<Text>);
    fn osip_generic_param_get_name(generic_param: Option<&Param>) -> Option<NonNull<c_char>>;
    fn osip_generic_param_set_value(generic_param: Option<&mut Param>, value: Option<Text>);
    fn osip_generic_param_get_value(generic_param: Option<&Param>) -> Option<NonNull<c_char>>;
    fn osip_message_get_knownheaderlist(header_list: *mut RawList, pos: c_int, dest: *mut *mut c_void) -> c_int;
}
