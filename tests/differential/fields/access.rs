//! Getters and setters of single fields.

use core::ffi::{c_char, c_int};
use core::ptr::null_mut;

use eXosip2::mem::{CBox, Text};
use eXosip2::sip::{
    AcceptEncoding, CSeq, CallId, CallInfo, Message, NameAddr, Param, Uri, Via, Wire,
};

use crate::api;
use crate::common::oracle::{lent_text, take_text};

/// Declares the functions, and one test for each type: what a getter says before and after its setter, and ours to NULL.
macro_rules! access {
    ($($test:ident $ty:ident: $($set:ident $get:ident $field:ident,)*;)*) => {
        api! {
            $($(fn $set(*mut $ty, *mut c_char);
                fn $get(*mut $ty) -> *mut c_char;)*)*
            fn osip_from_set_url(*mut NameAddr, *mut Uri);
            fn osip_message_get_status_code(*const Message) -> c_int;
            fn osip_message_set_status_code(*mut Message, c_int);
            fn osip_usleep(c_int);
        }

        $(
            #[test]
            fn $test() {
                $(
                    let ask = |api: &Api| unsafe {
                        let mut value = $ty::default();
                        let before = lent_text((api.$get)(&mut value));
                        let seen = [Some("a"), Some(""), Some(" \" "), None].map(|text| {
                            let text = text.map_or(null_mut(), |text| Text::from(text).into_raw().as_ptr());
                            // The old text is the caller's.
                            drop(take_text((api.$get)(&mut value)));
                            (api.$set)(&mut value, text);
                            ((api.$get)(&mut value) == text, lent_text(text), value.$field.clone())
                        });
                        (before, seen)
                    };
                    assert_eq!(ask(ours()), ask(original()), stringify!($get));
                    // The original survives NULL in some of them only.
                    unsafe { (ours().$set)(null_mut(), null_mut()) };
                    assert!(unsafe { (ours().$get)(null_mut()) }.is_null());
                )*
            }
        )*
    };
}

access! {
    accept_encodings AcceptEncoding:
        osip_accept_encoding_set_element osip_accept_encoding_get_element element,;
    call_ids CallId:
        osip_call_id_set_number osip_call_id_get_number number,
        osip_call_id_set_host osip_call_id_get_host host,;
    call_infos CallInfo:
        osip_call_info_set_uri osip_call_info_get_uri element,;
    cseqs CSeq:
        osip_cseq_set_number osip_cseq_get_number number,
        osip_cseq_set_method osip_cseq_get_method method,;
    messages Message:
        osip_message_set_reason_phrase osip_message_get_reason_phrase reason_phrase,
        osip_message_set_method osip_message_get_method sip_method,
        osip_message_set_version osip_message_get_version sip_version,;
    parameters Param:
        osip_generic_param_set_name osip_generic_param_get_name gname,
        osip_generic_param_set_value osip_generic_param_get_value gvalue,;
    uris Uri:
        osip_uri_set_scheme osip_uri_get_scheme scheme,
        osip_uri_set_username osip_uri_get_username username,
        osip_uri_set_password osip_uri_get_password password,
        osip_uri_set_host osip_uri_get_host host,
        osip_uri_set_port osip_uri_get_port port,;
    vias Via:
        via_set_version via_get_version version,
        via_set_protocol via_get_protocol protocol,
        via_set_host via_get_host host,
        via_set_port via_get_port port,
        via_set_comment via_get_comment comment,;
}

#[test]
fn what_is_no_text() {
    let ask = |api: &Api| unsafe {
        let mut from = NameAddr::from_text(b"<sip:a@b>").unwrap();
        drop(from.url.take());
        let url = CBox::new(Uri::from_text(b"sip:c@d").unwrap());
        (api.osip_from_set_url)(&mut from, url.into_raw().as_ptr());
        let mut message = Message::default();
        (api.osip_message_set_status_code)(&mut message, 404);
        (api.osip_usleep)(1);
        (from, (api.osip_message_get_status_code)(&message))
    };
    assert_eq!(ask(ours()), ask(original()));
}
