//! `osipparser2/osip_port.h`

use core::ffi::{c_char, c_int, c_uint, c_ulong, c_void};

use libc::FILE;

use crate::abi::boundary::{LooseStr, Out, Str};
use crate::mem::{Free, Malloc, Realloc, Text};

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

entry_stub! {
    fn osip_set_allocators(malloc_func: Option<Malloc>, realloc_func: Option<Realloc>, free_func: Option<Free>);
    fn osip_build_random_number() -> c_uint;
    fn osip_usleep(useconds: c_int);
    fn osip_atoi(number: Str<'_>) -> c_int;
    fn osip_strcasecmp(s1: Str<'_>, s2: Str<'_>) -> c_int;
    fn osip_strncasecmp(s1: Str<'_>, s2: Str<'_>, len: usize) -> c_int;
    fn osip_strcasestr(haystack: Str<'_>, needle: Str<'_>) -> Option<Text>;
    fn osip_strncpy(dest: LooseStr<'_>, src: Str<'_>, length: usize) -> Option<Text>;
    fn osip_strdup(ch: Str<'_>) -> Option<Text>;
    fn osip_strdup_without_quote(ch: Str<'_>) -> Option<Text>;
    fn osip_tolower(word: LooseStr<'_>) -> c_int;
    fn osip_clrspace(word: LooseStr<'_>) -> c_int;
    fn __osip_set_next_token(dest: Out<'_, Option<Text>>, buf: LooseStr<'_>, end_separator: c_int, next: Out<'_, Option<Text>>) -> c_int;
    fn __osip_quote_find(qstring: Str<'_>) -> *const c_char;
    fn osip_enquote(s: Str<'_>) -> Option<Text>;
    fn osip_dequote(s: LooseStr<'_>);
    fn osip_hash(str: Str<'_>) -> c_ulong;
    fn osip_str_append(dst: LooseStr<'_>, src: Str<'_>) -> Option<Text>;
    fn osip_strn_append(dst: LooseStr<'_>, src: Str<'_>, len: usize) -> Option<Text>;
    fn osip_clrncpy(dst: LooseStr<'_>, src: Str<'_>, len: usize) -> Option<Text>;
    fn osip_trace_initialize_func(level: TraceLevel, func: *mut c_void);
    fn osip_trace_initialize_syslog(level: TraceLevel, ident: LooseStr<'_>);
    fn osip_trace_initialize(level: TraceLevel, file: *mut FILE) -> c_int;
    fn osip_trace_enable_until_level(level: TraceLevel);
    fn osip_trace_enable_level(level: TraceLevel);
    fn osip_trace_disable_level(level: TraceLevel);
    fn osip_is_trace_level_activate(level: TraceLevel) -> c_int;
    fn osip_strerror(err: c_int) -> *const c_char;
}
