//! What happens on the network, and why calls fail.

use core::ffi::{c_char, c_int, c_uint, c_void};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::ffi::CString;
use std::sync::Arc;

use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::Text;
use crate::net::{Counters, SeenMessage};

/// Sees each message: `data` is what was given with the function, `incoming` is 1 for a received message and 0 for a
/// sent one, `transport` is `UDP`, `TCP` or `TLS`, `local` and `remote` are addresses with ports. The `length` bytes of
/// `message` end with a NUL that does not count. All texts live for the call only.
pub type MessageTraceCallback = extern "C" fn(
    data: *mut c_void,
    incoming: c_int,
    transport: *const c_char,
    local: *const c_char,
    remote: *const c_char,
    message: *const c_char,
    length: c_int,
);

/// How often something happened in a context, and how many things wait. Set `size` to `sizeof(struct eXosip_counters)`
/// before the call: a later library may have more members, and fills those only for which there is room.
#[repr(C)]
#[derive(Debug, Default)]
pub struct CountersRecord {
    /// The size of this record, set by the caller.
    pub size: c_uint,
    /// Requests that were sent, each time that one was.
    pub requests_sent: c_uint,
    /// How many of those were repetitions.
    pub requests_resent: c_uint,
    /// Requests that were received.
    pub requests_received: c_uint,
    /// Responses that were sent.
    pub responses_sent: c_uint,
    /// Responses that were received.
    pub responses_received: c_uint,
    /// REGISTERs that got a 2xx.
    pub registrations_succeeded: c_uint,
    /// REGISTERs that failed with a response.
    pub registrations_refused: c_uint,
    /// REGISTERs that failed without a response.
    pub registrations_unanswered: c_uint,
    /// Lookups of names that began.
    pub lookups: c_uint,
    /// Lookups that found no address.
    pub lookups_failed: c_uint,
    /// Connections that were opened or accepted.
    pub connections_opened: c_uint,
    /// Connections that could not be opened.
    pub connections_failed: c_uint,
    /// Open connections that ended.
    pub connections_lost: c_uint,
    /// Registrations that exist.
    pub registrations: c_uint,
    /// Requests of the context that wait for a response or to be sent.
    pub transactions: c_uint,
    /// Events that wait for the application.
    pub events_waiting: c_uint,
    /// Requests that wait to be sent: for room in a window, for the rate limit, or for a server that failed.
    pub requests_queued: c_uint,
    /// How many REGISTERs may be unanswered at a time: the windows of all next hops together.
    pub window: c_uint,
}

record_size!(CountersRecord: 76, 76);

/// What a program gave to get back.
struct Data(*mut c_void);

// SAFETY: the pointer is only handed back; what it means to other threads is the program's.
unsafe impl Send for Data {}
// SAFETY: as above.
unsafe impl Sync for Data {}

impl Data {
    fn get(&self) -> *mut c_void {
        self.0
    }
}

entry! {
    /// Sets a function that sees each message as it is sent or received, over TLS in clear, in the library's thread and
    /// without any lock held. It must not change anything. NULL removes it.
    fn eXosip_set_message_trace(excontext: Option<&Context>, callback: Option<MessageTraceCallback>, data: *mut c_void) -> c_int {
        let data = Data(data);
        let trace = callback.map(|callback| -> crate::net::MessageTrace {
            Arc::new(move |message: &SeenMessage<'_>| show(callback, data.get(), message))
        });
        excontext.ok_or(BadParameter)?.set_message_trace(trace)?;
        OK
    }

    /// Why the last `eXosip_listen_addr`, `eXosip_listen_socket` or `eXosip_set_option` of this context failed, or the last
    /// call that returned `OSIP_NO_NETWORK`, in words.
    /// The text stays the context's, until the next of them fails. NULL if none has failed.
    fn eXosip_get_error_text(excontext: Option<&Context>) -> Option<NonNull<c_char>> {
        excontext.ok_or(BadParameter)?.error_text()
    }

    /// Fills `counters`, as far as its `size` says. Returns 0.
    fn eXosip_get_counters(excontext: Option<&Context>, counters: *mut CountersRecord) -> c_int {
        let context = excontext.ok_or(BadParameter)?;
        let place = NonNull::new(counters).ok_or(BadParameter)?;
        // SAFETY: C lends a record that begins with its size.
        let size = unsafe { place.cast::<c_uint>().read() };
        let length = usize::try_from(size).unwrap_or(0).min(size_of::<CountersRecord>());
        if length < size_of::<c_uint>() {
            return Err(BadParameter);
        }
        let record = CountersRecord { size, ..read(context)? };
        let source = NonNull::from(&record).cast::<u8>();
        // SAFETY: so much of the record is the caller's, and so much of ours is there.
        unsafe { place.cast::<u8>().copy_from_nonoverlapping(source, length) }
        OK
    }

    /// The counters in one line, for the caller to free with `osip_free`.
    fn eXosip_get_counters_text(excontext: Option<&Context>) -> Option<Text> {
        let it = read(excontext.ok_or(BadParameter)?)?;
        Some(Text::from(format!(
            "requests sent {} resent {} received {}; responses sent {} received {}; registrations {} succeeded {} refused {} \
             unanswered {}; lookups {} failed {}; connections opened {} failed {} lost {}; transactions {}; events waiting {}; queued {} window {}",
            it.requests_sent, it.requests_resent, it.requests_received, it.responses_sent, it.responses_received,
            it.registrations, it.registrations_succeeded, it.registrations_refused, it.registrations_unanswered,
            it.lookups, it.lookups_failed, it.connections_opened, it.connections_failed, it.connections_lost,
            it.transactions, it.events_waiting, it.requests_queued, it.window,
        ).as_str()))
    }
}

fn show(callback: MessageTraceCallback, data: *mut c_void, message: &SeenMessage<'_>) {
    let text = |text: String| CString::new(text).unwrap_or_default();
    let transport = text(message.transport.via_protocol().to_owned());
    let (local, remote) = (text(message.local.to_string()), text(message.remote.to_string()));
    let mut bytes = message.bytes.to_vec();
    let length = c_int::try_from(bytes.len()).unwrap_or(c_int::MAX);
    bytes.push(0);
    callback(
        data,
        message.is_incoming.into(),
        transport.as_ptr(),
        local.as_ptr(),
        remote.as_ptr(),
        bytes.as_ptr().cast(),
        length,
    );
}

fn read(context: &Context) -> Result<CountersRecord> {
    let number = |count: usize| c_uint::try_from(count & 0xffff_ffff).unwrap_or(c_uint::MAX);
    let statistics = context.call(|core, now| Ok(core.statistics(now)))?;
    let events_waiting = number(context.waiting_events()?);
    context.with_counters(|counters: &Counters| {
        let read = |counter: &AtomicUsize| number(counter.load(Relaxed));
        CountersRecord {
            size: 0,
            requests_sent: read(&counters.requests_sent),
            requests_resent: read(&counters.requests_resent),
            requests_received: read(&counters.requests_received),
            responses_sent: read(&counters.responses_sent),
            responses_received: read(&counters.responses_received),
            registrations_succeeded: read(&counters.registrations_succeeded),
            registrations_refused: read(&counters.registrations_refused),
            registrations_unanswered: read(&counters.registrations_unanswered),
            lookups: read(&counters.lookups),
            lookups_failed: read(&counters.lookups_failed),
            connections_opened: read(&counters.connections_opened),
            connections_failed: read(&counters.connections_failed),
            connections_lost: read(&counters.connections_lost),
            registrations: number(statistics.registrations.allocated),
            transactions: number(statistics.transactions.allocated),
            events_waiting,
            requests_queued: number(statistics.queued),
            window: number(statistics.window),
        }
    })
}
