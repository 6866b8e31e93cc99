//! The lines of a message as text, cut one by one. RFC 3261 7.3.

use crate::sip::grammar::{self, LineFeeds};
use crate::sip::plain::Place;

/// The values of the headers of that name in `text`, which is read as far as needed.
pub fn header_values<'a>(text: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    header_lines(text).filter_map(move |line| value(line, name))
}

/// The value of the first header of each of these names in `text`, which is read once and as far as needed.
pub(super) fn first_values<'a, const N: usize>(
    text: &'a [u8],
    names: [&[u8]; N],
) -> [Option<&'a [u8]>; N] {
    let mut found = [None; N];
    for line in header_lines(text) {
        for (name, place) in names.iter().zip(&mut found) {
            *place = place.or_else(|| value(line, name));
        }
        if found.iter().all(Option::is_some) {
            break;
        }
    }
    found
}

/// The header lines of `text`, cut one by one.
pub fn header_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    Lines::of(text).skip(1)
}

/// The start line and the header lines of a text, as [`next_line`] cuts them one by one.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a [u8],
    /// Where the next one begins.
    start: usize,
    feeds: LineFeeds<'a>,
}

impl<'a> Lines<'a> {
    /// Those of `text`.
    pub(super) fn of(text: &'a [u8]) -> Self {
        Self { text, start: 0, feeds: LineFeeds::of(text) }
    }

    /// What follows those that were cut.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.get(self.start..).unwrap_or_default()
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    #[inline(always)]
    fn next(&mut self) -> Option<&'a [u8]> {
        let mut end = self.feeds.next()? + 1;
        while let Some(b' ' | b'\t') = self.text.get(end) {
            end = self.feeds.next().map_or(self.text.len(), |at| at + 1);
        }
        match self.text.get(self.start..end)? {
            [b'\r', b'\n'] => {
                // No line of the body follows.
                self.feeds = LineFeeds::default();
                None
            }
            line => {
                self.start = end;
                Some(line)
            }
        }
    }
}

/// Writes `text` with another value in each header of that name for which `change` returns one. Returns whether there was one.
pub fn replace_values(
    text: &[u8],
    name: &[u8],
    change: impl Fn(&[u8]) -> Option<Vec<u8>>,
    out: &mut Vec<u8>,
) -> bool {
    let (mut kept, mut is_replaced) = (0, false);
    for line in header_lines(text) {
        let changed = value(line, name).and_then(&change);
        if let Some((changed, place)) = changed.zip(Place::of(line, text)) {
            let (before, behind) = place.around(text);
            out.extend_from_slice(before.get(kept..).unwrap_or_default());
            [name, b": ", &changed, b"\r\n"].iter().for_each(|part| out.extend_from_slice(part));
            kept = text.len() - behind.len();
            is_replaced = true;
        }
    }
    out.extend_from_slice(text.get(kept..).unwrap_or_default());
    is_replaced
}

/// The next line, with its end and the lines that are folded into it; none at the end of the headers.
pub(super) fn next_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut end = grammar::find_line_feed(text)? + 1;
    while let Some(folded @ [b' ' | b'\t', ..]) = text.get(end..) {
        end += grammar::find_line_feed(folded).map_or(folded.len(), |length| length + 1);
    }
    text.split_at_checked(end).filter(|(line, _)| !matches!(line, [b'\r', b'\n']))
}

/// Whether a header line carries credentials.
pub(super) fn is_credentials(line: &[u8]) -> bool {
    // Most lines begin with another letter.
    matches!(line, [b'A' | b'a' | b'P' | b'p', ..])
        && [&b"Authorization"[..], b"Proxy-Authorization"]
            .iter()
            .any(|name| value(line, name).is_some())
}

/// The value in a header line, if it has that name.
#[inline]
pub fn value<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    let (start, rest) = line.split_at_checked(name.len())?;
    let value = rest.strip_prefix(b":")?;
    // Most are written as in the RFC, and that takes few instructions.
    (start == name || start.eq_ignore_ascii_case(name)).then(|| grammar::trim(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::text::TextEditor;

    const TEXTS: [&str; 12] = [
        "A b SIP/2.0\r\nC: d\r\nE: f\r\n g\r\n\th\r\nC:  i \r\n\r\nC: body\r\n",
        "A b SIP/2.0\nC: d\n e\nc:f\n\nC: body",
        "A b SIP/2.0\r\n\r\nC: body",
        "A b SIP/2.0\r\nC: d",
        "A b SIP/2.0\r\nC: d\r\n  no end",
        "\r\nA b\r\nC: d\r\n\r\n",
        "\nA b\r\nC: d\r\n\r\n",
        "A\r\n b\r\nC: d\r\n\r\n",
        "A\r\nC: d\r\n\rE: f\r\n\r\n",
        "A\r\nC: 0123456789abcdefghijklmnopqrstuvwxyz\r\n\r\n",
        "no line",
        "",
    ];

    #[test]
    fn values_are_replaced_as_by_an_editor() {
        let change = |value: &[u8]| (value != b"d").then(|| [b"<", value, b">"].concat());
        for text in TEXTS {
            let (text, mut expected, mut written) = (text.as_bytes(), Vec::new(), Vec::new());
            let mut editor = TextEditor::of(text);
            let is_replaced = editor.replace(b"C", change);
            editor.write(&mut expected);
            assert_eq!(replace_values(text, b"C", change, &mut written), is_replaced);
            assert_eq!(written, expected, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn lines_are_the_same_cut_one_by_one_and_together() {
        let parts =
            ["a: b\r\n", "a\n", " f\r\n", "\tf", "\r\n", "\n", "c: long enough for a block\r\n"];
        let texts = (0..parts.len().pow(5)).map(|number| {
            let part = |place: u32| parts[number / parts.len().pow(place) % parts.len()];
            [0, 1, 2, 3, 4].map(part).concat()
        });
        for text in texts.chain([String::new(), "no end".into()]) {
            let (mut rest, mut lines) = (text.as_bytes(), Lines::of(text.as_bytes()));
            while let Some((line, after)) = next_line(rest) {
                assert_eq!(lines.next(), Some(line), "{text:?}");
                rest = after;
            }
            assert_eq!((lines.next(), lines.rest(), lines.next()), (None, rest, None), "{text:?}");
        }
    }

    #[test]
    fn several_headers_are_found_at_once() {
        let text = b"REGISTER sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nContact: <sip:a@b>\r\nContact: *\r\n\r\nX-None: body";
        let found = first_values(text, [b"Contact", b"X-None", b"via"]);
        assert_eq!(found, [Some(&b"<sip:a@b>"[..]), None, Some(b"SIP/2.0/UDP h")]);
    }
}
