//! `osipparser2/osip_uri.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{LooseStr, Out, Str};
use crate::abi::osipparser2::osip_list::RawList;
use crate::mem::{CBox, Text};
use crate::sip::{Param, Uri};

entry_stub! {
    fn osip_uri_param_init(url_param: Out<'_, Option<CBox<Param>>>) -> c_int;
    fn osip_uri_param_free(url_param: Option<CBox<Param>>);
    fn osip_uri_param_set(url_param: Option<&mut Param>, name: Option<Text>, value: Option<Text>) -> c_int;
    fn osip_uri_param_clone(url_param: Option<&Param>, dest: Out<'_, Option<CBox<Param>>>) -> c_int;
    fn osip_uri_param_freelist(url_params: *mut RawList);
    fn osip_uri_param_add(url_params: *mut RawList, name: Option<Text>, value: Option<Text>) -> c_int;
    fn osip_uri_param_get_byname(url_params: *mut RawList, name: LooseStr<'_>, dest: Out<'_, Option<NonNull<Param>>>) -> c_int;
    fn osip_uri_init(url: Out<'_, Option<CBox<Uri>>>) -> c_int;
    fn osip_uri_free(url: Option<CBox<Uri>>);
    fn osip_uri_parse(url: Option<&mut Uri>, buf: Str<'_>) -> c_int;
    fn osip_uri_parse_headers(url: Option<&mut Uri>, buf: Str<'_>) -> c_int;
    fn osip_uri_parse_params(url: Option<&mut Uri>, buf: Str<'_>) -> c_int;
    fn osip_uri_to_str(url: Option<&Uri>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_uri_clone(url: Option<&Uri>, dest: Out<'_, Option<CBox<Uri>>>) -> c_int;
    fn osip_uri_to_str_canonical(url: Option<&Uri>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_uri_set_scheme(url: Option<&mut Uri>, value: Option<Text>);
    fn osip_uri_get_scheme(url: Option<&mut Uri>) -> Option<NonNull<c_char>>;
    fn osip_uri_set_host(url: Option<&mut Uri>, value: Option<Text>);
    fn osip_uri_get_host(url: Option<&mut Uri>) -> Option<NonNull<c_char>>;
    fn osip_uri_set_username(url: Option<&mut Uri>, value: Option<Text>);
    fn osip_uri_get_username(url: Option<&mut Uri>) -> Option<NonNull<c_char>>;
    fn osip_uri_set_password(url: Option<&mut Uri>, value: Option<Text>);
    fn osip_uri_get_password(url: Option<&mut Uri>) -> Option<NonNull<c_char>>;
    fn osip_uri_set_port(url: Option<&mut Uri>, value: Option<Text>);
    fn osip_uri_get_port(url: Option<&mut Uri>) -> Option<NonNull<c_char>>;
    fn next_separator(ch: Str<'_>, separator_osip_to_find: c_int, before_separator: c_int) -> *const c_char;
    fn __osip_uri_escape_nonascii_and_nondef(string: Str<'_>, def: Str<'_>) -> Option<Text>;
    fn __osip_uri_escape_userinfo(string: Str<'_>) -> Option<Text>;
    fn __osip_uri_escape_password(string: Str<'_>) -> Option<Text>;
    fn __osip_uri_escape_uri_param(string: LooseStr<'_>) -> Option<Text>;
    fn __osip_uri_escape_header_param(string: LooseStr<'_>) -> Option<Text>;
    fn __osip_uri_unescape(string: LooseStr<'_>);
}

lists!(Uri, url: url_params Param osip_uri_get_params; url_headers Param osip_uri_get_headers;);
