//! What people see of the messages of a context: trace lines, a capture file, a callback of the program, counters.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::SystemTime;

use parking_lot::Mutex;

use super::capture::Capture;
use super::mask::masked;
use crate::trace::{Level, is_wanted, trace};
use crate::transport::{Path, Transport};

/// One message as it is sent or received.
#[derive(Clone, Copy, Debug)]
pub struct SeenMessage<'a> {
    /// Whether it was received.
    pub is_incoming: bool,
    /// How it travels.
    pub transport: Transport,
    /// Our own end.
    pub local: SocketAddr,
    /// The other end.
    pub remote: SocketAddr,
    /// The bytes of the message; over TLS what it carries.
    pub bytes: &'a [u8],
}

/// A function of the program that sees each message, called without any lock held.
pub type MessageTrace = Arc<dyn Fn(&SeenMessage<'_>) + Send + Sync>;

/// How often something happened. Each counter wraps around at the largest number.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Counters {
    pub requests_sent: AtomicUsize,
    pub requests_resent: AtomicUsize,
    pub requests_received: AtomicUsize,
    pub responses_sent: AtomicUsize,
    pub responses_received: AtomicUsize,
    pub registrations_succeeded: AtomicUsize,
    pub registrations_refused: AtomicUsize,
    pub registrations_unanswered: AtomicUsize,
    pub lookups: AtomicUsize,
    pub lookups_failed: AtomicUsize,
    pub connections_opened: AtomicUsize,
    pub connections_failed: AtomicUsize,
    pub connections_lost: AtomicUsize,
}

/// Counts one more.
pub(crate) fn count(counter: &AtomicUsize) {
    counter.fetch_add(1, Relaxed);
}

/// Shared by the worker and the program.
#[derive(Default)]
pub(crate) struct Monitor {
    pub(crate) counters: Counters,
    callback: Mutex<Option<MessageTrace>>,
    capture: Mutex<Option<Capture>>,
    /// Whether there is a callback or a capture.
    is_watched: AtomicBool,
}

impl Monitor {
    /// Sets the function that sees each message, or none.
    pub(crate) fn set_callback(&self, callback: Option<MessageTrace>) {
        *self.callback.lock() = callback;
        self.update();
    }

    /// Sets the file that messages are written to, or none.
    pub(crate) fn set_capture(&self, capture: Option<Capture>) {
        *self.capture.lock() = capture;
        self.update();
    }

    /// Whether the file that is written shows credentials, from now on.
    pub(crate) fn show_credentials(&self, shows: bool) {
        if let Some(capture) = &mut *self.capture.lock() {
            capture.shows_credentials = shows;
        }
    }

    fn update(&self) {
        let is_watched = self.callback.lock().is_some() || self.capture.lock().is_some();
        self.is_watched.store(is_watched, Relaxed);
    }

    /// A message is sent or received. `local` is evaluated only if the message is traced or captured.
    pub(super) fn see(
        &self,
        is_incoming: bool,
        path: Path,
        bytes: &[u8],
        local: impl FnOnce() -> Option<SocketAddr>,
    ) {
        // Keepalives and STUN are no messages.
        if !bytes.first().is_some_and(u8::is_ascii_graphic) {
            return;
        }
        self.count(is_incoming, bytes);
        if !self.is_watched.load(Relaxed) && !is_wanted(Level::Info1) && !is_wanted(Level::Info3) {
            return;
        }
        let any = SocketAddr::new(std::net::Ipv4Addr::UNSPECIFIED.into(), 0);
        let (transport, remote, local) = (path.transport, path.remote, local().unwrap_or(any));
        let message = SeenMessage { is_incoming, transport, local, remote, bytes };
        trace_message(&message);
        if self.is_watched.load(Relaxed) {
            self.show(&message);
        }
    }

    fn count(&self, is_incoming: bool, bytes: &[u8]) {
        let Counters {
            requests_sent, requests_received, responses_sent, responses_received, ..
        } = &self.counters;
        count(match (is_incoming, bytes.starts_with(b"SIP/2.0 ")) {
            (true, true) => responses_received,
            (true, false) => requests_received,
            (false, true) => responses_sent,
            (false, false) => requests_sent,
        });
    }

    fn show(&self, message: &SeenMessage<'_>) {
        let &SeenMessage { is_incoming, transport, local, remote, bytes } = message;
        let ends = if is_incoming { (remote, local) } else { (local, remote) };
        let mut capture = self.capture.lock();
        let written =
            capture.as_mut().map(|file| file.write(SystemTime::now(), transport, ends, bytes));
        if let Some(Err(error)) = written {
            // A full disk must not end a call.
            *capture = None;
            trace!(Error, "the capture ends: {error}");
        }
        drop(capture);
        let callback = self.callback.lock().clone();
        if let Some(callback) = callback {
            callback(message);
        }
    }
}

/// One line at INFO1, the whole message at INFO3.
fn trace_message(message: &SeenMessage<'_>) {
    let SeenMessage { is_incoming, transport, local, remote, bytes } = message;
    let (verb, arrow) = if *is_incoming { ("received", "<-") } else { ("sent", "->") };
    trace!(
        Info1,
        "{verb} {transport} {local} {arrow} {remote}: {}; Call-ID: {}; CSeq: {}",
        start_line(bytes),
        header(bytes, b"call-id", b"i"),
        header(bytes, b"cseq", b"cseq"),
    );
    trace!(
        Info3,
        "{verb} {transport} {local} {arrow} {remote}, {} bytes:\n{}",
        bytes.len(),
        String::from_utf8_lossy(&masked(bytes))
    );
}

fn start_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.split(|&byte| byte == b'\n').next().unwrap_or_default())
        .trim_end()
        .to_owned()
}

fn header(bytes: &[u8], name: &[u8], short: &[u8]) -> String {
    let lines = bytes.split(|&byte| byte == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    let mut values = lines.filter_map(|line| {
        let (found, value) = line.split_at_checked(line.iter().position(|&byte| byte == b':')?)?;
        let found = found.trim_ascii();
        let is_it = found.eq_ignore_ascii_case(name) || found.eq_ignore_ascii_case(short);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        is_it.then(|| String::from_utf8_lossy(value).into_owned())
    });
    values.next().unwrap_or_default()
}
