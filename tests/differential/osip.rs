//! The parts of `osip.h` that need no running transaction.

use core::ffi::{c_char, c_int, c_void};
use core::mem::zeroed;
use core::ptr::null_mut;

use eXosip2::abi::osip2::osip::{Ict, Nict, Osip, OsipEvent, SrvRecord, Transaction};
use eXosip2::sip::Message;

use crate::api;
use crate::common::oracle::{lent_text, take_text, terminated};

type Callback = Option<extern "C" fn()>;

api! {
    fn osip_init(*mut *mut Osip) -> c_int;
    fn osip_release(*mut Osip);
    fn osip_set_application_context(*mut Osip, *mut c_void);
    fn osip_get_application_context(*mut Osip) -> *mut c_void;
    fn osip_set_message_callback(*mut Osip, c_int, Callback) -> c_int;
    fn osip_set_kill_transaction_callback(*mut Osip, c_int, Callback) -> c_int;
    fn osip_set_transport_error_callback(*mut Osip, c_int, Callback) -> c_int;
    fn osip_set_cb_send_message(*mut Osip, Callback);
    fn osip_parse(*const c_char, usize) -> *mut OsipEvent;
    fn osip_new_outgoing_sipmessage(*mut Message) -> *mut OsipEvent;
    fn osip_event_free(*mut OsipEvent);
    fn osip_response_get_destination(*mut Message, *mut *mut c_char, *mut c_int);
    fn osip_ict_set_destination(*mut Ict, *mut c_char, c_int) -> c_int;
    fn osip_nict_set_destination(*mut Nict, *mut c_char, c_int) -> c_int;
    fn osip_transaction_get_destination(*mut Transaction, *mut *mut c_char, *mut c_int) -> c_int;
    fn osip_transaction_set_srv_record(*mut Transaction, *mut SrvRecord) -> c_int;
    fn osip_transaction_set_in_socket(*mut Transaction, c_int) -> c_int;
    fn osip_transaction_set_out_socket(*mut Transaction, c_int) -> c_int;
    fn osip_transaction_set_your_instance(*mut Transaction, *mut c_void) -> c_int;
    fn osip_transaction_get_your_instance(*mut Transaction) -> *mut c_void;
    fn osip_transaction_set_reserved1(*mut Transaction, *mut c_void) -> c_int;
    fn osip_transaction_get_reserved1(*mut Transaction) -> *mut c_void;
    fn osip_transaction_set_reserved6(*mut Transaction, *mut c_void) -> c_int;
    fn osip_transaction_get_reserved6(*mut Transaction) -> *mut c_void;
}

fn message(start: &str, vias: &str) -> String {
    format!(
        "{start}\r\n{vias}From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x@y\r\nCSeq: 1 INVITE\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

extern "C" fn callback() {}

#[test]
fn a_message_means_the_same_event() {
    let kinds = |api: &Api, text: &str| unsafe {
        let terminated = terminated(text.as_bytes());
        let event = (api.osip_parse)(terminated.as_ptr().cast(), text.len());
        let received = event.as_mut().map(|event| {
            let message = event.sip.take().map_or(null_mut(), |sip| sip.into_raw().as_ptr());
            let sent = (api.osip_new_outgoing_sipmessage)(message);
            let seen = (event.r#type, event.transactionid, (*sent).r#type, (*sent).transactionid);
            (api.osip_event_free)(sent);
            seen
        });
        (api.osip_event_free)(event);
        received
    };
    for start in [
        "INVITE sip:a@b SIP/2.0",
        "ACK sip:a@b SIP/2.0",
        "invite sip:a@b SIP/2.0",
        "INVITEX sip:a@b SIP/2.0",
        "BYE sip:a@b SIP/2.0",
        "SIP/2.0 100 T",
        "SIP/2.0 199 T",
        "SIP/2.0 200 T",
        "SIP/2.0 299 T",
        "SIP/2.0 300 T",
        "SIP/2.0 699 T",
        "junk",
    ] {
        let text = message(start, "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n");
        assert_eq!(kinds(ours(), &text), kinds(original(), &text), "{start}");
    }
}

#[test]
fn a_response_goes_to_the_same_place() {
    let place = |api: &Api, text: &str| unsafe {
        let terminated = terminated(text.as_bytes());
        let event = (api.osip_parse)(terminated.as_ptr().cast(), text.len());
        let response = (*event).sip.as_ref().map_or(null_mut(), |sip| sip.lend().as_ptr());
        let (mut host, mut port) = (null_mut(), -7);
        (api.osip_response_get_destination)(response, &raw mut host, &raw mut port);
        (api.osip_event_free)(event);
        (take_text(host), port)
    };
    for params in [
        "h",
        "h:5062",
        "h:5062;rport",
        "h:5062;rport=99",
        "h:5062;rport=0",
        "h:5062;received=192.0.2.1",
        "h:5062;received=192.0.2.1;rport=7;maddr=192.0.2.2",
        "h;maddr=192.0.2.2",
        "[::1]:5062;received=2001:db8::1",
        "h1\r\nVia: SIP/2.0/UDP h2:7",
    ] {
        let text = message("SIP/2.0 200 OK", &format!("Via: SIP/2.0/UDP {params}\r\n"));
        assert_eq!(place(ours(), &text), place(original(), &text), "{params}");
    }
    let without = message("SIP/2.0 200 OK", "");
    assert_eq!(place(ours(), &without), place(original(), &without));
}

#[test]
fn a_layer_is_made_and_told_its_callbacks_the_same() {
    let ask = |api: &Api| unsafe {
        let mut osip = null_mut();
        let mut codes = vec![(api.osip_init)(&raw mut osip)];
        for kind in [0, 3, 4, 59, 60, 1000] {
            codes.extend([
                (api.osip_set_message_callback)(osip, kind, Some(callback)),
                (api.osip_set_kill_transaction_callback)(osip, kind, Some(callback)),
                (api.osip_set_transport_error_callback)(osip, kind, None),
            ]);
        }
        (api.osip_set_cb_send_message)(osip, Some(callback));
        (api.osip_set_application_context)(osip, 7 as *mut c_void);
        let context = (api.osip_get_application_context)(osip) as usize;
        let layer = &*osip;
        let seen = (
            layer.transactionid,
            [layer.ict_fastmutex, layer.id_mutex, layer.ixt_fastmutex].map(|lock| lock.is_null()),
            layer.msg_callbacks.map(|callback| callback.is_some()),
            layer.kill_callbacks.map(|callback| callback.is_some()),
            layer.cb_send_message.is_some(),
        );
        (api.osip_release)(osip);
        (codes, context, seen, (api.osip_get_application_context)(null_mut()) as usize)
    };
    assert_eq!(ask(ours()), ask(original()));
}

#[test]
fn the_fields_of_a_transaction_are_the_same() {
    let ask = |api: &Api| unsafe {
        let transaction: *mut Transaction = libc::calloc(1, size_of::<Transaction>()).cast();
        let mut record: SrvRecord = zeroed();
        record.index = 5;
        let (mut host, mut port) = (null_mut(), -7);
        let mut codes = vec![
            (api.osip_transaction_set_your_instance)(transaction, 9 as *mut c_void),
            (api.osip_transaction_set_reserved6)(transaction, 6 as *mut c_void),
            (api.osip_transaction_get_your_instance)(transaction) as c_int,
            (api.osip_transaction_get_reserved1)(transaction) as c_int,
            (api.osip_transaction_get_reserved6)(transaction) as c_int,
            (api.osip_transaction_set_in_socket)(transaction, 3),
            (api.osip_transaction_set_out_socket)(transaction, 4),
            (api.osip_transaction_set_srv_record)(transaction, &raw mut record),
            (*transaction).in_socket,
            (*transaction).out_socket,
            (*transaction).record.index,
            (api.osip_transaction_get_destination)(null_mut(), &raw mut host, &raw mut port),
            (api.osip_transaction_set_your_instance)(null_mut(), null_mut()),
            (api.osip_transaction_set_in_socket)(null_mut(), 1),
            (api.osip_transaction_set_srv_record)(null_mut(), &raw mut record),
            (api.osip_ict_set_destination)(null_mut(), null_mut(), 1),
            (api.osip_nict_set_destination)(null_mut(), null_mut(), 1),
        ];
        (*transaction).ctx_type.0 = 1;
        codes.push((api.osip_transaction_get_destination)(
            transaction,
            &raw mut host,
            &raw mut port,
        ));
        codes.push(port);
        let (mut ict, mut nict): (Ict, Nict) = (zeroed(), zeroed());
        let mut hosts = vec![lent_text(host)];
        for name in [c"a.test", c"b.test"] {
            (api.osip_ict_set_destination)(&raw mut ict, libc::strdup(name.as_ptr()), 6);
            (api.osip_nict_set_destination)(&raw mut nict, libc::strdup(name.as_ptr()), 8);
        }
        for (kind, ict, nict) in [(0, &raw mut ict, null_mut()), (2, null_mut(), &raw mut nict)] {
            (*transaction).ctx_type.0 = kind;
            // Lent: the transaction is freed without them.
            (&raw mut (*transaction).ict_context).cast::<*mut Ict>().write(ict);
            (&raw mut (*transaction).nict_context).cast::<*mut Nict>().write(nict);
            codes.push((api.osip_transaction_get_destination)(
                transaction,
                &raw mut host,
                &raw mut port,
            ));
            codes.push(port);
            hosts.push(lent_text(host));
        }
        libc::free(transaction.cast());
        (codes, hosts)
    };
    assert_eq!(ask(ours()), ask(original()));
}

#[test]
fn null_layers_and_messages_never_crash_ours() {
    let api = ours();
    unsafe {
        assert!((api.osip_init)(null_mut()) < 0);
        (api.osip_release)(null_mut());
        (api.osip_set_application_context)(null_mut(), null_mut());
        (api.osip_set_cb_send_message)(null_mut(), None);
        assert!((api.osip_set_message_callback)(null_mut(), 0, None) < 0);
        let mut osip = null_mut();
        (api.osip_init)(&raw mut osip);
        assert!((api.osip_set_message_callback)(osip, -1, None) < 0);
        (api.osip_release)(osip);
        assert!((api.osip_parse)(core::ptr::null(), 10).is_null());
        assert!((api.osip_new_outgoing_sipmessage)(null_mut()).is_null());
        let (mut host, mut port) = (c"never".as_ptr().cast_mut(), 7);
        (api.osip_response_get_destination)(null_mut(), &raw mut host, &raw mut port);
        assert!(host.is_null() && port == 0);
    }
}

/// GB28181 carries such bodies, in any charset.
#[test]
fn large_xml_bodies_pass_untouched() {
    let mut body = b"<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<Response>\r\n".to_vec();
    while body.len() < 60_000 {
        body.extend_from_slice(
            b"<Item>\xb1\xb1\xbe\xa9\x80\xff --x\r\n\r\ny=1: \"&lt;\"\t</Item>\n",
        );
    }
    body.extend_from_slice(b"</Response>\r\n");
    let head = message("MESSAGE sip:a@b SIP/2.0", "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n")
        .replace("1 INVITE", "1 MESSAGE")
        .replace("Length: 0", &format!("Length: {}", body.len()))
        .replace("\r\n\r\n", "\r\nContent-Type: Application/MANSCDP+xml\r\n\r\n");
    let text = [head.as_bytes(), &body].concat();
    let message = Message::parse(&text).unwrap();
    assert_eq!(message.bodies.first().unwrap().bytes(), body);
    let mut out = Vec::new();
    message.write(&mut out).unwrap();
    assert!(out.ends_with(&body));
}
