//! What headers are made of: white space, tokens, quoted strings, lists, numbers. RFC 3261 25.1.
//!
//! All functions take and return slices of the text at hand; every function looks at each byte once.

pub use super::scan::{
    LineFeeds, find, find_any, find_line_end, find_line_feed, has, split_before, split_before_any,
    split_once,
};
use crate::error::{Error, Result};
use crate::mem::Text;

/// Whether `byte` is white space; a folded line break is.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// `text` without the white space at its ends.
#[inline]
pub fn trim(text: &[u8]) -> &[u8] {
    match text {
        // Most texts have none, and this is quicker than two loops.
        [first, .., last] if *first > b' ' && *last > b' ' => text,
        _ => trim_end(trim_start(text)),
    }
}

/// `text` without the white space before it.
#[inline]
pub fn trim_start(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_space(*first)
    {
        text = rest;
    }
    text
}

/// `text` without the white space after it.
#[inline]
pub fn trim_end(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., last] = text
        && is_space(*last)
    {
        text = rest;
    }
    text
}

/// Whether `text` has no line break but folded ones, which white space follows, and those at its end.
pub fn is_one_line(text: &[u8]) -> bool {
    // Seldom is there any, and this looks at many bytes at a time.
    if find_any(text, [b'\r', b'\n']).is_none() {
        return true;
    }
    let text = trim_end(text);
    let mut next = text.iter().skip(1);
    text.iter().all(|byte| match (byte, next.next()) {
        (b'\r', next) => matches!(next, Some(b'\n' | b' ' | b'\t')),
        (b'\n', next) => matches!(next, Some(b' ' | b'\t')),
        _ => true,
    })
}

/// A string for a field, which is absent where the text is empty.
pub fn optional(text: &[u8]) -> Option<Text> {
    (!text.is_empty()).then(|| Text::new(text))
}

/// A string for a field that must not be empty.
pub fn mandatory(text: &[u8]) -> Result<Option<Text>> {
    optional(text).ok_or(Error::Syntax).map(Some)
}

/// Letters, digits and some marks of ASCII: what may stand in one part of a header.
pub struct Alphabet([bool; 256]);

static TOKEN: Alphabet = Alphabet::new(b"-.!%*_+`'~");

// Every byte has its place in the table.
#[allow(clippy::indexing_slicing)]
impl Alphabet {
    /// Letters, digits and `marks`.
    pub const fn new(mut marks: &[u8]) -> Self {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric();
            byte += 1;
        }
        while let [mark, rest @ ..] = marks {
            table[*mark as usize] = mark.is_ascii();
            marks = rest;
        }
        Self(table)
    }

    /// These, and all that is not ASCII.
    pub const fn or_other(mut self) -> Self {
        let mut byte = 128;
        while byte < 256 {
            self.0[byte] = true;
            byte += 1;
        }
        self
    }

    /// Whether `byte` is one of them.
    pub const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }

    /// Whether all of `text` are.
    #[inline]
    pub fn has_all(&self, text: &[u8]) -> bool {
        // Without an early end: texts are short, and seldom is a byte none of them.
        text.iter().fold(true, |all, &byte| all & self.has(byte))
    }
}

/// Whether `text` is a token: a method, a header name, a parameter name.
pub fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && TOKEN.has_all(text)
}

/// The number that `text` stands for: decimal digits only. Never wraps: what is too large is an error.
pub fn number(text: &[u8]) -> Result<u32> {
    let mut sum = 0;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        sum = sum * 10 + u64::from(digit);
        if digit > 9 || sum > u64::from(u32::MAX) {
            return Err(Error::Syntax);
        }
    }
    u32::try_from(sum).ok().filter(|_| !text.is_empty()).ok_or(Error::Syntax)
}

/// The length of the quoted string that `text` begins with, quotes included; `None` if it has no end.
///
/// A backslash takes the next byte with it.
pub fn quoted_length(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += find_any(text.get(at..)?, *b"\"\\")?;
        match text.get(at)? {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

/// What stands between the quotes, escapes untouched, if `text` is one quoted string.
pub fn unquoted(text: &[u8]) -> Option<&[u8]> {
    let inner = text.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    (quoted_length(text)? == text.len()).then_some(inner)
}

/// Appends `text` without its backslashes: what a quoted string stands for.
pub fn unescape(text: &[u8], out: &mut Vec<u8>) {
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        let escaped = if byte == b'\\' { bytes.next() } else { None };
        out.push(*escaped.unwrap_or(&byte));
    }
}

/// Where a byte that `wanted` names first stands outside of quoted strings.
///
/// A quote without an end hides nothing.
pub fn find_unquoted(text: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = 0;
    let mut balanced = true;
    loop {
        let rest = text.get(at..)?;
        let next = rest.iter().position(|&byte| wanted(byte) || (byte == b'"' && balanced))?;
        at += next;
        match rest.get(next..)? {
            [b'"', ..] if balanced => match quoted_length(rest.get(next..)?) {
                Some(length) => at += length,
                None => balanced = false,
            },
            _ => return Some(at),
        }
    }
}

/// The elements of a comma separated list, trimmed. A comma in quotes or in angle brackets separates nothing; a
/// quote without an end hides all that follows.
pub fn elements(text: &[u8]) -> Elements<'_> {
    Elements { rest: Some(text), has_commas: has(text, b','), brackets_close: true }
}

/// The iterator of [`elements`].
pub struct Elements<'a> {
    rest: Option<&'a [u8]>,
    has_commas: bool,
    /// False once an angle bracket had no end: then no later one has, and none is sought again.
    brackets_close: bool,
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.rest?;
        let end = if self.has_commas { self.find_comma(text) } else { text.len() };
        self.rest = text.get(end + 1..);
        text.get(..end).map(trim)
    }
}

impl Elements<'_> {
    /// Whether there are commas in the list, separating elements or within them. Most headers are lists of one element.
    pub fn has_commas(&self) -> bool {
        self.has_commas
    }

    fn find_comma(&mut self, text: &[u8]) -> usize {
        let mut at = 0;
        let mut in_brackets = false;
        while let Some(next) = text.get(at..).and_then(|rest| find_any(rest, *b",\"<>\\")) {
            at += next;
            let rest @ [first, ..] = text.get(at..).unwrap_or_default() else { break };
            match first {
                b',' if !in_brackets => return at,
                b'<' if !in_brackets && self.brackets_close => {
                    self.brackets_close = has(rest, b'>');
                    in_brackets = self.brackets_close;
                }
                b'>' => in_brackets = false,
                _ => {}
            }
            at += match first {
                b'"' => quoted_length(rest).unwrap_or(rest.len()),
                b'\\' if matches!(rest.get(1), Some(b'"' | b'\\')) => 2,
                _ => 1,
            };
        }
        text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folded_line_breaks_stay_in_a_line() {
        for text in ["", "a", "a\r\n b\n\tc", "a\r\n"] {
            assert!(is_one_line(text.as_bytes()), "{text:?}");
        }
        for text in ["a\r\nb", "a\nb", "a\rb", "a\r\r\n b", "a\n\n b"] {
            assert!(!is_one_line(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn only_bare_commas_separate_elements() {
        let list: Vec<_> = elements(b"\"a,\\\",b\" <sip:c,d>;x , e,, f").collect();
        assert_eq!(list, [&b"\"a,\\\",b\" <sip:c,d>;x"[..], b"e", b"", b"f"]);
        let list: Vec<_> = elements(b"<a, \\\"b,c,\"d, e").collect();
        assert_eq!(list, [&b"<a"[..], b"\\\"b", b"c", b"\"d, e"]);
    }

    #[test]
    fn numbers_are_digits_and_never_wrap() {
        assert_eq!(number(b"0009"), Ok(9));
        assert_eq!(number(b"4294967295"), Ok(u32::MAX));
        for text in ["", "4294967296", "-1", "+1", " 1", "1 ", "0x1"] {
            assert_eq!(number(text.as_bytes()), Err(Error::Syntax), "{text}");
        }
    }

    #[test]
    fn an_unbalanced_quote_hides_nothing() {
        assert_eq!(find_unquoted(b"\"a,b\",\"c,d", |b| b == b','), Some(5));
        assert_eq!(find_unquoted(b"\"c,d", |b| b == b','), Some(2));
    }

    #[test]
    fn a_quoted_string_is_unquoted_and_unescaped() {
        assert_eq!(unquoted(b"\"a\\\"b\""), Some(&b"a\\\"b"[..]));
        assert_eq!(unquoted(b"\"a\" b\""), None);
        assert_eq!(unquoted(b"\""), None);
        let mut out = Vec::new();
        unescape(b"a\\\"b\\\\", &mut out);
        assert_eq!(out, b"a\"b\\");
    }
}
