//! The strings of `osipparser2/osip_port.h`.

use core::ffi::{c_char, c_int, c_ulong};
use core::ptr::null_mut;

use crate::abi::boundary::{Out, Str, StrMut};
use crate::error::Error::{NotFound, Undefined};
use crate::error::{OK, Result};
use crate::mem::Text;
use crate::sip::grammar;

entry! {
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
