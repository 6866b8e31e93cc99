//! Percent escapes in URIs. RFC 3261 19.1.2.
//!
//! Fields hold text without escapes. C could not see past a NUL byte, so the escape for it stays as it is written:
//! `%00` stays `%00`; and so that nothing else is taken for it, the escaped percent sign of `%2500` stays too.

use super::grammar::{Alphabet, has};
use crate::mem::Text;

/// What stands for itself in the user part of a URI; everything else is escaped there.
pub static USER: Alphabet = Alphabet::new(b"-_.!~*'()&=+$,;?/");
/// The same for a password.
pub static PASSWORD: Alphabet = Alphabet::new(b"-_.!~*'()&=+$,");
/// The same for names and values of URI parameters.
pub static PARAM: Alphabet = Alphabet::new(b"-_.!~*'()[]/:&+$");
/// The same for names and values of URI headers.
pub static HEADER: Alphabet = Alphabet::new(b"-_.!~*'()[]/?:+$");

/// Appends `text` with all bytes escaped that are not `plain`.
pub fn escape(text: &[u8], plain: &Alphabet, out: &mut Vec<u8>) {
    // Most texts have none.
    if plain.has_all(text) {
        out.extend_from_slice(text);
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.iter().position(|&byte| !plain.has(byte)) {
        let Some((shown, [byte, after @ ..])) = rest.split_at_checked(at) else { break };
        out.extend_from_slice(shown);
        out.push(b'%');
        if !(*byte == b'%' && leads_to_nul(after)) {
            out.extend([digit(byte >> 4), digit(byte & 15)]);
        }
        rest = after;
    }
    out.extend_from_slice(rest);
}

/// The text that `escaped` stands for. A percent sign that begins no escape stands for itself.
pub fn unescaped(escaped: &[u8]) -> Text {
    if has(escaped, b'%') { Text::changed(escaped, unescape) } else { Text::new(escaped) }
}

/// As [`unescaped`], in place. Returns the new length.
pub fn unescape(text: &mut [u8]) -> usize {
    let mut from = 0;
    let mut to = 0;
    while let Some((byte, length)) = text.get(from..).and_then(first_byte) {
        if let Some(place) = text.get_mut(to) {
            *place = byte;
        }
        from += length;
        to += 1;
    }
    to
}

/// The first byte that `text` stands for, and how many bytes it is written with.
fn first_byte(text: &[u8]) -> Option<(u8, usize)> {
    if let [b'%', rest @ ..] = text
        && let [high, low, ..] = rest
        && let (Some(high), Some(low)) = (value(*high), value(*low))
        && !leads_to_nul(rest)
    {
        return Some((high << 4 | low, 3));
    }
    text.first().map(|&byte| (byte, 1))
}

/// Whether what follows a percent sign makes it an escaped NUL, or an escaped percent sign before `00`.
fn leads_to_nul(mut text: &[u8]) -> bool {
    while let Some(rest) = text.strip_prefix(b"25") {
        text = rest;
    }
    text.starts_with(b"00")
}

/// The hexadecimal digit for a number below 16.
fn digit(number: u8) -> u8 {
    if number < 10 { b'0' + number } else { b'A' - 10 + number }
}

/// The number that a hexadecimal digit stands for.
fn value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &[u8], plain: &Alphabet) -> String {
        let mut out = Vec::new();
        escape(text, plain, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_part_shows_what_the_grammar_allows_in_it() {
        let marks = b" \"%&()+,/:;<=>?@[\\]^`{|}~\x7f\xff\x01";
        let rest = "%5E%60%7B%7C%7D~%7F%FF%01";
        for (plain, expected) in [
            (&USER, "%20%22%25&()+,/%3A;%3C=%3E?%40%5B%5C%5D"),
            (&PASSWORD, "%20%22%25&()+,%2F%3A%3B%3C=%3E%3F%40%5B%5C%5D"),
            (&PARAM, "%20%22%25&()+%2C/:%3B%3C%3D%3E%3F%40[%5C]"),
            (&HEADER, "%20%22%25%26()+%2C/:%3B%3C%3D%3E?%40[%5C]"),
        ] {
            assert_eq!(escaped(marks, plain), [expected, rest].concat());
        }
    }

    #[test]
    fn a_percent_sign_without_digits_stands_for_itself() {
        for (text, meant) in [("a%41b", "aAb"), ("%", "%"), ("%4", "%4"), ("%zz%7e", "%zz~")] {
            assert_eq!(&*unescaped(text.as_bytes()), meant.as_bytes());
        }
    }

    #[test]
    fn an_escaped_nul_neither_ends_the_text_nor_changes_it() {
        for text in ["a%00b", "a%2500b", "%252500", "%00"] {
            assert_eq!(&*unescaped(text.as_bytes()), text.as_bytes());
            assert_eq!(escaped(text.as_bytes(), &USER), text);
        }
    }

    #[test]
    fn what_was_escaped_is_read_back_the_same() {
        for text in [&b"%%00%"[..], b"%2", b"%25", b"\xc3\xa9 <>", b"%250", b"%25 00"] {
            assert_eq!(&*unescaped(escaped(text, &USER).as_bytes()), text);
        }
    }
}
