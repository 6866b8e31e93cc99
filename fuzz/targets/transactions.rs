//! Sequences of what a program may do with transactions and dialogs: events of any type in any state, timers that are moved by hand,
//! callbacks that remove and free, lists that are edited.

use core::cell::{Cell, RefCell};
use core::ffi::{c_int, c_void};
use core::ptr::null_mut;

use eXosip2::abi::osip2::osip::{Machine, Osip, OsipEvent, OsipEventType, State, Transaction};
use eXosip2::dialog::Dialog;
use eXosip2::mem::CBox;
use eXosip2::sip::Message;

#[allow(improper_ctypes)]
unsafe extern "C" {
    fn osip_init(osip: *mut *mut Osip) -> c_int;
    fn osip_release(osip: *mut Osip);
    fn osip_set_cb_send_message(
        osip: *mut Osip,
        callback: extern "C" fn(*mut Transaction, *mut Message, *mut c_void, c_int, c_int) -> c_int,
    );
    fn osip_set_message_callback(
        osip: *mut Osip,
        number: c_int,
        callback: extern "C" fn(c_int, *mut Transaction, *mut Message),
    ) -> c_int;
    fn osip_set_kill_transaction_callback(
        osip: *mut Osip,
        number: c_int,
        callback: extern "C" fn(c_int, *mut Transaction),
    ) -> c_int;
    fn osip_transaction_init(
        transaction: *mut *mut Transaction,
        kind: Machine,
        osip: *mut Osip,
        request: *mut Message,
    ) -> c_int;
    fn osip_create_transaction(osip: *mut Osip, event: *mut OsipEvent) -> *mut Transaction;
    fn osip_transaction_free(transaction: *mut Transaction) -> c_int;
    fn osip_transaction_free2(transaction: *mut Transaction) -> c_int;
    fn osip_transaction_add_event(transaction: *mut Transaction, event: *mut OsipEvent) -> c_int;
    fn osip_transaction_execute(transaction: *mut Transaction, event: *mut OsipEvent) -> c_int;
    fn osip_remove_transaction(osip: *mut Osip, transaction: *mut Transaction) -> c_int;
    fn osip_find_transaction_and_add_event(osip: *mut Osip, event: *mut OsipEvent) -> c_int;
    fn osip_event_free(event: *mut OsipEvent);
    fn osip_ict_execute(osip: *mut Osip) -> c_int;
    fn osip_ist_execute(osip: *mut Osip) -> c_int;
    fn osip_nict_execute(osip: *mut Osip) -> c_int;
    fn osip_nist_execute(osip: *mut Osip) -> c_int;
    fn osip_timers_ict_execute(osip: *mut Osip);
    fn osip_timers_ist_execute(osip: *mut Osip);
    fn osip_timers_nict_execute(osip: *mut Osip);
    fn osip_timers_nist_execute(osip: *mut Osip);
    fn osip_timers_gettimeout(osip: *mut Osip, left: *mut libc::timeval);
    fn osip_retransmissions_execute(osip: *mut Osip);
    fn osip_start_200ok_retransmissions(
        osip: *mut Osip,
        dialog: *mut Dialog,
        response: *mut Message,
        socket: c_int,
    );
    fn osip_stop_200ok_retransmissions(osip: *mut Osip, ack: *mut Message) -> *mut Dialog;
    fn osip_stop_retransmissions_from_dialog(osip: *mut Osip, dialog: *mut Dialog);
    fn osip_list_remove(list: *mut c_void, position: c_int) -> c_int;
    fn osip_dialog_init_as_uac(dialog: *mut *mut Dialog, response: *mut Message) -> c_int;
    fn osip_dialog_init_as_uas(
        dialog: *mut *mut Dialog,
        request: *mut Message,
        response: *mut Message,
    ) -> c_int;
    fn osip_dialog_match_as_uas(dialog: *mut Dialog, request: *mut Message) -> c_int;
    fn osip_dialog_match_as_uac(dialog: *mut Dialog, response: *mut Message) -> c_int;
    fn osip_dialog_update_route_set_as_uac(dialog: *mut Dialog, response: *mut Message) -> c_int;
    fn osip_dialog_update_tag_as_uac(dialog: *mut Dialog, response: *mut Message) -> c_int;
    fn osip_dialog_update_osip_cseq_as_uas(dialog: *mut Dialog, request: *mut Message) -> c_int;
    fn osip_dialog_free(dialog: *mut Dialog);
}

thread_local! {
    static LAYER: Cell<*mut Osip> = const { Cell::new(null_mut()) };
    static SEND_RESULT: Cell<c_int> = const { Cell::new(0) };
    static KILLED: RefCell<Vec<*mut Transaction>> = const { RefCell::new(Vec::new()) };
}

extern "C" fn on_send(
    _: *mut Transaction,
    message: *mut Message,
    _: *mut c_void,
    _: c_int,
    _: c_int,
) -> c_int {
    assert!(!message.is_null());
    SEND_RESULT.get()
}

extern "C" fn on_message(number: c_int, transaction: *mut Transaction, _: *mut Message) {
    assert!((0..60).contains(&number) && !transaction.is_null());
}

extern "C" fn on_kill(_: c_int, transaction: *mut Transaction) {
    // SAFETY: a live transaction of this layer.
    unsafe { osip_remove_transaction(LAYER.get(), transaction) };
    KILLED.with_borrow_mut(|killed| killed.push(transaction));
}

const METHODS: [&str; 6] = ["INVITE", "ACK", "MESSAGE", "CANCEL", "BYE", "REGISTER"];

/// A message that the byte chooses: its kind, its branch, its tags.
fn message(choice: u8, detail: u8) -> Option<CBox<Message>> {
    let method = METHODS[usize::from(detail) % METHODS.len()];
    let start = match choice % 4 {
        0 | 1 => format!("{method} sip:b@192.0.2.1;line=x SIP/2.0"),
        _ => format!("SIP/2.0 {} Text", 100 + 97 * u32::from(detail % 7)),
    };
    let branch = ["z9hG4bKa", "z9hG4bKb", "old", ""][usize::from(choice >> 2) % 4];
    let transport = ["UDP", "TCP"][usize::from(choice >> 4) % 2];
    let tag = ["", ";tag=t", ";tag"][usize::from(choice >> 5) % 3];
    let text = format!(
        "{start}\r\nVia: SIP/2.0/{transport} h.example;branch={branch}\r\nFrom: <sip:a@b.example>;tag=f\r\n\
         To: <sip:c@d.example>{tag}\r\nCall-ID: x@y\r\nCSeq: {} {method}\r\nRecord-Route: <sip:p.example;lr>\r\n\
         Contact: <sip:d@e.example>\r\nContent-Length: 0\r\n\r\n",
        1 + detail % 3
    );
    Message::parse(text.as_bytes()).ok().map(CBox::new)
}

fn event(kind: u8, choice: u8, detail: u8) -> *mut OsipEvent {
    let r#type = OsipEventType(c_int::from(kind % 25));
    let sip = (r#type.0 > 9 && r#type.0 < 22).then(|| message(choice, detail)).flatten();
    CBox::new(OsipEvent { r#type, transactionid: c_int::from(detail % 4), sip }).into_raw().as_ptr()
}

pub fn run(bytes: &[u8]) {
    let mut osip = null_mut();
    // SAFETY: here and below, the functions get what their headers ask for.
    unsafe {
        osip_init(&raw mut osip);
        osip_set_cb_send_message(osip, on_send);
        (0..60)
            .for_each(|number| assert_eq!(osip_set_message_callback(osip, number, on_message), 0));
        (0..4).for_each(|number| {
            assert_eq!(osip_set_kill_transaction_callback(osip, number, on_kill), 0)
        });
    }
    LAYER.set(osip);
    let mut all: Vec<*mut Transaction> = Vec::new();
    let mut dialogs: Vec<*mut Dialog> = Vec::new();
    for step in bytes.chunks_exact(4) {
        let &[what, one, two, three] = step else { continue };
        let chosen = all.get(usize::from(one) % all.len().max(1)).copied();
        SEND_RESULT.set(c_int::from(three % 5) - 1);
        // SAFETY: as above.
        unsafe { act(osip, what, [one, two, three], chosen, &mut all, &mut dialogs) };
    }
    // SAFETY: as above.
    unsafe {
        osip_ict_execute(osip);
        for dialog in dialogs {
            osip_stop_retransmissions_from_dialog(osip, dialog);
            osip_dialog_free(dialog);
        }
        all.into_iter().for_each(|transaction| assert_eq!(osip_transaction_free(transaction), 0));
        osip_release(osip);
    }
    KILLED.with_borrow_mut(Vec::clear);
}

#[allow(clippy::too_many_lines)]
unsafe fn act(
    osip: *mut Osip,
    what: u8,
    [one, two, three]: [u8; 3],
    chosen: Option<*mut Transaction>,
    all: &mut Vec<*mut Transaction>,
    dialogs: &mut Vec<*mut Dialog>,
) {
    // SAFETY: the caller's.
    unsafe {
        match (what % 16, chosen) {
            (0, _) => {
                let event = event([10, 12, 16, 18][usize::from(one % 4)], two & 0xFC, three);
                let transaction = osip_create_transaction(osip, event);
                if transaction.is_null() {
                    osip_event_free(event);
                } else {
                    all.push(transaction);
                    assert_eq!(osip_transaction_add_event(transaction, event), 0);
                }
            }
            (1, _) => {
                let mut transaction = null_mut();
                let Some(request) = message(two, three) else { return };
                let kind = Machine(c_int::from(one % 6) - 1);
                if osip_transaction_init(&raw mut transaction, kind, osip, request.lend().as_ptr())
                    == 0
                {
                    all.push(transaction);
                }
            }
            (2 | 3, Some(transaction)) => {
                osip_transaction_add_event(transaction, event(two, one, three));
            }
            (4, Some(transaction)) => {
                osip_transaction_execute(transaction, event(two, one, three));
            }
            (5, _) => {
                let event = event(two, one, three);
                if osip_find_transaction_and_add_event(osip, event) != 0 {
                    osip_event_free(event);
                }
            }
            (6 | 7, _) => {
                osip_ict_execute(osip);
                osip_ist_execute(osip);
                osip_nict_execute(osip);
                osip_nist_execute(osip);
            }
            (8, _) => {
                osip_timers_ict_execute(osip);
                osip_timers_ist_execute(osip);
                osip_timers_nict_execute(osip);
                osip_timers_nist_execute(osip);
                osip_retransmissions_execute(osip);
                let mut left = libc::timeval { tv_sec: 0, tv_usec: 0 };
                osip_timers_gettimeout(osip, &raw mut left);
                assert!(left.tv_sec >= 0 && left.tv_usec >= 0);
            }
            (9, Some(transaction)) => {
                let start = libc::timeval { tv_sec: i64::from(two) - 1, tv_usec: i64::from(three) };
                if let Some(ict) = (*transaction).ict_context.as_mut() {
                    (ict.timer_a_start, ict.timer_b_start, ict.timer_d_start) =
                        (start, start, start);
                }
                if let Some(nict) = (*transaction).nict_context.as_mut() {
                    (nict.timer_e_start, nict.timer_k_start) = (start, start);
                    nict.timer_e_length = c_int::from(three) - 2;
                }
                if let Some(ist) = (*transaction).ist_context.as_mut() {
                    (ist.timer_g_start, ist.timer_i_start) = (start, start);
                }
                if let Some(nist) = (*transaction).nist_context.as_mut() {
                    nist.timer_j_start = start;
                }
            }
            (10, Some(transaction)) => {
                osip_remove_transaction(osip, transaction);
            }
            (11, Some(transaction)) => {
                all.retain(|other| *other != transaction);
                let free =
                    if two % 2 == 0 { osip_transaction_free } else { osip_transaction_free2 };
                assert_eq!(free(transaction), 0);
            }
            (12, Some(transaction)) => (*transaction).state = State(c_int::from(two % 22)),
            (13, _) => {
                let lists = [
                    &raw mut (*osip).osip_ict_transactions,
                    &raw mut (*osip).osip_ist_transactions,
                    &raw mut (*osip).osip_nict_transactions,
                    &raw mut (*osip).osip_nist_transactions,
                ];
                osip_list_remove(lists[usize::from(one % 4)].cast(), c_int::from(two % 3));
            }
            (14, _) => dialog(osip, [one, two, three], dialogs),
            _ => {
                if let (Some(ack), Some(response)) = (message(one, 1), message(two | 2, three)) {
                    osip_stop_200ok_retransmissions(osip, ack.lend().as_ptr());
                    if let Some(dialog) = dialogs.first() {
                        osip_start_200ok_retransmissions(
                            osip,
                            *dialog,
                            response.lend().as_ptr(),
                            0,
                        );
                    }
                }
            }
        }
    }
}

unsafe fn dialog(osip: *mut Osip, [one, two, three]: [u8; 3], dialogs: &mut Vec<*mut Dialog>) {
    let (Some(request), Some(response)) = (message(one & 0xFC, two), message(one | 2, three))
    else {
        return;
    };
    let (request, response) = (request.lend().as_ptr(), response.lend().as_ptr());
    let mut dialog = null_mut();
    // SAFETY: the caller's.
    unsafe {
        let code = match three % 2 {
            0 => osip_dialog_init_as_uac(&raw mut dialog, response),
            _ => osip_dialog_init_as_uas(&raw mut dialog, request, response),
        };
        assert_eq!(code == 0, !dialog.is_null());
        if code != 0 {
            return;
        }
        osip_dialog_match_as_uas(dialog, request);
        osip_dialog_match_as_uac(dialog, response);
        osip_dialog_update_route_set_as_uac(dialog, response);
        osip_dialog_update_tag_as_uac(dialog, response);
        osip_dialog_update_osip_cseq_as_uas(dialog, request);
        let _ = (*dialog).next_request(b"BYE");
        if dialogs.len() > 3 {
            let old = dialogs.remove(0);
            osip_stop_retransmissions_from_dialog(osip, old);
            osip_dialog_free(old);
        }
        dialogs.push(dialog);
    }
}
