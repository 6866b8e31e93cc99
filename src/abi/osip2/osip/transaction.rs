//! Transactions: made, found, given events, removed, freed.

use core::ffi::{c_int, c_void};
use core::ptr::{NonNull, null_mut};

use super::directory::Directory;
use super::execution::is_reliable;
use super::layer::{Layer, layer_of_list};
use super::live::Live;
use super::machine::Kind;
use super::matching::{Search, id_key, kind_of_new, search};
use super::timers::{OFF, in_milliseconds, now};
use super::{Ict, Ist, Machine, Nict, Nist, Osip, OsipEvent, Transaction};
use crate::abi::boundary::Out;
use crate::abi::osip2::osip_fifo::{Fifo, osip_empty, osip_fifo_free, osip_fifo_init};
use crate::abi::osipparser2::osip_list::{RawList, RawNode};
use crate::error::Error::{BadParameter, NoMem, Syntax, Undefined};
use crate::error::{OK, Result};
use crate::mem::{CBox, Text};
use crate::sip::Message;
use crate::transaction::{State as Step, T1, T4, TIMEOUT};

const T1_MS: c_int = T1.as_millis() as c_int;
const T4_MS: c_int = T4.as_millis() as c_int;
const TIMEOUT_MS: c_int = TIMEOUT.as_millis() as c_int;

entry! {
    /// Makes a transaction for `request`, which is only read, and appends it to its list of `osip`. The caller queues the
    /// event that holds the request, removes the transaction when it has ended, and frees it.
    fn osip_transaction_init(transaction: Out<'_, Option<CBox<Transaction>>>, ctx_type: Machine, osip: *mut Osip, request: Option<&mut Message>) -> c_int {
        transaction.give_or(None, || {
            Ok(Some(append(osip, make(Kind::of_number(ctx_type), osip, request.ok_or(BadParameter)?)?)?))
        })?;
        OK
    }

    /// Makes a transaction for the request in an event, which stays the caller's until it is queued. NULL if the event
    /// holds none that a transaction begins with.
    fn osip_create_transaction(osip: *mut Osip, evt: Option<&mut OsipEvent>) -> Option<CBox<Transaction>> {
        let event = evt.ok_or(BadParameter)?;
        let kind = kind_of_new(event).ok_or(BadParameter)?;
        let request = event.sip.as_ref().ok_or(BadParameter)?;
        let transaction = append(osip, make(kind, osip, request)?)?;
        event.transactionid = transaction.transactionid;
        Some(transaction)
    }

    /// Takes a transaction out of its list, and frees it with all that it holds. Returns 0.
    fn osip_transaction_free(transaction: *mut Transaction) -> c_int {
        let live = Live::of(transaction)?;
        remove(live);
        free(live)?
    }

    /// Frees a transaction that was taken out of its list, with all that it holds. Returns 0.
    fn osip_transaction_free2(transaction: *mut Transaction) -> c_int {
        let live = Live::of(transaction)?;
        // One that is still in the list would be used again.
        if let Some(layer) = Layer::of_transaction(live) {
            layer.forget(live);
        }
        free(live)?
    }

    /// Queues an event, which is the transaction's from now on. Returns 0.
    fn osip_transaction_add_event(transaction: *mut Transaction, evt: *mut OsipEvent) -> c_int {
        add_event(Live::of(transaction)?, evt)?
    }

    /// Takes a transaction out of its list of `osip`; the caller frees it later, but not in a callback about it. Returns
    /// 0, or OSIP_UNDEFINED_ERROR if it is not there.
    fn osip_remove_transaction(osip: *mut Osip, ict: *mut Transaction) -> c_int {
        let transaction = Live::of(ict)?;
        let layer = Layer::of(osip)?;
        let kind = transaction.read(Kind::of);
        let is_removed = layer.with_list(kind, |list, directory| {
            let found = if directory.contains(transaction) { Some(transaction) } else { directory.with_key(&id_key(transaction.id())).next() };
            found.is_some_and(|found| directory.remove(list, found))
        });
        is_removed.then_some(OK).ok_or(Undefined)?
    }

    /// The transaction in `transactions` that an event belongs to; NULL if there is none. The list is not locked.
    fn osip_transaction_find(transactions: *mut RawList, evt: *mut OsipEvent) -> *mut Transaction {
        // SAFETY: NULL or a live event.
        let event = unsafe { evt.as_ref() }.ok_or(BadParameter)?;
        let (_, search) = search(event).ok_or(BadParameter)?;
        // SAFETY: NULL or a live list.
        let list = unsafe { transactions.as_ref() }.ok_or(BadParameter)?;
        match layer_of_list(transactions) {
            Some((layer, kind)) => pointer(layer.with_unlocked_list(kind, |_, directory| find(directory, &search))),
            None => pointer(find_in_other_list(list, &search)),
        }
    }

    /// The transaction that an event belongs to; NULL if there is none. Unless `consume` is 0, the event is queued there.
    fn __osip_find_transaction(osip: *mut Osip, evt: *mut OsipEvent, consume: c_int) -> *mut Transaction {
        let found = find_in(osip, evt)?;
        if consume != 0 {
            add_event(found, evt)?;
        }
        found.as_ptr()
    }

    /// Queues an event in the transaction that it belongs to. Returns 0, or OSIP_UNDEFINED_ERROR if there is none: the
    /// event is still the caller's then.
    fn osip_find_transaction_and_add_event(osip: *mut Osip, evt: *mut OsipEvent) -> c_int {
        add_event(find_in(osip, evt).map_err(|_| Undefined)?, evt)?
    }
}

/// A transaction that is in no list yet, and its place in one: what comes after needs no more memory of C's heap.
fn make(
    kind: Kind,
    osip: *mut Osip,
    request: &Message,
) -> Result<(CBox<Transaction>, CBox<RawNode>)> {
    let layer = Layer::of(osip)?;
    let call_id = request.call_id.as_ref().filter(|it| it.number.is_some()).ok_or(BadParameter)?;
    // A number is used up even where a header is missing.
    let transactionid = layer.next_id();
    let via = request.vias.boxes().next().ok_or(Syntax)?;
    via.protocol.as_ref().ok_or(BadParameter)?;
    let from = request.from.as_ref().ok_or(BadParameter)?;
    let to = request.to.as_ref().ok_or(BadParameter)?;
    let cseq = request.cseq.as_ref().ok_or(BadParameter)?;
    // SAFETY: all zero is a transaction without parts.
    let mut it = unsafe { CBox::<Transaction>::zeroed() };
    it.topvia = Some(via.clone());
    it.from = Some(from.clone());
    it.to = Some(to.clone());
    it.callid = Some(call_id.clone());
    it.cseq = Some(cseq.clone());
    it.created_time = now();
    it.birth_time = it.created_time.tv_sec;
    it.config = osip.cast::<c_void>();
    it.ctx_type = kind.machine();
    it.state = kind.state_number(Step::Initial);
    make_context(&mut it, kind, request);
    let node = CBox::new(RawNode { next: null_mut(), element: it.lend().as_ptr().cast() });
    // Last, for its lock and its counter are not freed when a failure drops it.
    it.transactionff = Some(make_queue()?);
    it.transactionid = transactionid;
    Ok((it, node))
}

fn make_queue() -> Result<CBox<Fifo>> {
    let queue = RawList { nb_elt: 0, node: null_mut() };
    let (qislocked, qisempty) = (null_mut(), null_mut());
    let mut queue = CBox::new(Fifo { qislocked, qisempty, queue, nb_elt: 0, state: osip_empty });
    osip_fifo_init(Some(&mut queue));
    if queue.qislocked.is_null() || queue.qisempty.is_null() {
        osip_fifo_free(Some(queue));
        return Err(NoMem);
    }
    Ok(queue)
}

fn make_context(it: &mut Transaction, kind: Kind, request: &Message) {
    let reliable = is_reliable(it);
    let absorb = |length| if reliable { 0 } else { length };
    let timeout = || (TIMEOUT_MS, in_milliseconds(TIMEOUT_MS));
    match kind {
        Kind::Ict => {
            let (destination, port) = destination(request);
            let (timer_b_length, timer_b_start) = timeout();
            it.ict_context = Some(CBox::new(Ict {
                timer_a_length: T1_MS,
                timer_a_start: in_milliseconds(T1_MS),
                timer_b_length,
                timer_b_start,
                timer_d_length: absorb(TIMEOUT_MS),
                timer_d_start: OFF,
                destination,
                port,
            }));
        }
        Kind::Nict => {
            let (destination, port) = destination(request);
            let (timer_f_length, timer_f_start) = timeout();
            it.nict_context = Some(CBox::new(Nict {
                timer_e_length: T1_MS,
                timer_e_start: OFF,
                timer_f_length,
                timer_f_start,
                timer_k_length: absorb(T4_MS),
                timer_k_start: OFF,
                destination,
                port,
            }));
        }
        Kind::Ist => {
            it.ist_context = Some(CBox::new(Ist {
                timer_g_length: if reliable { -1 } else { T1_MS },
                timer_g_start: OFF,
                timer_h_length: TIMEOUT_MS,
                timer_h_start: OFF,
                timer_i_length: absorb(T4_MS),
                timer_i_start: OFF,
            }));
        }
        Kind::Nist => {
            it.nist_context =
                Some(CBox::new(Nist { timer_j_length: absorb(TIMEOUT_MS), timer_j_start: OFF }));
        }
    }
}

fn destination(request: &Message) -> (Option<Text>, c_int) {
    let (host, port) = request.request_destination();
    (host.map(Text::new), port.into())
}

/// Appends a transaction to its list.
fn append(
    osip: *mut Osip,
    (transaction, node): (CBox<Transaction>, CBox<RawNode>),
) -> Result<CBox<Transaction>> {
    let layer = Layer::of(osip)?;
    let live = Live::register(&transaction);
    let kind = Kind::of(&transaction);
    layer.with_list(kind, |list, directory| directory.append(list, live, node));
    Ok(transaction)
}

/// Takes a transaction out of its list, if it is in it and the list still exists.
fn remove(transaction: Live) {
    if let Some(layer) = Layer::of_transaction(transaction) {
        let kind = transaction.read(Kind::of);
        layer.with_list(kind, |list, directory| directory.remove(list, transaction));
    }
}

fn free(transaction: Live) -> Result<c_int> {
    transaction.unregister();
    while transaction.next_event().is_some() {}
    let queue = transaction.with(|it| it.transactionff.take());
    osip_fifo_free(queue);
    drop(transaction.into_box());
    Ok(OK)
}

fn add_event(transaction: Live, event: *mut OsipEvent) -> Result<c_int> {
    let mut event = NonNull::new(event).ok_or(BadParameter)?;
    // SAFETY: the program gives a live event away, which no thread executes yet.
    unsafe { event.as_mut() }.transactionid = transaction.id();
    transaction.queue(event)?;
    if let Some(layer) = Layer::of_transaction(transaction) {
        layer.mark_ready(transaction);
    }
    Ok(OK)
}

fn find_in(osip: *mut Osip, event: *mut OsipEvent) -> Result<Live> {
    let layer = Layer::of(osip)?;
    // SAFETY: NULL or a live event.
    let event = unsafe { event.as_ref() }.ok_or(BadParameter)?;
    let (kind, search) = search(event).ok_or(BadParameter)?;
    layer.with_list(kind, |_, directory| find(directory, &search)).ok_or(Undefined)
}

fn find(directory: &Directory<Live>, search: &Search<'_>) -> Option<Live> {
    let mut candidates = directory.with_key(&search.key()?);
    candidates.find(|candidate| candidate.read(|it| search.finds(it)))
}

/// A list that a program has made by itself is walked.
fn find_in_other_list(list: &RawList, search: &Search<'_>) -> Option<Live> {
    let mut node = list.node;
    // SAFETY: a link of a list is null or leads to a live node.
    while let Some(place) = unsafe { node.as_ref() } {
        if let Ok(transaction) = Live::of(place.element.cast())
            && transaction.read(|it| search.finds(it))
        {
            return Some(transaction);
        }
        node = place.next;
    }
    None
}

fn pointer(found: Option<Live>) -> *mut Transaction {
    found.map_or(null_mut(), Live::as_ptr)
}
