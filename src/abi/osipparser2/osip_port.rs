//! `osipparser2/osip_port.h`: error codes, memory, text, the trace.

mod output;
pub mod text;

use core::ffi::{c_char, c_int, c_uint, c_void};

use libc::FILE;

use crate::abi::boundary::LooseStr;
use crate::error::Error::BadParameter;
use crate::error::{OK, code};
use crate::mem::{self, Free, Malloc, Realloc};
use crate::net::random;
use crate::trace::{self, Level};

/// Older number of a failure; not returned by any function.
pub const SIP_SYNTAX_ERROR: c_int = -1;
/// As [`SIP_SYNTAX_ERROR`].
pub const SIP_NETWORK_ERROR: c_int = -2;
/// As [`SIP_SYNTAX_ERROR`].
pub const SIP_ECONNREFUSED: c_int = -3;
/// As [`SIP_SYNTAX_ERROR`].
pub const SIP_RESSOURCE_ERROR: c_int = -4;
/// As [`SIP_SYNTAX_ERROR`].
pub const SIP_GLOBAL_ERROR: c_int = -5;

/// A trace level is on.
pub const LOG_TRUE: c_int = 1;
/// A trace level is off.
pub const LOG_FALSE: c_int = 0;

c_enum! {
    /// How grave or how detailed a line of trace is.
    enum TraceLevel {
        /// `OSIP_FATAL`: the process cannot go on.
        TRACE_LEVEL0 = 0,
        /// `OSIP_BUG`: a mistake in the library.
        TRACE_LEVEL1 = 1,
        /// `OSIP_ERROR`: something failed.
        TRACE_LEVEL2 = 2,
        /// `OSIP_WARNING`: something is odd.
        TRACE_LEVEL3 = 3,
        /// `OSIP_INFO1`: what the application did.
        TRACE_LEVEL4 = 4,
        /// `OSIP_INFO2`: what the network did.
        TRACE_LEVEL5 = 5,
        /// `OSIP_INFO3`: what a transaction did.
        TRACE_LEVEL6 = 6,
        /// `OSIP_INFO4`: everything else.
        TRACE_LEVEL7 = 7,
        /// How many there are; never traced.
        END_TRACE_LEVEL = 8,
    }
}

/// The arguments of a variadic function, which only C can read: a pointer on x86_64 and on aarch64.
#[repr(transparent)]
#[derive(Debug)]
pub struct Arguments(*mut c_void);

/// What takes lines of trace: source file, line in it, level, format, arguments.
pub type TraceFunction =
    unsafe extern "C" fn(*const c_char, c_int, TraceLevel, *const c_char, Arguments);

entry! {
    /// Makes the library allocate through the three functions instead of `malloc`, `realloc` and `free`; NULL stands
    /// for those. Call it before any other function: memory can be freed only by the allocator that it came from.
    fn osip_set_allocators(malloc_func: Option<Malloc>, realloc_func: Option<Realloc>, free_func: Option<Free>) {
        mem::set_allocators(malloc_func, realloc_func, free_func)
    }

    /// A random number below 2^31, from the kernel's generator.
    fn osip_build_random_number() -> c_uint {
        let mut bytes = [0; 4];
        random::fill(&mut bytes);
        c_uint::from_ne_bytes(bytes) >> 1
    }

    /// Sleeps for `useconds` microseconds, or until a signal is caught. Nothing for a negative number.
    fn osip_usleep(useconds: c_int) {
        if let Ok(time) = c_uint::try_from(useconds) {
            // SAFETY: takes any number.
            unsafe { libc::usleep(time) };
        }
    }

    /// Sends the trace to `func` from now on, and switches on the levels below `level` only. `func` gets what
    /// `osip_trace` gets. NULL undoes it. It may be called by any thread.
    fn osip_trace_initialize_func(level: TraceLevel, func: Option<TraceFunction>) {
        output::to_function(func);
        osip_trace_enable_until_level(level)
    }

    /// Sends the trace to the system log from now on, unless it goes to a function, and switches on the levels below
    /// `level` only. `ident` is copied; NULL stands for the program's name.
    fn osip_trace_initialize_syslog(level: TraceLevel, ident: LooseStr<'_>) {
        output::to_system_log(ident.optional());
        osip_trace_enable_until_level(level)
    }

    /// Writes the trace to `file` from now on, unless it goes to a function or to the system log, and switches on the
    /// levels below `level` only: END_TRACE_LEVEL for all. NULL stands for the standard output. The file stays open as
    /// long as there may be a trace. Returns 0.
    ///
    /// Nothing is traced before one of the three initialising functions was called.
    fn osip_trace_initialize(level: TraceLevel, file: *mut FILE) -> c_int {
        output::to_file(file);
        osip_trace_enable_until_level(level);
        OK
    }

    /// Switches on the levels below `level`, and the others off.
    fn osip_trace_enable_until_level(level: TraceLevel) {
        trace::enable_below(usize::try_from(level.0).unwrap_or(0))
    }

    /// Switches one level on.
    fn osip_trace_enable_level(level: TraceLevel) {
        trace::enable(Level::from_number(level.0).ok_or(BadParameter)?, true)
    }

    /// Switches one level off.
    fn osip_trace_disable_level(level: TraceLevel) {
        trace::enable(Level::from_number(level.0).ok_or(BadParameter)?, false)
    }

    /// LOG_TRUE if the level is on, else LOG_FALSE.
    fn osip_is_trace_level_activate(level: TraceLevel) -> c_int {
        match Level::from_number(level.0) {
            Some(level) if trace::is_enabled(level) => LOG_TRUE,
            _ => LOG_FALSE,
        }
    }

    /// The text for a return value: a constant.
    fn osip_strerror(err: c_int) -> *const c_char {
        let text = match err {
            0.. => c"success",
            code::OSIP_UNDEFINED_ERROR => c"undefined error",
            code::OSIP_BADPARAMETER => c"bad parameter",
            code::OSIP_WRONG_STATE => c"wrong state",
            code::OSIP_NOMEM => c"allocation failure",
            code::OSIP_SYNTAXERROR => c"syntax error",
            code::OSIP_NOTFOUND => c"not found",
            code::OSIP_API_NOT_INITIALIZED => c"api not initialized",
            code::OSIP_NO_NETWORK => c"no network",
            code::OSIP_PORT_BUSY => c"busy port",
            code::OSIP_UNKNOWN_HOST => c"unknown host",
            code::OSIP_DISK_FULL => c"disk full",
            code::OSIP_NO_RIGHTS => c"no rights",
            code::OSIP_FILE_NOT_EXIST => c"file not found",
            code::OSIP_TIMEOUT => c"time out",
            code::OSIP_TOOMUCHCALL => c"too much call",
            code::OSIP_WRONG_FORMAT => c"wrong format",
            code::OSIP_NOCOMMONCODEC => c"no common codec",
            // The original has no text for OSIP_RETRY_LIMIT either.
            _ => c"undefined",
        };
        text.as_ptr()
    }
}

/// Traces one line: source file, line in it, level, where to (NULL: where the initialisation said), and a format
/// with its arguments. Returns 0.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub extern "C" fn osip_trace() -> c_int {
    #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
    core::arch::naked_asm!("jmp {}", sym output::exosip2_trace);
    #[cfg(any(target_arch = "aarch64", target_arch = "arm"))]
    core::arch::naked_asm!("b {}", sym output::exosip2_trace);
    #[cfg(any(target_arch = "riscv64", target_arch = "riscv32"))]
    core::arch::naked_asm!("tail {}", sym output::exosip2_trace);
}
