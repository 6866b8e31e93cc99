//! 2xx responses to INVITE, and ACKs for them, that are sent again outside of transactions. RFC 3261 13.3.1.4.

use core::ffi::c_int;
use core::ptr::{NonNull, null_mut};
use std::mem::offset_of;

use super::execution::send_callback;
use super::layer::Locked;
use super::timers::{Microseconds, in_milliseconds, microseconds, now};
use super::{Ixt, Osip};
use crate::abi::boundary::LooseStr;
use crate::abi::osip2::osip_mt::Mutex;
use crate::abi::osip2::osip_time::add_gettimeofday;
use crate::abi::osipparser2::osip_list::{RawList, RawNode};
use crate::dialog::Dialog;
use crate::error::Error::{BadParameter, Undefined};
use crate::error::Result;
use crate::mem::{CBox, Text};
use crate::sip::Message;
use crate::transaction::{T1, T2};

/// How often a message is sent again.
const REPETITIONS: c_int = 10;
const FIRST: c_int = T1.as_millis() as c_int;
const LONGEST: c_int = T2.as_millis() as c_int;
/// The original waits so much longer, in milliseconds.
const DELAY: c_int = 10;

entry! {
    /// Sends again what is due, by the callback of `osip_set_cb_send_message`, with a NULL transaction.
    fn osip_retransmissions_execute(osip: *mut Osip) {
        let now = microseconds(now());
        let is_due = |ixt: &&mut Ixt| microseconds(ixt.start) <= now;
        let all: Vec<*const Ixt> = with_all(osip, |list| walk(list).filter(is_due).map(|ixt| &raw const *ixt).collect())?;
        for ixt in all {
            // The callback may end others.
            if let Some(due) = count_down(osip, ixt)? {
                due.send(osip);
            }
        }
    }

    /// Sends a 2xx to INVITE again until its ACK is received, at most ten times. `msg200ok` is copied; `dialog` must live
    /// until the end.
    fn osip_start_200ok_retransmissions(osip: *mut Osip, dialog: *mut Dialog, msg200ok: Option<&mut Message>, sock: c_int) {
        let message = msg200ok.ok_or(BadParameter)?;
        let destination = message.response_destination();
        let (dest, port) = destination.map_or((None, 0), |(host, port)| (Some(Text::new(host)), port.into()));
        let msg2xx = Some(CBox::new(message.clone()));
        start(osip, dialog, Ixt { msg2xx, dest, port, sock, ..empty() })?
    }

    /// Sends an ACK for a 2xx again, ten times. `ack` and `dest` are copied; `dialog` must live until the end.
    fn osip_start_ack_retransmissions(osip: *mut Osip, dialog: *mut Dialog, ack: Option<&mut Message>, dest: LooseStr<'_>, port: c_int, sock: c_int) {
        let ack = Some(CBox::new(ack.ok_or(BadParameter)?.clone()));
        let dest = dest.optional().map(Text::new);
        start(osip, dialog, Ixt { ack, dest, port, sock, ..empty() })?
    }

    /// Ends the repetitions of the 2xx that `ack` acknowledges, and returns its dialog; NULL if there is none.
    fn osip_stop_200ok_retransmissions(osip: *mut Osip, ack: Option<&mut Message>) -> *mut Dialog {
        let ack = ack.ok_or(BadParameter)?;
        let number = number(ack).ok_or(BadParameter)?;
        let found = remove_first(osip, |ixt| {
            // SAFETY: NULL or a dialog that lives as long as its repetitions: the C contract.
            let dialog = unsafe { ixt.dialog.as_ref() };
            ixt.msg2xx.as_ref().and_then(|response| self::number(response)) == Some(number)
                && dialog.is_some_and(|dialog| dialog.is_dialog_of_request(ack) == Ok(true))
        })?;
        found.map(|ixt| ixt.dialog).ok_or(Undefined)?
    }

    /// Ends all repetitions of a dialog.
    fn osip_stop_retransmissions_from_dialog(osip: *mut Osip, dialog: *mut Dialog) {
        NonNull::new(dialog).ok_or(BadParameter)?;
        while remove_first(osip, |ixt| ixt.dialog == dialog)?.is_some() {}
    }
}

/// When the next message is due.
pub(super) fn next_retransmission(osip: *mut Osip) -> Option<Microseconds> {
    with_all(osip, |list| walk(list).map(|ixt| microseconds(ixt.start)).min()).ok()?
}

/// Frees all of an `osip_t` that is about to be freed.
pub(super) fn drop_retransmissions(osip: &mut Osip) {
    while unlink(&mut osip.ixt_retransmissions.node).is_some() {}
    osip.ixt_retransmissions.nb_elt = 0;
}

fn start(osip: *mut Osip, dialog: *mut Dialog, ixt: Ixt) -> Result<()> {
    NonNull::new(dialog).ok_or(BadParameter)?;
    let ixt = CBox::new(Ixt { dialog, start: in_milliseconds(FIRST + DELAY), ..ixt });
    with_all(osip, |list| {
        let node = RawNode { next: list.node, element: null_mut() };
        let mut node = CBox::new(node);
        node.element = ixt.into_raw().as_ptr().cast();
        list.node = node.into_raw().as_ptr();
        list.nb_elt = list.nb_elt.saturating_add(1);
    })
}

fn empty() -> Ixt {
    Ixt {
        dialog: null_mut(),
        msg2xx: None,
        ack: None,
        start: super::timers::OFF,
        interval: FIRST,
        dest: None,
        port: 0,
        sock: 0,
        counter: REPETITIONS,
    }
}

/// A message that is due, lent by its entry in the list.
struct Due {
    message: *mut Message,
    dest: *mut core::ffi::c_char,
    port: c_int,
    sock: c_int,
    /// The entry, if this was its last time.
    last: Option<CBox<Ixt>>,
}

impl Due {
    fn send(self, osip: *mut Osip) {
        if let Some(callback) = send_callback(osip) {
            callback(null_mut(), self.message, self.dest, self.port, self.sock);
        }
        drop(self.last);
    }
}

/// Counts an entry down, if it is still in the list; after the last time it leaves it.
fn count_down(osip: *mut Osip, entry: *const Ixt) -> Result<Option<Due>> {
    with_all(osip, |list| {
        let ixt = walk(list).find(|ixt| core::ptr::eq(*ixt, entry))?;
        ixt.counter = ixt.counter.saturating_sub(1);
        ixt.interval = ixt.interval.saturating_mul(2).min(LONGEST);
        // From when it was due, so that delays do not add up.
        add_gettimeofday(Some(&mut ixt.start), ixt.interval);
        let message = ixt.msg2xx.as_ref().or(ixt.ack.as_ref());
        let message = message.map_or(null_mut(), |message| message.lend().as_ptr());
        let dest = ixt.dest.as_ref().map_or(null_mut(), |dest| dest.lend().as_ptr());
        let mut due = Due { message, dest, port: ixt.port, sock: ixt.sock, last: None };
        let is_last = ixt.counter <= 0;
        if is_last {
            due.last = take_first(list, |other| core::ptr::eq(other, entry));
        }
        Some(due)
    })
}

fn remove_first(osip: *mut Osip, wanted: impl FnMut(&Ixt) -> bool) -> Result<Option<CBox<Ixt>>> {
    with_all(osip, |list| take_first(list, wanted))
}

fn take_first(list: &mut RawList, mut wanted: impl FnMut(&Ixt) -> bool) -> Option<CBox<Ixt>> {
    let mut link = &mut list.node;
    loop {
        // SAFETY: a link of a list is null or leads to a live node.
        let node = unsafe { link.as_mut() }?;
        // SAFETY: an element of this list is NULL or a live entry.
        if unsafe { node.element.cast::<Ixt>().as_ref() }.is_some_and(&mut wanted) {
            break;
        }
        link = &mut node.next;
    }
    let taken = unlink(link);
    list.nb_elt = list.nb_elt.saturating_sub(1);
    taken
}

/// Takes the node behind `link` out of its list, and its entry.
fn unlink(link: &mut *mut RawNode) -> Option<CBox<Ixt>> {
    // SAFETY: a list owns its nodes, and this one is about to leave it.
    let node = NonNull::new(*link).map(|node| unsafe { CBox::from_raw(node) })?;
    *link = node.next;
    let ixt = NonNull::new(node.element.cast::<Ixt>())?;
    // SAFETY: the list owns its entries.
    Some(unsafe { CBox::from_raw(ixt) })
}

fn walk(list: &mut RawList) -> impl Iterator<Item = &mut Ixt> {
    let mut node = list.node;
    core::iter::from_fn(move || {
        loop {
            // SAFETY: a link of a list is null or leads to a live node.
            let place = unsafe { node.as_ref() }?;
            node = place.next;
            // SAFETY: an element of this list is NULL or a live entry; each is lent once.
            if let Some(ixt) = unsafe { place.element.cast::<Ixt>().as_mut() } {
                return Some(ixt);
            }
        }
    })
}

/// Uses the list under its mutex. `access` does not call into C.
fn with_all<R>(osip: *mut Osip, access: impl FnOnce(&mut RawList) -> R) -> Result<R> {
    NonNull::new(osip).ok_or(BadParameter)?;
    let member = |offset| osip.cast::<u8>().wrapping_add(offset);
    let mutex = member(offset_of!(Osip, ixt_fastmutex)).cast::<*mut Mutex>();
    // SAFETY: a member of a live `osip_t`, which only init and release write.
    let _lock = Locked::new(unsafe { mutex.read() });
    let list = member(offset_of!(Osip, ixt_retransmissions)).cast::<RawList>();
    // SAFETY: the list of a live `osip_t`, under its mutex.
    Ok(access(unsafe { &mut *list }))
}

/// The CSeq number, as text.
fn number(message: &Message) -> Option<&[u8]> {
    message.cseq.as_ref()?.number.as_deref()
}
