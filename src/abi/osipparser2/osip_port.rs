//! `osipparser2/osip_port.h`

mod output;

use core::ffi::{c_char, c_int, c_uint, c_ulong, c_void};
use core::ptr::null_mut;

use libc::FILE;

use crate::abi::boundary::{LooseStr, Out, Str, StrMut};
use crate::error::Error::{BadParameter, NotFound, Undefined};
use crate::error::{OK, Result, code};
use crate::mem::{self, Free, Malloc, Realloc, Text};
use crate::net::random;
use crate::sip::grammar;
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
    /// for those. Call it before any other function: what one allocator gave, only it can take back.
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

    /// The decimal number that `number` begins with, after white space and a sign; 0 if there is none, -1 for NULL
    /// and for more than 64 bits. A number between 32 and 64 bits is cut to its low bits.
    fn osip_atoi(number: Str<'_>) -> c_int {
        leading_number(number.bytes().map_err(|_| Undefined)?).ok_or(Undefined)?
    }

    /// Compares two strings, ASCII letters without regard to case: 0 if they are equal, below or above 0 as `s1`
    /// comes before or after `s2`. OSIP_BADPARAMETER, which is not 0 either, if one is NULL.
    fn osip_strcasecmp(s1: Str<'_>, s2: Str<'_>) -> c_int {
        compare(s1.bytes()?, s2.bytes()?)
    }

    /// As `osip_strcasecmp`, for at most the first `len` bytes of each.
    fn osip_strncasecmp(s1: Str<'_>, s2: Str<'_>, len: usize) -> c_int {
        if len == 0 {
            return Ok(0);
        }
        compare(s1.prefix(len)?, s2.prefix(len)?)
    }

    /// Where `needle` first stands in `haystack`, without regard to case; NULL if nowhere.
    fn osip_strcasestr(haystack: Str<'_>, needle: Str<'_>) -> *mut c_char {
        let (haystack, needle) = (haystack.place()?.as_ptr(), needle.place()?.as_ptr());
        // SAFETY: two strings lent for the call.
        unsafe { libc::strcasestr(haystack, needle) }
    }

    /// Copies at most `length` bytes of `src` to `dest`, fills up with NULs to `length` bytes and adds one NUL:
    /// `dest` has room for `length + 1` bytes. Returns `dest`.
    fn osip_strncpy(dest: StrMut<'_>, src: Str<'_>, length: usize) -> *mut c_char {
        dest.write(bounded(src, length)?, length)?;
        dest.place()?.as_ptr()
    }

    /// Copies a string; the caller frees the copy with `osip_free`. NULL for NULL.
    fn osip_strdup(ch: Str<'_>) -> Option<Text> {
        Some(Text::new(ch.bytes()?))
    }

    /// As `osip_strdup`, but if the string begins with a quote, without its first and its last byte.
    fn osip_strdup_without_quote(ch: Str<'_>) -> Option<Text> {
        let text = ch.bytes()?;
        Some(Text::new(match text {
            [b'"', inner @ .., _] => inner,
            [b'"'] => &[],
            _ => text,
        }))
    }

    /// Makes the ASCII letters of `word` lower case, in place. Returns 0.
    fn osip_tolower(word: StrMut<'_>) -> c_int {
        let lower = word.bytes()?.to_ascii_lowercase();
        word.write(&raw const *lower, lower.len())?;
        OK
    }

    /// Removes white space from both ends of `word`, in place. Returns 0, or OSIP_UNDEFINED_ERROR for NULL.
    fn osip_clrspace(word: StrMut<'_>) -> c_int {
        let trimmed = grammar::trim(word.bytes().map_err(|_| Undefined)?);
        word.write(&raw const *trimmed, trimmed.len())?;
        OK
    }

    /// Copies what stands in `buf` before `end_separator` to `dest`, for the caller to free with `osip_free`, and sets
    /// `next` behind the separator. OSIP_UNDEFINED_ERROR if nothing stands before it, or if the line ends first;
    /// `next` is NULL then and `dest` untouched.
    fn __osip_set_next_token(dest: Out<'_, Option<Text>>, buf: StrMut<'_>, end_separator: c_int, next: Out<'_, *mut c_char>) -> c_int {
        next.give_or(null_mut(), || {
            let text = buf.bytes()?;
            let separator = end_separator as u8;
            let end = text.iter().position(|&byte| byte == separator || matches!(byte, b'\r' | b'\n'));
            let (token, rest) = end.and_then(|end| text.split_at_checked(end)).ok_or(Undefined)?;
            if token.is_empty() || rest.first() != Some(&separator) {
                return Err(Undefined);
            }
            dest.give(|| Ok(Some(Text::new(token))))?;
            // SAFETY: the separator is part of the text, so what is behind it is still in the string.
            Ok(unsafe { buf.place()?.add(token.len() + 1) }.as_ptr())
        })?;
        OK
    }

    /// The first quote in `qstring` that no backslash escapes; NULL if there is none.
    fn __osip_quote_find(qstring: Str<'_>) -> *const c_char {
        let mut escaped = false;
        let quote = qstring.bytes()?.iter().position(|&byte| {
            let found = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            found
        });
        // SAFETY: a byte of the string.
        unsafe { qstring.place()?.add(quote.ok_or(NotFound)?) }.as_ptr()
    }

    /// `s` in quotes, with a backslash before quotes and backslashes, and blanks for line breaks. The caller frees
    /// it with `osip_free`.
    fn osip_enquote(s: Str<'_>) -> Option<Text> {
        let text = s.bytes()?;
        let mut quoted = Vec::with_capacity(text.len() + 2);
        quoted.push(b'"');
        for &byte in text {
            match byte {
                b'"' | b'\\' => quoted.extend([b'\\', byte]),
                b'\r' | b'\n' => quoted.push(b' '),
                _ => quoted.push(byte),
            }
        }
        quoted.push(b'"');
        Some(Text::new(&quoted))
    }

    /// Undoes `osip_enquote`, in place: if `s` begins with a quote, that one, a quote at the end and the escaping
    /// backslashes are removed.
    fn osip_dequote(s: StrMut<'_>) {
        if let Some(inner) = s.bytes()?.strip_prefix(b"\"") {
            let mut escaped = false;
            let mut plain = inner.strip_suffix(b"\"").unwrap_or(inner).to_vec();
            plain.retain(|&byte| {
                escaped = byte == b'\\' && !escaped;
                !escaped
            });
            s.write(&raw const *plain, plain.len())?;
        }
    }

    /// A 32-bit hash of a string (Bernstein's, times 33); 0 for NULL. Not for data that an attacker may choose.
    fn osip_hash(str: Str<'_>) -> c_ulong {
        let hash = str.bytes()?.iter().fold(5381_u32, |hash, &byte| {
            // Plain `char`, so the sign is the platform's.
            hash.wrapping_mul(33).wrapping_add(byte as c_char as u32)
        });
        hash.into()
    }

    /// Copies `src` to `dst` and returns the end of the copy, where the next part goes.
    fn osip_str_append(dst: StrMut<'_>, src: Str<'_>) -> *mut c_char {
        let text = src.bytes()?;
        dst.write(text, text.len())?.as_ptr()
    }

    /// As `osip_strncpy`, but returns `dst + len`.
    fn osip_strn_append(dst: StrMut<'_>, src: Str<'_>, len: usize) -> *mut c_char {
        dst.write(bounded(src, len)?, len)?.as_ptr()
    }

    /// Copies at most `len` bytes of `src` to `dst`, which has room for `len + 1`, without the white space at both
    /// ends. Returns `dst`; NULL, and an empty `dst`, if `src` is NULL or `len` is 0.
    fn osip_clrncpy(dst: StrMut<'_>, src: Str<'_>, len: usize) -> *mut c_char {
        let text = grammar::trim(src.prefix(len).unwrap_or_default());
        dst.write(text, text.len())?;
        let copied = len > 0 && src.place().is_ok();
        if copied { dst.place()?.as_ptr() } else { null_mut() }
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
    #[cfg(target_arch = "x86_64")]
    core::arch::naked_asm!("jmp {}", sym output::exosip2_trace);
    #[cfg(target_arch = "aarch64")]
    core::arch::naked_asm!("b {}", sym output::exosip2_trace);
}

/// The number at the start of `text`, cut to the low bits of an `int`; `None` beyond 64 bits.
fn leading_number(text: &[u8]) -> Option<c_int> {
    let start = text.iter().position(|&byte| !matches!(byte, b' ' | b'\t'..=b'\r'));
    let (sign, digits) = match text.get(start.unwrap_or(text.len())..)? {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] | digits => (1, digits),
    };
    let mut digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    let number = digits.try_fold(0_i64, |number, digit| {
        number.checked_mul(10)?.checked_add(sign * i64::from(digit - b'0'))
    });
    number.map(|number| number as c_int)
}

/// The difference of the first bytes that differ in more than case; a missing one counts as NUL.
fn compare(first: &[u8], second: &[u8]) -> c_int {
    let differ = |(a, b): (&u8, &u8)| !a.eq_ignore_ascii_case(b);
    let shorter = first.len().min(second.len());
    let at = first.iter().zip(second).position(differ).unwrap_or(shorter);
    let byte = |text: &[u8]| text.get(at).map_or(0, |byte| c_int::from(byte.to_ascii_lowercase()));
    byte(first) - byte(second)
}

/// At most `length` bytes of `text`; none of NULL.
fn bounded(text: Str<'_>, length: usize) -> Result<&[u8]> {
    if length == 0 { Ok(&[]) } else { text.prefix(length) }
}
