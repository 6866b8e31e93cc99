//! Where the trace goes: to a C function, to the system log or to a file.

use core::ffi::{CStr, c_char, c_int};
use core::mem::zeroed;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicPtr, Ordering::Relaxed};
use std::ffi::CString;
use std::time::{SystemTime, UNIX_EPOCH};

use libc::FILE;
use parking_lot::Mutex;

use super::{TraceFunction, TraceLevel};
use crate::trace::{self, Level};

unsafe extern "C" {
    /// C's standard output.
    #[cfg_attr(
        any(target_vendor = "apple", target_os = "freebsd", target_os = "dragonfly"),
        link_name = "__stdoutp"
    )]
    static stdout: *mut FILE;

    /// The body of `osip_trace` (`trace.c`).
    pub(super) fn exosip2_trace(
        fi: *const c_char,
        li: c_int,
        level: TraceLevel,
        f: *mut FILE,
        chfr: *const c_char,
        ...
    ) -> c_int;

    /// Sets the destination of the lines.
    fn exosip2_trace_connect(to: &'static Output);
}

/// What C calls; `struct exosip2_trace_output`.
#[repr(C)]
struct Output {
    begin: extern "C" fn(TraceLevel, &mut Option<TraceFunction>) -> c_int,
    write: extern "C" fn(*const c_char, c_int, TraceLevel, *mut FILE, *const c_char),
}

static OUTPUT: Output = Output { begin, write };

/// The function that takes all lines, if there is one.
static FUNCTION: Mutex<Option<TraceFunction>> = Mutex::new(None);

/// Whether the lines that no function takes go to the system log.
static TO_SYSTEM_LOG: AtomicBool = AtomicBool::new(false);

/// The name in the system log, which keeps a pointer to it.
static IDENTITY: Mutex<Option<CString>> = Mutex::new(None);

/// The file for the other lines; null stands for the standard output.
static FILE: AtomicPtr<FILE> = AtomicPtr::new(null_mut());

/// Passes all lines to `function`; `None` ends that.
pub(super) fn to_function(function: Option<TraceFunction>) {
    *FUNCTION.lock() = function;
    connect();
}

/// Writes to the system log from now on, under the name `identity` or that of the program.
pub(super) fn to_system_log(identity: Option<&[u8]>) {
    let mut kept = IDENTITY.lock();
    let name = identity.and_then(|name| CString::new(name).ok());
    let place = name.as_ref().map_or(core::ptr::null(), |name| name.as_ptr());
    // SAFETY: null, or a name that lives until the next `openlog`.
    unsafe { libc::openlog(place, libc::LOG_CONS | libc::LOG_PID, libc::LOG_DAEMON) };
    *kept = name;
    TO_SYSTEM_LOG.store(true, Relaxed);
    connect();
}

/// Writes to `file` from now on; null stands for the standard output.
pub(super) fn to_file(file: *mut FILE) {
    FILE.store(file, Relaxed);
    connect();
}

/// From the first initialisation on, lines are seen.
fn connect() {
    trace::set_sink(send);
    // SAFETY: takes any output that lives for ever.
    unsafe { exosip2_trace_connect(&OUTPUT) }
}

/// A line of our own takes the road of the program's lines: only C can call a function that takes a `va_list`.
fn send(level: Level, file: &str, line: u32, text: &str) {
    let line = c_int::try_from(line).unwrap_or(c_int::MAX);
    if let (Ok(file), Ok(text)) = (CString::new(file), CString::new(text)) {
        let (file, text, level) = (file.as_ptr(), text.as_ptr(), TraceLevel(level as c_int));
        // SAFETY: the format takes one string; all strings live for the call.
        unsafe { exosip2_trace(file, line, level, null_mut(), c"%s\n".as_ptr(), text) };
    }
}

/// Whether a line is wanted. If a function wants it as it is, `function` is set to that one, else to null.
extern "C" fn begin(level: TraceLevel, function: &mut Option<TraceFunction>) -> c_int {
    let wanted = Level::from_number(level.0).is_some_and(trace::is_wanted);
    *function = if wanted { *FUNCTION.lock() } else { None };
    wanted.into()
}

/// Writes a line that no function took.
extern "C" fn write(
    fi: *const c_char,
    li: c_int,
    level: TraceLevel,
    f: *mut FILE,
    text: *const c_char,
) {
    let Some(level) = Level::from_number(level.0) else { return };
    // SAFETY: null or the name of a source file.
    let file = (!fi.is_null()).then(|| unsafe { CStr::from_ptr(fi) }.to_bytes());
    // SAFETY: the formatted line.
    let text = unsafe { CStr::from_ptr(text) }.to_bytes();
    let mut line = head(level, file, li).into_bytes();
    line.extend_from_slice(text);
    if TO_SYSTEM_LOG.load(Relaxed) {
        write_to_system_log(level, &line)
    } else {
        write_to_file(f, &line)
    }
}

/// `| ERROR | 2026-01-02 03:04:05.6789 <   file.c:   42> `
fn head(level: Level, file: Option<&[u8]>, line: c_int) -> String {
    let name = String::from_utf8_lossy(file.unwrap_or(b"(null)"));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = libc::time_t::try_from(now.as_secs()).unwrap_or(libc::time_t::MAX);
    // SAFETY: all zero is a time.
    let mut tm: libc::tm = unsafe { zeroed() };
    // SAFETY: two live objects.
    unsafe { libc::localtime_r(&raw const seconds, &raw mut tm) };
    format!(
        "{}{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:04} <{name:>10.10}:{line:>5}> ",
        level.label(),
        i64::from(tm.tm_year) + 1900,
        tm.tm_mon + 1,
        tm.tm_mday,
        tm.tm_hour,
        tm.tm_min,
        tm.tm_sec,
        now.subsec_micros() / 100,
    )
}

fn write_to_system_log(level: Level, line: &[u8]) {
    let priority = match level {
        Level::Fatal | Level::Bug | Level::Error => libc::LOG_ERR,
        Level::Warning => libc::LOG_WARNING,
        Level::Info1 | Level::Info2 => libc::LOG_INFO,
        Level::Info3 | Level::Info4 => libc::LOG_DEBUG,
    };
    let length = c_int::try_from(line.len()).unwrap_or(c_int::MAX);
    // SAFETY: the format takes a length and so many bytes.
    unsafe { libc::syslog(priority, c"%.*s".as_ptr(), length, line.as_ptr()) };
}

/// Writes to `f`; if that is null, to the file of the initialisation; if there is none, to the standard output.
fn write_to_file(f: *mut FILE, line: &[u8]) {
    // SAFETY: C's library sets it before the program starts.
    let files = [f, FILE.load(Relaxed), unsafe { stdout }];
    let Some(file) = files.into_iter().find(|file| !file.is_null()) else { return };
    // SAFETY: an open file, as its owner promised, and live bytes.
    unsafe { libc::fwrite(line.as_ptr().cast(), 1, line.len(), file) };
    // SAFETY: as above.
    unsafe { libc::fflush(file) };
}
