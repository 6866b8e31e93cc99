//! Parsing, copying and printing messages beside Debian's libosipparser2, in one run; and what the worst datagrams cost.
//!
//! `cargo bench --bench parser`, or with `-- --quick` a short one. Ratios are medians over rounds in which both libraries
//! take turns.

#![allow(
    clippy::indexing_slicing,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    clippy::unwrap_used
)]

#[path = "../../tests/common/mod.rs"]
#[allow(dead_code, unreachable_pub)]
mod common;
mod messages;

use core::ffi::{c_char, c_int, c_void};
use core::ptr::null_mut;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use eXosip2::sip::Message;
use serde_json::{Value, json};

type Malloc = unsafe extern "C" fn(usize) -> *mut c_void;
type Realloc = unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void;
type Free = unsafe extern "C" fn(*mut c_void);

api! {
    fn osip_message_init(*mut *mut Message) -> c_int;
    fn osip_message_parse(*mut Message, *const c_char, usize) -> c_int;
    fn osip_message_clone(*const Message, *mut *mut Message) -> c_int;
    fn osip_message_force_update(*mut Message) -> c_int;
    fn osip_message_to_str(*mut Message, *mut *mut c_char, *mut usize) -> c_int;
    fn osip_message_free(*mut Message);
    fn osip_set_allocators(Option<Malloc>, Option<Realloc>, Option<Free>);
}

/// How many messages one measurement takes together.
const BATCH: usize = 64;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let rounds = if quick { 20 } else { 400 };
    let mut rows = Vec::new();
    println!(
        "| message | bytes | parse | print | clone | free | parse ns | allocations: ours, the original's | blocks kept |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (name, text) in messages::all() {
        rows.push(compare(name, text.as_bytes(), rounds));
    }
    let curves = curves(if quick { 3 } else { 15 });
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    let json = json!({ "messages": rows, "worst": curves });
    let written = fs::create_dir_all(&directory)
        .and_then(|()| fs::write(directory.join("parser.json"), json.to_string()));
    written.expect("target/bench can be written");
}

/// Seconds for a batch of each operation.
struct Times {
    parse: f64,
    print: f64,
    clone: f64,
    free: f64,
}

fn compare(name: &str, text: &[u8], rounds: usize) -> Value {
    // The one that goes first finds the heap as the other left it, so that both are first half of the times.
    let times: Vec<(Times, Times)> = (0..rounds)
        .map(|round| match round % 2 {
            0 => (batch(ours(), text), batch(original(), text)),
            _ => {
                let theirs = batch(original(), text);
                (batch(ours(), text), theirs)
            }
        })
        .collect();
    let ratio = |of: fn(&Times) -> f64| median(times.iter().map(|(a, b)| of(b) / of(a)).collect());
    let [parse, print, clone, free] =
        [ratio(|t| t.parse), ratio(|t| t.print), ratio(|t| t.clone), ratio(|t| t.free)];
    let ns = median(times.iter().map(|t| t.0.parse).collect()) * 1e9 / BATCH as f64;
    let (mine, theirs) = (allocations(ours(), text), allocations(original(), text));
    println!(
        "| {name} | {} | {parse:.2}x | {print:.2}x | {clone:.2}x | {free:.2}x | {ns:.0} | parse {}, {}; clone {}, {}; \
         print {}, {} | {}, {} |",
        text.len(),
        mine.parse,
        theirs.parse,
        mine.clone,
        theirs.clone,
        mine.print,
        theirs.print,
        mine.kept,
        theirs.kept
    );
    json!({
        "message": name, "bytes": text.len(), "parse": parse, "print": print, "clone": clone, "free": free,
        "parse_ns": ns, "allocations": { "parse": mine.parse, "clone": mine.clone, "print": mine.print, "kept": mine.kept },
        "original_allocations": { "parse": theirs.parse, "clone": theirs.clone, "print": theirs.print },
    })
}

fn batch(api: &Api, text: &[u8]) -> Times {
    let (mut parsed, mut cloned) = ([null_mut(); BATCH], [null_mut(); BATCH]);
    let parse = timed(|| parsed.iter_mut().for_each(|place| *place = parse(api, text)));
    let clone = timed(|| {
        for (from, to) in parsed.iter().zip(&mut cloned) {
            unsafe { (api.osip_message_clone)(*from, to) };
        }
    });
    parsed.iter().for_each(|&message| unsafe {
        (api.osip_message_force_update)(message);
    });
    let mut printed = [null_mut(); BATCH];
    let print = timed(|| {
        for (message, place) in parsed.iter().zip(&mut printed) {
            let mut length = 0;
            unsafe { (api.osip_message_to_str)(*message, place, &mut length) };
        }
    });
    printed.iter().for_each(|&text| unsafe { libc::free(text.cast()) });
    let free = timed(|| parsed.iter().for_each(|&m| unsafe { (api.osip_message_free)(m) }));
    cloned.iter().for_each(|&m| unsafe { (api.osip_message_free)(m) });
    Times { parse, print, clone, free }
}

fn parse(api: &Api, text: &[u8]) -> *mut Message {
    let mut message = null_mut();
    unsafe { (api.osip_message_init)(&mut message) };
    let code = unsafe { (api.osip_message_parse)(message, text.as_ptr().cast(), text.len()) };
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(text));
    black_box(message)
}

/// The processor time of a job in seconds: what else the machine does counts little.
fn timed(job: impl FnOnce()) -> f64 {
    let start = processor_time();
    job();
    processor_time() - start
}

fn processor_time() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How often each operation asks for memory, and how many blocks a parsed message keeps: each is one that C may free
/// by itself, so that no parser can do with fewer.
struct Allocations {
    parse: usize,
    clone: usize,
    print: usize,
    kept: usize,
}

static ASKED: AtomicUsize = AtomicUsize::new(0);
static FREED: AtomicUsize = AtomicUsize::new(0);

unsafe extern "C" fn count_malloc(size: usize) -> *mut c_void {
    ASKED.fetch_add(1, Relaxed);
    unsafe { libc::malloc(size) }
}

unsafe extern "C" fn count_realloc(place: *mut c_void, size: usize) -> *mut c_void {
    ASKED.fetch_add(1, Relaxed);
    FREED.fetch_add(usize::from(!place.is_null()), Relaxed);
    unsafe { libc::realloc(place, size) }
}

unsafe extern "C" fn count_free(place: *mut c_void) {
    FREED.fetch_add(usize::from(!place.is_null()), Relaxed);
    unsafe { libc::free(place) }
}

fn allocations(api: &Api, text: &[u8]) -> Allocations {
    let asked = |job: &mut dyn FnMut()| {
        let before = ASKED.load(Relaxed);
        job();
        ASKED.load(Relaxed) - before
    };
    unsafe { (api.osip_set_allocators)(Some(count_malloc), Some(count_realloc), Some(count_free)) };
    let (mut message, mut copy, mut printed) = (null_mut(), null_mut(), null_mut());
    let freed = FREED.load(Relaxed);
    let parse_count = asked(&mut || message = parse(api, text));
    let kept = parse_count - (FREED.load(Relaxed) - freed);
    let clone = asked(&mut || unsafe {
        (api.osip_message_clone)(message, &mut copy);
    });
    let print = asked(&mut || unsafe {
        (api.osip_message_force_update)(message);
        (api.osip_message_to_str)(message, &mut printed, &mut 0);
    });
    unsafe { libc::free(printed.cast()) };
    unsafe { (api.osip_message_free)(message) };
    unsafe { (api.osip_message_free)(copy) };
    unsafe { (api.osip_set_allocators)(None, None, None) };
    Allocations { parse: parse_count, clone, print, kept }
}

/// What the worst datagrams cost, for lengths that double: parse, clone, print and parse again, in milliseconds. Beside
/// it what memory alone costs for so many blocks, and what the original takes, if it gets through.
fn curves(rounds: usize) -> Vec<Value> {
    const LENGTHS: [usize; 4] = [8_000, 16_000, 32_000, 64_000];
    println!(
        "\n| worst datagram, ms | 8 kB | 16 kB | 32 kB | 64 kB | memory alone | the original |"
    );
    println!("|---|---|---|---|---|---|---|");
    let names: Vec<&str> = messages::worst(1000).iter().map(|w| w.0).collect();
    let mut rows = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let texts = LENGTHS.map(|length| messages::worst(length).swap_remove(index).1);
        let cost = texts
            .each_ref()
            .map(|text| median((0..rounds).map(|_| round(ours(), text) * 1e3).collect()));
        let [.., longest] = &texts;
        let memory = median((0..rounds).map(|_| memory_of_round(longest) * 1e3).collect());
        let theirs = in_child(|| round(original(), longest) * 1e3);
        let shown = theirs.map_or("-".into(), |ms| format!("{ms:.3}"));
        println!(
            "| {name} | {:.3} | {:.3} | {:.3} | {:.3} | {memory:.3} | {shown} |",
            cost[0], cost[1], cost[2], cost[3]
        );
        rows.push(json!({ "name": name, "bytes": LENGTHS, "ms": cost, "memory": memory, "original": theirs }));
    }
    rows
}

/// Seconds to parse, clone, print and parse again.
fn round(api: &Api, text: &[u8]) -> f64 {
    let (mut message, mut copy, mut printed, mut length) = (null_mut(), null_mut(), null_mut(), 0);
    let mut again = null_mut();
    let text = common::oracle::terminated(text);
    let seconds = timed(|| unsafe {
        (api.osip_message_init)(&mut message);
        if (api.osip_message_parse)(message, text.as_ptr().cast(), text.len() - 1) == 0 {
            (api.osip_message_clone)(message, &mut copy);
            (api.osip_message_to_str)(copy, &mut printed, &mut length);
            (api.osip_message_init)(&mut again);
            (api.osip_message_parse)(again, printed, length);
        }
    });
    unsafe { libc::free(printed.cast()) };
    for message in [message, copy, again] {
        unsafe { (api.osip_message_free)(message) };
    }
    seconds
}

/// Seconds to get the memory for the blocks of three such messages, the smallest that there is.
fn memory_of_round(text: &[u8]) -> f64 {
    let mut message = null_mut();
    unsafe { (ours().osip_message_init)(&mut message) };
    let asked = ASKED.load(Relaxed);
    unsafe {
        (ours().osip_set_allocators)(Some(count_malloc), Some(count_realloc), Some(count_free))
    };
    unsafe { (ours().osip_message_parse)(message, text.as_ptr().cast(), text.len()) };
    unsafe { (ours().osip_set_allocators)(None, None, None) };
    let count = 3 * (ASKED.load(Relaxed) - asked);
    unsafe { (ours().osip_message_free)(message) };
    let mut blocks = Vec::with_capacity(count);
    let seconds =
        timed(|| blocks.extend((0..count).map(|_| black_box(unsafe { libc::malloc(16) }))));
    blocks.into_iter().for_each(|block| unsafe { libc::free(block) });
    seconds
}

/// What `measure` answers in a process of its own; nothing if it does not come back within some seconds.
fn in_child(measure: impl FnOnce() -> f64) -> Option<f64> {
    let mut ends = [0; 2];
    assert_eq!(unsafe { libc::pipe(ends.as_mut_ptr()) }, 0);
    match unsafe { libc::fork() } {
        0 => unsafe {
            let limit = libc::rlimit { rlim_cur: 20, rlim_max: 20 };
            libc::setrlimit(libc::RLIMIT_CPU, &limit);
            let answer = measure().to_ne_bytes();
            libc::write(ends[1], answer.as_ptr().cast(), answer.len());
            libc::_exit(0)
        },
        child => unsafe {
            let mut answer = [0; 8];
            libc::close(ends[1]);
            let length = libc::read(ends[0], answer.as_mut_ptr().cast(), answer.len());
            libc::close(ends[0]);
            libc::waitpid(child, null_mut(), 0);
            (length == 8).then(|| f64::from_ne_bytes(answer))
        },
    }
}
