//! The header families and URIs.

use core::ffi::{CStr, c_char, c_int};

use eXosip2::mem::List;
use eXosip2::sip::{
    AcceptEncoding, AuthenticationInfo, CSeq, CallId, CallInfo, Challenge, ContentLength,
    ContentType, Credentials, Header, NameAddr, Param, Uri, Via,
};

use crate::{
    Answer, Object, api, each_allocation_fails, free_text, gives_object, gives_text, giving,
};

/// The five functions of a family.
macro_rules! families {
    ($($test:ident $ty:ident: $init:ident $free:ident $parse:ident $to_str:ident $clone:ident $text:literal;)*) => { $(
        #[test]
        fn $test() {
            #[allow(improper_ctypes)]
            unsafe extern "C" {
                fn $init(header: *mut *mut $ty) -> c_int;
                fn $free(header: *mut $ty);
                fn $parse(header: *mut $ty, hvalue: *const c_char) -> c_int;
                fn $to_str(header: *const $ty, dest: *mut *mut c_char) -> c_int;
                fn $clone(header: *const $ty, dest: *mut *mut $ty) -> c_int;
            }
            let empty = || Object::new($init, $free);
            let parse = |header: &Object<$ty>, text: &CStr| unsafe { $parse(header.place, text.as_ptr()) };
            let parsed = || {
                let header = empty();
                assert_eq!(parse(&header, $text), 0);
                header
            };
            let show = |header: &Object<$ty>| format!("{:?}", unsafe { &*header.place });
            each_allocation_fails(stringify!($init), || (), |()| gives_object($free, |dest| unsafe { $init(dest) }), |()| ());
            // What was filled so far stays, as in the original.
            each_allocation_fails(stringify!($parse), empty, |header| parse(header, $text), |_| ());
            each_allocation_fails(stringify!($to_str), parsed, |header| {
                gives_text(|dest| unsafe { $to_str(header.place, dest) })
            }, show);
            each_allocation_fails(stringify!($clone), parsed, |header| {
                gives_object($free, |dest| unsafe { $clone(header.place, dest) })
            }, show);
        }
    )* };
}

families! {
    uris Uri: osip_uri_init osip_uri_free osip_uri_parse osip_uri_to_str osip_uri_clone
        c"sip:a%40b:c@[::1]:5060;x=%41;y?Subject=a%20b&z=w";
    other_uris Uri: osip_uri_init osip_uri_free osip_uri_parse osip_uri_to_str_canonical osip_uri_clone c"tel:+123;x=y";
    from NameAddr: osip_from_init osip_from_free osip_from_parse osip_from_to_str osip_from_clone
        c"\"A\" <sip:a@h;x=y>;tag=1;z";
    to NameAddr: osip_to_init osip_to_free osip_to_parse osip_to_to_str osip_to_clone c"A <sip:a@h;x=y>;tag=1;z";
    contact NameAddr: osip_contact_init osip_contact_free osip_contact_parse osip_contact_to_str osip_contact_clone c"*";
    route NameAddr: osip_route_init osip_route_free osip_route_parse osip_route_to_str osip_from_clone c"<sip:h;lr>;x=y";
    record_route NameAddr: osip_record_route_init osip_record_route_free osip_record_route_parse osip_record_route_to_str
        osip_from_clone c"<sip:h;lr>;x=y";
    via Via: osip_via_init osip_via_free osip_via_parse osip_via_to_str osip_via_clone
        c"SIP/2.0/UDP [::1]:5060;branch=b;rport (comment)";
    cseq CSeq: osip_cseq_init osip_cseq_free osip_cseq_parse osip_cseq_to_str osip_cseq_clone c"1 INVITE";
    call_id CallId: osip_call_id_init osip_call_id_free osip_call_id_parse osip_call_id_to_str osip_call_id_clone c"1@h";
    content_type ContentType: osip_content_type_init osip_content_type_free osip_content_type_parse
        osip_content_type_to_str osip_content_type_clone c"a/b;c=\"d\";e";
    accept ContentType: osip_content_type_init osip_content_type_free osip_content_type_parse osip_accept_to_str
        osip_content_type_clone c"a/b;c=\"d\";e";
    content_length ContentLength: osip_content_length_init osip_content_length_free osip_content_length_parse
        osip_content_length_to_str osip_content_length_clone c"12";
    accept_encoding AcceptEncoding: osip_accept_encoding_init osip_accept_encoding_free osip_accept_encoding_parse
        osip_accept_encoding_to_str osip_accept_encoding_clone c"gzip;q=1;x";
    call_info CallInfo: osip_call_info_init osip_call_info_free osip_call_info_parse osip_call_info_to_str
        osip_call_info_clone c"<http://h>;purpose=icon;x";
    authorization Credentials: osip_authorization_init osip_authorization_free osip_authorization_parse
        osip_authorization_to_str osip_authorization_clone
        c"Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:h\", response=\"x\", auts=\"a\", nc=1";
    www_authenticate Challenge: osip_www_authenticate_init osip_www_authenticate_free osip_www_authenticate_parse
        osip_www_authenticate_to_str osip_www_authenticate_clone
        c"Digest realm=\"r\", nonce=\"n\", userhash=true, qop=\"auth\", opaque=\"o\"";
    authentication_info AuthenticationInfo: osip_authentication_info_init osip_authentication_info_free
        osip_authentication_info_parse osip_authentication_info_to_str osip_authentication_info_clone
        c"nextnonce=\"n\", qop=auth, rspauth=\"x\"";
}

api! {
    fn osip_header_init(*mut *mut Header) -> c_int;
    fn osip_header_free(*mut Header);
    fn osip_header_set_name(*mut Header, *mut c_char);
    fn osip_header_to_str(*const Header, *mut *mut c_char) -> c_int;
    fn osip_header_clone(*const Header, *mut *mut Header) -> c_int;
    fn osip_uri_init(*mut *mut Uri) -> c_int;
    fn osip_uri_free(*mut Uri);
    fn osip_uri_param_init(*mut *mut Param) -> c_int;
    fn osip_uri_param_free(*mut Param);
    fn osip_uri_param_set(*mut Param, *mut c_char, *mut c_char) -> c_int;
    fn osip_uri_param_clone(*const Param, *mut *mut Param) -> c_int;
    fn osip_uri_param_add(*mut List<Param>, *mut c_char, *mut c_char) -> c_int;
    fn osip_uri_parse_params(*mut Uri, *const c_char) -> c_int;
    fn osip_uri_parse_headers(*mut Uri, *const c_char) -> c_int;
    fn __osip_uri_escape_nonascii_and_nondef(*const c_char, *const c_char) -> *mut c_char;
    fn __osip_uri_escape_userinfo(*const c_char) -> *mut c_char;
    fn __osip_uri_escape_password(*const c_char) -> *mut c_char;
    fn __osip_uri_escape_uri_param(*mut c_char) -> *mut c_char;
    fn __osip_uri_escape_header_param(*mut c_char) -> *mut c_char;
    fn __osip_uri_unescape(*mut c_char);
    fn osip_strdup(*const c_char) -> *mut c_char;
    fn osip_strdup_without_quote(*const c_char) -> *mut c_char;
    fn osip_enquote(*const c_char) -> *mut c_char;
    fn osip_dequote(*mut c_char);
    fn osip_clrspace(*mut c_char) -> c_int;
    fn osip_tolower(*mut c_char) -> c_int;
    fn __osip_set_next_token(*mut *mut c_char, *mut c_char, c_int, *mut *mut c_char) -> c_int;
}

#[test]
fn unparsed_headers() {
    let api = ours();
    let named = || {
        let header = Object::new(api.osip_header_init, api.osip_header_free);
        unsafe { (api.osip_header_set_name)(header.place, crate::given("X")) };
        header
    };
    let show = |header: &Object<Header>| format!("{:?}", unsafe { &*header.place });
    each_allocation_fails(
        "osip_header_init",
        || (),
        |()| gives_object(api.osip_header_free, |dest| unsafe { (api.osip_header_init)(dest) }),
        |()| (),
    );
    each_allocation_fails(
        "osip_header_to_str",
        named,
        |header| gives_text(|dest| unsafe { (api.osip_header_to_str)(header.place, dest) }),
        show,
    );
    each_allocation_fails(
        "osip_header_clone",
        named,
        |header| {
            gives_object(api.osip_header_free, |dest| unsafe {
                (api.osip_header_clone)(header.place, dest)
            })
        },
        show,
    );
}

#[test]
fn parameters() {
    let api = ours();
    let uri = || {
        let uri = Object::new(api.osip_uri_init, api.osip_uri_free);
        let params = unsafe { &raw mut (*uri.place).url_params };
        assert_eq!(
            giving(["a", "b"], |[a, b]| unsafe { (api.osip_uri_param_add)(params, a, b) }),
            0
        );
        uri
    };
    let param = || {
        let param = Object::new(api.osip_uri_param_init, api.osip_uri_param_free);
        let code =
            giving([" a ", "b"], |[a, b]| unsafe { (api.osip_uri_param_set)(param.place, a, b) });
        assert_eq!(code, 0);
        param
    };
    let show = |uri: &Object<Uri>| format!("{:?}", unsafe { &*uri.place });
    each_allocation_fails(
        "osip_uri_param_add",
        uri,
        |uri| {
            let params = unsafe { &raw mut (*uri.place).url_params };
            giving([" name ", "value"], |[name, value]| unsafe {
                (api.osip_uri_param_add)(params, name, value)
            })
        },
        show,
    );
    each_allocation_fails(
        "osip_uri_param_clone",
        param,
        |param| {
            gives_object(api.osip_uri_param_free, |dest| unsafe {
                (api.osip_uri_param_clone)(param.place, dest)
            })
        },
        |_| (),
    );
    // What was added so far stays, as in the original.
    each_allocation_fails(
        "osip_uri_parse_params",
        uri,
        |uri| unsafe { (api.osip_uri_parse_params)(uri.place, c";c=d;e".as_ptr()) },
        |_| (),
    );
    each_allocation_fails(
        "osip_uri_parse_headers",
        uri,
        |uri| unsafe { (api.osip_uri_parse_headers)(uri.place, c"?c=d&e=f".as_ptr()) },
        |_| (),
    );
}

#[test]
fn text() {
    let api = ours();
    let copy = |name: &str, call: &dyn Fn(*mut c_char) -> *mut c_char| {
        each_allocation_fails(
            name,
            || (),
            |()| {
                let text = call(c"\"a b\"".as_ptr().cast_mut());
                let is_given = !text.is_null();
                unsafe { free_text(text) };
                Answer::IsPointerGiven(is_given)
            },
            |()| (),
        );
    };
    copy("escape", &|text| unsafe {
        (api.__osip_uri_escape_nonascii_and_nondef)(text, c"-".as_ptr())
    });
    copy("escape_userinfo", &|text| unsafe { (api.__osip_uri_escape_userinfo)(text) });
    copy("escape_password", &|text| unsafe { (api.__osip_uri_escape_password)(text) });
    copy("escape_uri_param", &|text| unsafe { (api.__osip_uri_escape_uri_param)(text) });
    copy("escape_header_param", &|text| unsafe { (api.__osip_uri_escape_header_param)(text) });
    copy("osip_strdup", &|text| unsafe { (api.osip_strdup)(text) });
    copy("osip_strdup_without_quote", &|text| unsafe { (api.osip_strdup_without_quote)(text) });
    copy("osip_enquote", &|text| unsafe { (api.osip_enquote)(text) });
    each_allocation_fails(
        "__osip_set_next_token",
        || (),
        |()| {
            let mut next = core::ptr::null_mut();
            let text = c"a;b".as_ptr().cast_mut();
            gives_text(|dest| unsafe {
                *dest = core::ptr::null_mut();
                (api.__osip_set_next_token)(dest, text, b';'.into(), &raw mut next)
            })
        },
        |()| (),
    );
}

/// What changes text in place asks for no memory of the library's heap: it cannot say that there was none.
#[test]
fn text_changed_in_place() {
    let api = ours();
    let change = |before: &CStr, after: &CStr, call: &dyn Fn(*mut c_char)| {
        each_allocation_fails(
            "in place",
            || (),
            |()| {
                let mut text = before.to_bytes_with_nul().to_vec();
                call(text.as_mut_ptr().cast());
                assert_eq!(CStr::from_bytes_until_nul(&text).unwrap(), after);
                0
            },
            |()| (),
        );
    };
    change(c"a%41", c"aA", &|text| unsafe { (api.__osip_uri_unescape)(text) });
    change(c"\"a\\\"\"", c"a\"", &|text| unsafe { (api.osip_dequote)(text) });
    change(c" a ", c"a", &|text| assert_eq!(unsafe { (api.osip_clrspace)(text) }, 0));
    change(c"aB", c"ab", &|text| assert_eq!(unsafe { (api.osip_tolower)(text) }, 0));
}
