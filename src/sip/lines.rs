//! The lines that a message is made of, up to its body. RFC 3261 7.3.1.

use super::grammar::{find_line_end, split_once, trim};
use crate::error::Error::Syntax;
use crate::error::Result;

/// The lines up to the body, folded ones made one.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    /// The last line that was folded.
    unfolded: Vec<u8>,
}

impl<'a> Lines<'a> {
    /// The lines of `text`, from its first on.
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { rest: text, unfolded: Vec::new() }
    }

    /// What follows the lines read so far; at the end, what follows the empty line.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The name of the next header, trimmed, and what follows the colon; `None` at the empty line or at the end of
    /// the text. The name is empty where the line is no header: it has no colon, or no name before it.
    pub(super) fn next_header(&mut self) -> Result<Option<(&[u8], &[u8])>> {
        // To the original, too, a NUL is the end of the datagram here.
        if let [] | [0, ..] = self.rest {
            self.rest = &[];
            return Ok(None);
        }
        if let Some(rest) = after_line_break(self.rest) {
            self.rest = rest;
            return Ok(None);
        }
        let line = self.next_line()?;
        let (name, value) = split_once(line, b':').unwrap_or_default();
        Ok(Some((trim(name), value)))
    }

    /// The next line and those that continue it. Each byte between two of them becomes a space.
    #[inline]
    pub(super) fn next_line(&mut self) -> Result<&[u8]> {
        let (line, rest) = first_line(self.rest).ok_or(Syntax)?;
        if is_continued(rest) {
            return self.unfold(line, rest);
        }
        self.rest = rest;
        Ok(line)
    }

    /// The line that begins with `line` and goes on in `rest`. Few do.
    #[cold]
    fn unfold(&mut self, mut line: &'a [u8], mut rest: &'a [u8]) -> Result<&[u8]> {
        self.unfolded.clear();
        while is_continued(rest) {
            self.unfolded.extend_from_slice(line);
            let next = trim_blanks(rest);
            let gap = self.rest.len() - line.len() - next.len();
            self.unfolded.resize(self.unfolded.len() + gap, b' ');
            self.rest = next;
            (line, rest) = first_line(next).ok_or(Syntax)?;
        }
        self.unfolded.extend_from_slice(line);
        self.rest = rest;
        Ok(&self.unfolded)
    }
}

/// `text` without the spaces and tabs before it.
fn trim_blanks(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = text {
        text = rest;
    }
    text
}

/// Whether the line before `rest` goes on there.
fn is_continued(rest: &[u8]) -> bool {
    matches!(rest, [b' ' | b'\t', ..])
}

/// `text` without the empty lines before it.
pub(super) fn trim_line_breaks(mut text: &[u8]) -> &[u8] {
    while let [b'\r' | b'\n', rest @ ..] = text {
        text = rest;
    }
    text
}

/// What stands before the first line break, and what behind it. A NUL ends all text.
#[inline]
pub(super) fn first_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = find_line_end(text)?;
    let (line, rest) = text.split_at_checked(end)?;
    after_line_break(rest).map(|rest| (line, rest))
}

/// What follows the line break that `text` begins with: CR, LF or both.
pub(super) fn after_line_break(text: &[u8]) -> Option<&[u8]> {
    match text {
        [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => Some(rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_become_one() {
        let mut lines = Lines::new(b"A : b\r\n c\n\td \r\nE:f\r\n\r\nbody");
        assert_eq!(lines.next_header(), Ok(Some((&b"A"[..], &b" b   c  d "[..]))));
        assert_eq!(lines.next_header(), Ok(Some((&b"E"[..], &b"f"[..]))));
        assert_eq!(lines.next_header(), Ok(None));
        assert_eq!(lines.rest(), b"body");
    }

    #[test]
    fn lines_without_an_end_are_errors_and_those_without_a_name_no_headers() {
        for text in ["a: b", "a: b\0\r\n", "a: b\r\n c"] {
            assert!(Lines::new(text.as_bytes()).next_header().is_err(), "{text:?}");
        }
        for text in ["a\r\nb: c\r\n", ": b\r\n", " : b\r\n", "a\r\n b\r\n"] {
            let mut lines = Lines::new(text.as_bytes());
            assert!(lines.next_header().unwrap().unwrap().0.is_empty(), "{text:?}");
        }
    }
}
