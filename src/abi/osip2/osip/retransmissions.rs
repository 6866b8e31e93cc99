//! 2xx responses to INVITE, and ACKs for them, that are sent again outside of transactions. RFC 3261 13.3.1.4.

use core::ffi::{c_int, c_void};
use core::ptr::{NonNull, null_mut};

use smallvec::smallvec;

use super::directory::{Directory, Key, Keys, Member};
use super::execution::send_callback;
use super::layer::Layer;
use super::timers::{Microseconds, in_milliseconds, microseconds, now};
use super::{Ixt, Osip};
use crate::abi::boundary::LooseStr;
use crate::abi::osip2::osip_time::add_gettimeofday;
use crate::abi::osipparser2::osip_list::{RawList, RawNode};
use crate::dialog::Dialog;
use crate::error::Error::{BadParameter, Undefined};
use crate::error::Result;
use crate::mem::{CBox, Text};
use crate::sip::{Message, Wire};
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
        let layer = Layer::of(osip)?;
        let now = microseconds(now());
        for repetition in layer.with_repetitions(|_, all| all.due_until(now)) {
            // The callback may end others.
            if let Some(due) = layer.with_repetitions(|list, all| count_down(list, all, repetition)) {
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
        let key = answer_key(ack).ok_or(BadParameter)?;
        let found = Layer::of(osip)?.with_repetitions(|list, all| {
            let found = all.with_key(&key).find(|repetition| repetition.read(|ixt| {
                // SAFETY: NULL or a dialog that lives as long as its repetitions: the C contract.
                let dialog = unsafe { ixt.dialog.as_ref() };
                ixt.msg2xx.is_some() && dialog.is_some_and(|dialog| dialog.is_dialog_of_request(ack) == Ok(true))
            }));
            found.and_then(|repetition| take(list, all, repetition))
        });
        found.map(|ixt| ixt.dialog).ok_or(Undefined)?
    }

    /// Ends all repetitions of a dialog.
    fn osip_stop_retransmissions_from_dialog(osip: *mut Osip, dialog: *mut Dialog) {
        NonNull::new(dialog).ok_or(BadParameter)?;
        let key = dialog_key(dialog);
        Layer::of(osip)?.with_repetitions(|list, all| {
            let found: Vec<Repetition> = all.with_key(&key).collect();
            found.into_iter().for_each(|repetition| drop(take(list, all, repetition)));
        });
    }
}

/// When the next message is due.
pub(super) fn next_retransmission(layer: &Layer) -> Option<Microseconds> {
    layer.with_repetitions(|_, all| all.first_due())
}

/// Frees all of an `osip_t` that is about to be freed.
pub(super) fn drop_retransmissions(osip: &mut Osip) {
    let list = &mut osip.ixt_retransmissions;
    while let Some(node) = NonNull::new(list.node) {
        // SAFETY: a list owns its nodes, and this one leaves it.
        let node = unsafe { CBox::from_raw(node) };
        list.node = node.next;
        if let Some(Repetition(ixt)) = Repetition::of_element(node.element) {
            // SAFETY: the list owns its entries.
            drop(unsafe { CBox::from_raw(ixt) });
        }
    }
    list.nb_elt = 0;
}

/// A message that is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Repetition(NonNull<Ixt>);

// SAFETY: an address; what lies there is reached under the mutex of its list.
unsafe impl Send for Repetition {}

impl Repetition {
    fn read<R>(self, access: impl FnOnce(&mut Ixt) -> R) -> R {
        // SAFETY: an entry of the list, whose mutex is locked.
        access(unsafe { &mut *self.0.as_ptr() })
    }
}

impl Member for Repetition {
    fn of_element(element: *mut c_void) -> Option<Self> {
        NonNull::new(element.cast()).map(Self)
    }

    fn is_alive(self) -> bool {
        true
    }

    fn id(self) -> c_int {
        0
    }

    fn keys(self) -> Keys {
        self.read(|ixt| {
            let mut keys: Keys = smallvec![dialog_key(ixt.dialog)];
            keys.extend(ixt.msg2xx.as_ref().and_then(|response| answer_key(response)));
            keys
        })
    }

    fn due(self) -> Option<Microseconds> {
        Some(self.read(|ixt| microseconds(ixt.start)))
    }

    fn is_ready(self) -> bool {
        false
    }
}

/// The key of all repetitions of a dialog.
fn dialog_key(dialog: *const Dialog) -> Key {
    dialog.addr().to_ne_bytes().into()
}

/// What a 2xx and its ACK have in common: the CSeq number and the Call-ID.
fn answer_key(message: &Message) -> Option<Key> {
    let mut key = message.cseq.as_ref()?.number.as_deref()?.to_vec();
    key.push(b' ');
    message.call_id.as_ref()?.write(&mut key).ok()?;
    Some(key.into())
}

fn start(osip: *mut Osip, dialog: *mut Dialog, ixt: Ixt) -> Result<()> {
    NonNull::new(dialog).ok_or(BadParameter)?;
    let ixt = CBox::new(Ixt { dialog, start: in_milliseconds(FIRST + DELAY), ..ixt });
    let layer = Layer::of(osip)?;
    let mut node = CBox::new(RawNode { next: null_mut(), element: null_mut() });
    let repetition = Repetition(ixt.into_raw());
    node.element = repetition.0.as_ptr().cast();
    layer.with_repetitions(|list, all| all.prepend(list, repetition, node));
    Ok(())
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
fn count_down(
    list: &mut RawList,
    all: &mut Directory<Repetition>,
    repetition: Repetition,
) -> Option<Due> {
    if !all.contains(repetition) {
        return None;
    }
    let (mut due, is_last) = repetition.read(|ixt| {
        ixt.counter = ixt.counter.saturating_sub(1);
        ixt.interval = ixt.interval.saturating_mul(2).min(LONGEST);
        // From when it was due, so that delays do not add up.
        add_gettimeofday(Some(&mut ixt.start), ixt.interval);
        let message = ixt.msg2xx.as_ref().or(ixt.ack.as_ref());
        let message = message.map_or(null_mut(), |message| message.lend().as_ptr());
        let dest = ixt.dest.as_ref().map_or(null_mut(), |dest| dest.lend().as_ptr());
        let due = Due { message, dest, port: ixt.port, sock: ixt.sock, last: None };
        (due, ixt.counter <= 0)
    });
    all.update(repetition);
    if is_last {
        due.last = take(list, all, repetition);
    }
    Some(due)
}

/// Takes an entry out of the list.
fn take(
    list: &mut RawList,
    all: &mut Directory<Repetition>,
    repetition: Repetition,
) -> Option<CBox<Ixt>> {
    // SAFETY: the list owned its entries, and this one has left it.
    all.remove(list, repetition).then(|| unsafe { CBox::from_raw(repetition.0) })
}
