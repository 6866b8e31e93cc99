//! What is read from a message as it arrived, in whatever form the parser takes: its status line, and single headers.

use std::borrow::Cow;

use super::lines::next_line;
use crate::mem::Text;
use crate::sip::grammar::{
    find_any, find_line_feed, is_token, number, split_once, trim, trim_start,
};
use crate::sip::lines::Lines;
use crate::sip::names::is_same;
use crate::sip::{CallId, Wire};

/// The status code and the reason phrase, as [`Message::parse`](crate::sip::Message::parse) reads them; `None` if `text`
/// is no response.
pub fn status_line(text: &[u8]) -> Option<(u16, &[u8])> {
    let mut rest = text;
    // The parser passes over lines of one word before the start line.
    let line = loop {
        let (line, after) = crate::sip::lines::first_line(rest)?;
        if line.contains(&b' ') {
            break line;
        }
        rest = after;
    };
    let (version, rest) = split_once(line, b' ')?;
    let is_version = version.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"SIP/"));
    let rest = trim_start(rest);
    let (code, reason) = split_once(rest, b' ').unwrap_or((rest, b""));
    let code = u16::try_from(number(code).ok()?).ok()?;
    (is_version && version.len() >= 7 && (100..700).contains(&code)).then_some((code, reason))
}

/// The Request-URI in the start line of a request.
pub fn request_uri(text: &[u8]) -> &[u8] {
    let (line, _) = next_line(text).unwrap_or((text, &[]));
    line.split(|byte| *byte == b' ').nth(1).unwrap_or_default()
}

/// What follows the empty line behind the headers of a message, as [`TextEditor`](super::TextEditor) cuts it.
pub fn body(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let Some(after) = find_line_feed(rest).and_then(|at| rest.get(at + 1..)) {
        if let Some(body) = after.strip_prefix(b"\r\n") {
            return body;
        }
        rest = after;
    }
    &[]
}

/// The number in the value of CSeq, and the method.
pub fn cseq(value: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, method) = split_once(value, b' ')?;
    let number = number(digits).ok()?;
    (number < 1 << 31 && is_token(method)).then_some((number, method))
}

/// The value of Call-ID as it is compared: C may have written blanks into it.
pub fn call_id(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !value.is_empty() && find_any(value, *b" \t\r@").is_none() {
        return Some(value.into());
    }
    let mut written = Vec::with_capacity(value.len());
    CallId::from_text(value).ok()?.write(&mut written).ok()?;
    Some(written.into())
}

/// The header of that name with this index among those of the name: its number among all headers, and its value, what is
/// folded in one line. Names are compared in whatever case, in full or compact.
pub fn header_at(text: &[u8], name: &[u8], mut index: usize) -> Option<(usize, Text)> {
    let mut lines = Lines::new(text);
    while !lines.next_line().ok()?.contains(&b' ') {}
    let mut place = 0;
    loop {
        match lines.next_header().ok()?? {
            ([], _) => continue,
            (other, value) if is_same(other, name) => {
                if index == 0 {
                    return Some((place, Text::new(trim(value))));
                }
                index -= 1;
            }
            _ => {}
        }
        place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::Message;
    use crate::sip::text::TextEditor;

    #[test]
    fn the_status_line_says_what_the_parser_reads() {
        for start in [
            "SIP/2.0 200 OK",
            "SIP/2.0 200",
            "SIP/2.0 200 ",
            "sip/2.0   404 Not  found ",
            "odd\r\nSIP/2.0 180 Ringing",
            "\r\n\r\nSIP/2.0 100 x",
            "SIP/2.0 99 x",
            "SIP/2.0 700 x",
            "SIP/2.0 2x0 x",
            "SIP/2 200 OK",
            "HTTP/1.1 200 OK",
            "REGISTER sip:a SIP/2.0",
            "OPTIONS",
            "",
        ] {
            let text = format!("{start}\r\nCall-ID: 1\r\n\r\n");
            let parsed = Message::parse(text.as_bytes()).ok().filter(|it| it.status_code != 0);
            let parsed = parsed.map(|it| (it.status_code, it.reason_phrase.unwrap().to_vec()));
            let read =
                status_line(text.as_bytes()).map(|(code, reason)| (code.into(), reason.to_vec()));
            assert_eq!(read, parsed, "{start:?}");
        }
    }

    #[test]
    fn a_body_follows_the_first_empty_line() {
        for (text, expected) in [
            ("A b SIP/2.0\r\nC: d\r\n\r\nbody\r\n\r\n", "body\r\n\r\n"),
            ("A b SIP/2.0\r\nC: d\r\n \r\n\r\nbody", "body"),
            ("A b SIP/2.0\n\r\nbody", "body"),
            ("A b SIP/2.0\r\nC: d\r\n\r\n", ""),
            ("A b SIP/2.0\r\nC: d", ""),
            ("", ""),
        ] {
            assert_eq!(body(text.as_bytes()), expected.as_bytes(), "{text:?}");
            assert_eq!(TextEditor::of(text.as_bytes()).body(), expected.as_bytes(), "{text:?}");
        }
    }

    #[test]
    fn headers_are_found_by_name_and_index() {
        let text = b"SIP/2.0 200 OK\r\nVia: a\r\nno header\r\nv :  b \r\nX-Folded: c,\r\n\td\r\nSubject:\r\n\
            cONTENT-lENGTH: 4\r\n\r\nVia: body";
        let read = |name: &str, index| {
            let found = header_at(text, name.as_bytes(), index);
            found.map(|(place, value)| (place, String::from_utf8(value.to_vec()).unwrap()))
        };
        assert_eq!(read("Via", 0), Some((0, "a".into())));
        assert_eq!(read("v", 1), Some((1, "b".into())));
        assert_eq!(read("VIA", 2), None);
        assert_eq!(read("x-folded", 0), Some((2, "c,   d".into())));
        assert_eq!(read("s", 0), Some((3, String::new())));
        assert_eq!(read("l", 0), Some((4, "4".into())));
        assert_eq!(read("", 0), None);
    }
}
