//! Secrets in messages, replaced by as many `x`: for traces and captures.

use std::borrow::Cow;

/// Parameters of challenges, credentials and their proofs (RFC 7616, RFC 3310).
const PARAMETERS: [&[u8]; 9] =
    [b"response", b"nonce", b"cnonce", b"nextnonce", b"rspauth", b"opaque", b"auts", b"ck", b"ik"];

/// `text` without the values that prove a password or give a key.
pub(super) fn masked(text: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Cow::Borrowed(text);
    let mut start = 0;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        for (from, to) in secrets(line) {
            if let Some(place) = out.to_mut().get_mut(start + from..start + to) {
                place.fill(b'x');
            }
        }
        start += line.len();
    }
    out
}

/// The ranges of one line to hide.
fn secrets(line: &[u8]) -> Vec<(usize, usize)> {
    let lower = line.to_ascii_lowercase();
    let has = |part: &[u8]| lower.windows(part.len()).any(|window| window == part);
    // Keys of SRTP (RFC 4568) and of old session descriptions (RFC 4566).
    if lower.starts_with(b"a=crypto:") || lower.starts_with(b"k=") {
        let from = lower.windows(7).position(|window| window == b"inline:").map_or(2, |at| at + 7);
        return vec![(from, line.trim_ascii_end().len().max(from))];
    }
    // A folded line has no name; then the parameter decides.
    let is_folded = matches!(line.first(), Some(b' ' | b'\t'));
    if !is_folded && !has(b"authori") && !has(b"authenticat") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for parameter in PARAMETERS {
        let mut from = 0;
        while let Some(at) = find(&lower, parameter, from) {
            from = at + parameter.len();
            found.extend(value(&lower, at, from));
        }
    }
    found
}

fn find(line: &[u8], word: &[u8], from: usize) -> Option<usize> {
    line.get(from..)?.windows(word.len()).position(|window| window == word).map(|at| at + from)
}

/// The value behind a whole parameter name that stands from `start` to `end`.
fn value(line: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let before = start.checked_sub(1).and_then(|at| line.get(at));
    if !matches!(before, None | Some(b' ' | b'\t' | b',')) {
        return None;
    }
    let rest = line.get(end..)?;
    let equals = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if rest.get(equals) != Some(&b'=') {
        return None;
    }
    let blanks = rest.get(equals + 1..)?.iter().take_while(|byte| byte.is_ascii_whitespace());
    let mut from = end + equals + 1 + blanks.count();
    let is_end: fn(&u8) -> bool = if line.get(from) == Some(&b'"') {
        from += 1;
        |byte| matches!(byte, b'"' | b'\r' | b'\n')
    } else {
        |byte| matches!(byte, b',' | b' ' | b'\r' | b'\n')
    };
    let length = line.get(from..)?.iter().take_while(|byte| !is_end(byte)).count();
    Some((from, from + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(message: &str) -> String {
        String::from_utf8(masked(message.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn proofs_and_keys_are_hidden_and_nothing_else() {
        assert_eq!(
            text(
                "Authorization: Digest username=\"a\", nonce=\"n1\", response = \"0af\",\r\n cnonce=\"q\", qop=auth\r\n"
            ),
            "Authorization: Digest username=\"a\", nonce=\"xx\", response = \"xxx\",\r\n cnonce=\"x\", qop=auth\r\n"
        );
        assert_eq!(text("a=crypto:1 A inline:Zm9v\r\n"), "a=crypto:1 A inline:xxxx\r\n");
        for plain in ["REGISTER sip:a SIP/2.0\r\n", "Subject: nonce=\"n1\"\r\n", "\r\n", ""] {
            assert_eq!(text(plain), plain);
        }
    }

    #[test]
    fn broken_lines_do_no_harm() {
        for text in
            ["Authorization: nonce", "Authorization: nonce=", "Authorization: nonce=\"", "k="]
        {
            assert_eq!(masked(text.as_bytes()).len(), text.len());
        }
    }
}
