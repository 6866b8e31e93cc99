//! The plain parts of libosip2: queues, the layer and its events.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::null_mut;

use eXosip2::abi::osip2::osip::{Machine, Osip, OsipEvent, OsipEventType, Transaction};
use eXosip2::abi::osip2::osip_dialog::Dialog;
use eXosip2::abi::osip2::osip_fifo::Fifo;
use eXosip2::mem::CBox;
use eXosip2::sip::Message;

use crate::{Answer, Object, api, each_allocation_fails, gives_object};

api! {
    fn osip_init(*mut *mut Osip) -> c_int;
    fn osip_release(*mut Osip);
    fn osip_parse(*const c_char, usize) -> *mut OsipEvent;
    fn osip_event_free(*mut OsipEvent);
    fn osip_fifo_init(*mut Fifo);
    fn osip_fifo_free(*mut Fifo);
    fn osip_fifo_add(*mut Fifo, *mut c_void) -> c_int;
    fn osip_fifo_insert(*mut Fifo, *mut c_void) -> c_int;
    fn osip_fifo_size(*mut Fifo) -> c_int;
    fn osip_transaction_init(*mut *mut Transaction, Machine, *mut Osip, *mut Message) -> c_int;
    fn osip_transaction_add_event(*mut Transaction, *mut OsipEvent) -> c_int;
    fn osip_transaction_free(*mut Transaction) -> c_int;
    fn osip_dialog_init_as_uac(*mut *mut Dialog, *mut Message) -> c_int;
    fn osip_dialog_init_as_uas(*mut *mut Dialog, *mut Message, *mut Message) -> c_int;
    fn osip_dialog_free(*mut Dialog);
}

#[test]
fn queues() {
    let api = ours();
    let queue = || {
        let place = eXosip2::mem::alloc(size_of::<Fifo>()).cast::<Fifo>().as_ptr();
        unsafe { (api.osip_fifo_init)(place) };
        Object::given(place, api.osip_fifo_free)
    };
    let size =
        |queue: &Object<Fifo>| unsafe { ((api.osip_fifo_size)(queue.place), (*queue.place).state) };
    for (name, put) in
        [("osip_fifo_add", api.osip_fifo_add), ("osip_fifo_insert", api.osip_fifo_insert)]
    {
        each_allocation_fails(
            name,
            queue,
            |queue| unsafe { put(queue.place, 7 as *mut c_void) },
            size,
        );
    }
}

#[test]
fn layers_and_events() {
    let api = ours();
    each_allocation_fails(
        "osip_init",
        || (),
        |()| gives_object(api.osip_release, |dest| unsafe { (api.osip_init)(dest) }),
        |()| (),
    );
    let text = "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
        To: <sip:c@d>\r\nCall-ID: x@y\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n\0";
    each_allocation_fails(
        "osip_parse",
        || (),
        |()| unsafe {
            let event = (api.osip_parse)(text.as_ptr().cast(), text.len() - 1);
            let is_given = !event.is_null();
            (api.osip_event_free)(event);
            Answer::IsPointerGiven(is_given)
        },
        |()| (),
    );
    unsafe { (api.osip_release)(null_mut()) };
}

const REQUEST: &str = "INVITE sip:b@h;line=x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
    To: <sip:c@d>;tag=2\r\nCall-ID: x@y\r\nCSeq: 1 INVITE\r\nContact: <sip:e@f>\r\nRecord-Route: <sip:p;lr>\r\n\
    Content-Length: 0\r\n\r\n";

unsafe extern "C" fn free_transaction(transaction: *mut Transaction) {
    if !transaction.is_null() {
        unsafe { (ours().osip_transaction_free)(transaction) };
    }
}

#[test]
fn transactions() {
    let api = ours();
    let make = || {
        let mut osip = null_mut();
        assert_eq!(unsafe { (api.osip_init)(&raw mut osip) }, 0);
        (
            Object::given(osip, api.osip_release),
            Message::parse(REQUEST.as_bytes()).map(CBox::new).unwrap(),
        )
    };
    let lists = |(osip, _): &(Object<Osip>, CBox<Message>)| unsafe {
        let osip = &*osip.place;
        [osip.osip_ict_transactions.nb_elt, osip.osip_nist_transactions.nb_elt]
    };
    for kind in 0..4 {
        each_allocation_fails(
            "osip_transaction_init",
            make,
            |(osip, request)| {
                gives_object(free_transaction, |dest| unsafe {
                    let request = request.lend().as_ptr();
                    (api.osip_transaction_init)(dest, Machine(kind), osip.place, request)
                })
            },
            lists,
        );
    }
}

#[test]
fn events_of_transactions() {
    let api = ours();
    let make = || unsafe {
        let (mut osip, mut transaction) = (null_mut(), null_mut());
        assert_eq!((api.osip_init)(&raw mut osip), 0);
        let request = Message::parse(REQUEST.as_bytes()).map(CBox::new).unwrap();
        let request = request.lend().as_ptr();
        assert_eq!((api.osip_transaction_init)(&raw mut transaction, Machine(0), osip, request), 0);
        (Object::given(osip, api.osip_release), Object::given(transaction, free_transaction))
    };
    each_allocation_fails(
        "osip_transaction_add_event",
        || {
            let (osip, transaction) = make();
            let event = OsipEvent { r#type: OsipEventType(0), transactionid: 0, sip: None };
            (transaction, osip, core::cell::Cell::new(Some(CBox::new(event))))
        },
        |(transaction, _, event)| unsafe {
            let given = event.take().unwrap().into_raw();
            let code = (api.osip_transaction_add_event)(transaction.place, given.as_ptr());
            if code != 0 {
                event.set(Some(CBox::from_raw(given)));
            }
            code
        },
        |(transaction, ..)| unsafe {
            let fifo = (*transaction.place).transactionff.as_ref().unwrap();
            (api.osip_fifo_size)(fifo.lend().as_ptr())
        },
    );
}

#[test]
fn dialogs() {
    let api = ours();
    let message = || Message::parse(REQUEST.as_bytes()).map(CBox::new).unwrap();
    each_allocation_fails(
        "osip_dialog_init_as_uac",
        message,
        |message| {
            gives_object(api.osip_dialog_free, |dest| unsafe {
                (api.osip_dialog_init_as_uac)(dest, message.lend().as_ptr())
            })
        },
        |_| (),
    );
    each_allocation_fails(
        "osip_dialog_init_as_uas",
        message,
        |message| {
            let message = message.lend().as_ptr();
            gives_object(api.osip_dialog_free, |dest| unsafe {
                (api.osip_dialog_init_as_uas)(dest, message, message)
            })
        },
        |_| (),
    );
}
