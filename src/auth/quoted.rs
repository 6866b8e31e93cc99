//! Texts between quotes. RFC 3261 25.1.

use std::borrow::Cow;

use crate::sip::grammar;

/// A realm, nonce or opaque value longer than this is refused: each request would have to carry it.
const MAX_VALUE: usize = 2048;

/// Whether `text` can be sent back between quotes.
pub(super) fn is_safe(text: &[u8]) -> bool {
    let is_quotable =
        || grammar::quoted_length(&[b"\"", text, b"\""].concat()) == Some(text.len() + 2);
    text.len() <= MAX_VALUE
        && grammar::find_any(text, [b'\r', b'\n']).is_none()
        && (grammar::find_any(text, [b'"', b'\\']).is_none() || is_quotable())
}

/// `text` without the quotes around it, if there are any.
pub(super) fn unquoted(text: &[u8]) -> &[u8] {
    grammar::unquoted(text).unwrap_or(text)
}

/// The meaning of a text between quotes: without backslashes.
pub(super) fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if !grammar::has(text, b'\\') {
        return text.into();
    }
    let mut plain = Vec::with_capacity(text.len());
    grammar::unescape(text, &mut plain);
    plain.into()
}

/// Appends any text so that it can stand between quotes.
pub(super) fn escape(text: &[u8], out: &mut Vec<u8>) {
    // Seldom is there any, and this looks at many bytes at a time.
    if grammar::find_any(text, *b"\"\\").is_none() {
        return out.extend_from_slice(text);
    }
    for &byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
}

/// `text` in lower case.
pub(super) fn lower_case(text: &[u8]) -> Cow<'_, [u8]> {
    match text.iter().any(u8::is_ascii_uppercase) {
        true => text.to_ascii_lowercase().into(),
        false => text.into(),
    }
}
