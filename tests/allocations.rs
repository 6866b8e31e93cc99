//! What the header types take from the heap: one block for each string and node that C may free, nothing else. And
//! what is kept of requests of strangers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub, dead_code)]

#[path = "common/mod.rs"]
mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::{Instant, SystemTime};

use common::heap;
use common::random::{Constant, Seeded};
use eXosip2::sip::{CSeq, CallId, CallInfo, ContentType, NameAddr, Uri, Via, Wire};
use eXosip2::ua::{Channel, Input, Listener, Now, Path, Transport, Ua};

thread_local! {
    /// How many blocks of Rust's own heap this thread has taken.
    static RUST: Cell<usize> = const { Cell::new(0) };
    /// How many bytes of it are in use.
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

/// The heap of Rust, counting.
struct Counting;

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        RUST.set(RUST.get() + 1);
        BYTES.set(BYTES.get().wrapping_add(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        BYTES.set(BYTES.get().wrapping_sub(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static RUST_HEAP: Counting = Counting;

/// What `action` gives, and how many blocks of C's and of Rust's heap it took.
fn counted<R>(action: impl FnOnce() -> R) -> (R, isize, usize) {
    let (before, rust) = (heap::live().0, RUST.get());
    let result = action();
    (result, heap::live().0 - before, RUST.get() - rust)
}

/// Reads, copies and writes `text`, which stands for an object that owns so many `blocks`.
fn check<T: Wire>(text: &str, blocks: isize) {
    heap::install();
    let start = heap::live();
    let (value, taken, rust) = counted(|| T::from_text(text.as_bytes()).unwrap());
    assert_eq!((taken, rust), (blocks, 0), "reading {text}");
    let (copy, taken, rust) = counted(|| value.clone());
    assert_eq!((taken, rust), (blocks, 0), "copying {text}");
    let mut out = Vec::with_capacity(256);
    let (result, taken, rust) = counted(|| copy.write(&mut out));
    assert_eq!((result, taken, rust), (Ok(()), 0, 0), "writing {text}");
    drop((value, copy));
    assert_eq!(heap::live(), start, "freeing {text}");
}

/// A parameter: a node, the parameter, its name, its value.
const PARAM: isize = 4;
/// A parameter without a value.
const FLAG: isize = 3;

#[test]
fn headers_take_one_block_for_each_string_and_node() {
    check::<Uri>("sip:h", 2);
    check::<Uri>("tel:+12", 2);
    check::<Uri>(
        "sip:al%20ice:s%3Acret@[::1]:5060;transport=tcp;lr?a%20b=%41",
        5 + PARAM + FLAG + PARAM,
    );
    check::<NameAddr>("\"Alice\" <sip:alice@example.com;lr>;tag=1", 1 + 4 + FLAG + PARAM);
    check::<NameAddr>("sip:alice@example.com;tag=1", 4 + PARAM);
    check::<Via>("SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK;rport (x)", 5 + PARAM + FLAG);
    check::<CSeq>("1 INVITE", 2);
    check::<CallId>("a@b", 2);
    check::<ContentType>("text/plain;charset=utf-8", 2 + PARAM);
    check::<CallInfo>("<http://a/b>;purpose=icon", 1 + PARAM);
}

/// A user agent that has received so many requests of another user.
fn with_requests(number: usize, body: &str) -> (Ua, Now) {
    let mut ua = Ua::new(Box::new(Constant(0)));
    ua.options_mut().request_memory = 10 << 20;
    let remote = "192.0.2.1:5060".parse().unwrap();
    let path = Path { transport: Transport::Udp, channel: Channel(1), remote };
    let now = Now { instant: Instant::now(), date: SystemTime::now() };
    for number in 0..number {
        let text = format!(
            "MESSAGE sip:alice@192.0.2.7:5070 SIP/2.0\r\n\
             Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKpeer{number};rport\r\n\
             From: <sip:peer@192.0.2.1>;tag=pt\r\nTo: <sip:alice@192.0.2.7>\r\nCall-ID: m{number}\r\n\
             CSeq: 1 MESSAGE\r\nMax-Forwards: 70\r\nContent-Type: text/plain\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        ua.handle_input(now, Input::message(path, text.as_bytes().into()).unwrap());
        assert!(ua.poll_output().is_some() && ua.poll_output().is_none());
    }
    (ua, now)
}

#[test]
fn requests_that_are_not_answered_take_bounded_memory() {
    let start = BYTES.get();
    let (ua, _) = with_requests(3000, &"x".repeat(9000));
    let kept = BYTES.get().wrapping_sub(start);
    assert!(kept < 12 << 20, "{kept}");
    drop(ua);
}

#[test]
fn a_register_that_waits_takes_620_bytes_with_its_account() {
    const NUMBER: usize = 10_000;
    let start = BYTES.get();
    let mut ua = Ua::new(Box::new(Seeded(1)));
    ua.add_listener(Listener { transport: Transport::Udp, port: 5070, ipv4: true });
    let now = Now { instant: Instant::now(), date: SystemTime::now() };
    for number in 0..NUMBER {
        let from = format!("sip:user{number:05}@example.com");
        ua.send_initial_register(now, from.as_bytes(), b"sip:192.0.2.1", None, 3600).unwrap();
        while ua.poll_output().is_some() {}
    }
    let kept = BYTES.get().wrapping_sub(start) / NUMBER;
    assert!(kept <= 620, "{kept}");
}

#[test]
fn an_answered_message_takes_700_bytes_until_timer_j_ends() {
    const NUMBER: usize = 10_000;
    let start = BYTES.get();
    let (mut ua, now) = with_requests(NUMBER, &"x".repeat(200));
    for tid in 1..=NUMBER {
        ua.send_message_answer(now, i32::try_from(tid).unwrap(), 200, None).unwrap();
        assert!(ua.poll_output().is_some());
    }
    let kept = BYTES.get().wrapping_sub(start) / NUMBER;
    assert!(kept <= 700, "{kept}");
    let instant = now.instant + std::time::Duration::from_secs(33);
    ua.handle_input(Now { instant, ..now }, Input::Timeout);
    assert_eq!(ua.statistics(Now { instant, ..now }).transactions.allocated, 0);
}
