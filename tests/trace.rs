//! Nothing is traced before a program asks for it; then the library's own lines look as the program's.

#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    clippy::unwrap_used
)]

use core::ffi::{CStr, c_char, c_int};

use eXosip2::abi::osipparser2::osip_port::{END_TRACE_LEVEL, TraceLevel, osip_trace_initialize};
use eXosip2::trace;

unsafe extern "C" {
    fn osip_trace(
        fi: *const c_char,
        li: c_int,
        level: TraceLevel,
        f: *mut libc::FILE,
        chfr: *const c_char,
        ...
    ) -> c_int;
}

fn trace_line(file: *mut libc::FILE, text: &CStr) {
    let code = unsafe {
        osip_trace(
            c"a/b.c".as_ptr(),
            7,
            TraceLevel(2),
            file,
            c"%s %d\n".as_ptr(),
            text.as_ptr(),
            42,
        )
    };
    assert_eq!(code, 0);
}

/// What stands in `file`, each line without its date.
fn lines(file: *mut libc::FILE) -> Vec<String> {
    let mut bytes = vec![0; 4096];
    unsafe { libc::rewind(file) };
    let length = unsafe { libc::fread(bytes.as_mut_ptr().cast(), 1, bytes.len(), file) };
    bytes.truncate(length);
    let text = String::from_utf8(bytes).unwrap();
    text.lines().map(|line| format!("{}{}", &line[..10], &line[35..])).collect()
}

#[test]
fn nothing_is_traced_before_a_program_asks_for_it() {
    let file = unsafe { libc::tmpfile() };
    eXosip2::abi::osipparser2::osip_port::osip_trace_enable_level(TraceLevel(2));
    trace_line(file, c"too early");
    trace::write(trace::Level::Error, "src/x.rs", 1, format_args!("too early"));
    assert_eq!(lines(file), [""; 0]);

    assert_eq!(osip_trace_initialize(END_TRACE_LEVEL, file), 0);
    trace_line(core::ptr::null_mut(), c"from C");
    trace::write(trace::Level::Warning, "src/ua/x.rs", 12, format_args!("50 % of {}", "us"));
    assert_eq!(
        lines(file),
        ["| ERROR | <       b.c:    7> from C 42", "|WARNING| <      x.rs:   12> 50 % of us",]
    );
    unsafe { libc::fclose(file) };
}
