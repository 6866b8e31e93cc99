//! Cutting a byte stream into messages (RFC 3261 18.3) and keepalives (RFC 5626 3.5.1).

use core::fmt;
use core::ops::Range;

/// The longest header section that is waited for.
const HEADER_LIMIT: usize = 64 << 10;
/// The longest body that is waited for, unless set otherwise.
pub(crate) const BODY_LIMIT: usize = 1 << 20;

/// What stands next in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frame<'a> {
    /// A whole message.
    Message(&'a [u8]),
    /// Two line ends: a keepalive of the peer, which gets one back (RFC 5626 4.4.1).
    Ping,
    /// One line end: the peer is there.
    Pong,
}

/// A stream that cannot be cut any further: too long, or of unknown length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unframed {
    /// The header section or the body is longer than allowed.
    TooLong,
    /// Content-Length is no number, or there are several that differ.
    BadLength,
}

impl fmt::Display for Unframed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the peer sent too long a message",
            Self::BadLength => "the peer sent a bad Content-Length",
        })
    }
}

/// Collects bytes until they make a message. Every byte is looked at a fixed number of times.
#[derive(Debug)]
pub(super) struct Framer {
    bytes: Vec<u8>,
    /// Before this, all is handed out.
    start: usize,
    /// Up to this, no header section ends.
    scanned: usize,
    /// The message whose header section is complete.
    message: Option<Range<usize>>,
    body_limit: usize,
}

impl Framer {
    pub(super) fn new(body_limit: usize) -> Self {
        Self { bytes: Vec::new(), start: 0, scanned: 0, message: None, body_limit }
    }

    /// Adds what the stream brought.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.forget_old();
        self.bytes.extend_from_slice(bytes);
    }

    /// Frees what is handed out. Moves no byte that it does not also free room for.
    fn forget_old(&mut self) {
        if self.start == self.bytes.len() {
            self.bytes.clear();
            self.bytes.shrink_to(HEADER_LIMIT);
        } else if self.start >= self.bytes.len() / 2 {
            self.bytes.drain(..self.start);
        } else {
            return;
        }
        let gone = core::mem::take(&mut self.start);
        self.scanned = self.scanned.saturating_sub(gone);
        self.message = self.message.take().map(|range| range.start - gone..range.end - gone);
    }

    /// The next whole thing, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<Frame<'_>>, Unframed> {
        if self.message.is_none() {
            if let Some((frame, length)) = keepalive(self.rest()) {
                self.start += length;
                return Ok(Some(frame));
            }
            self.message = self.find_message()?;
        }
        match self.message.clone() {
            Some(range) if range.end <= self.bytes.len() => {
                self.message = None;
                self.start = range.end;
                self.scanned = range.end;
                Ok(self.bytes.get(range).map(Frame::Message))
            }
            _ => Ok(None),
        }
    }

    /// Whether a message has begun and not ended.
    pub(super) fn is_within_message(&self) -> bool {
        self.start < self.bytes.len()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    fn find_message(&mut self) -> Result<Option<Range<usize>>, Unframed> {
        let from = self.scanned.max(self.start);
        let unseen = self.bytes.get(from..).unwrap_or_default();
        let Some(end) = unseen.windows(4).position(|four| four == b"\r\n\r\n") else {
            if self.rest().len() > HEADER_LIMIT {
                return Err(Unframed::TooLong);
            }
            // The end may have begun with the last three bytes.
            self.scanned = self.bytes.len().saturating_sub(3).max(from);
            return Ok(None);
        };
        let end = from + end + 4;
        if end - self.start > HEADER_LIMIT {
            return Err(Unframed::TooLong);
        }
        let length = content_length(self.bytes.get(self.start..end).unwrap_or_default())?;
        if length > self.body_limit {
            return Err(Unframed::TooLong);
        }
        Ok(Some(self.start..end + length))
    }
}

/// The line ends between messages. A lone byte of them says nothing yet.
fn keepalive(rest: &[u8]) -> Option<(Frame<'static>, usize)> {
    if rest.starts_with(b"\r\n\r\n") {
        Some((Frame::Ping, 4))
    } else if rest.starts_with(b"\r\n") {
        Some((Frame::Pong, 2))
    } else {
        None
    }
}

/// The value of Content-Length, long or short, folded or not; 0 when there is none.
fn content_length(header: &[u8]) -> Result<usize, Unframed> {
    let mut found = None;
    let mut lines = header.split(|&byte| byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { continue };
        let (name, value) = line.split_at(colon);
        let name = name.trim_ascii_end();
        if !name.eq_ignore_ascii_case(b"content-length") && !name.eq_ignore_ascii_case(b"l") {
            continue;
        }
        let mut value = value.get(1..).unwrap_or_default().trim_ascii().to_vec();
        while let Some(more) = lines.next_if(|next| matches!(next.first(), Some(b' ' | b'\t'))) {
            value.extend_from_slice(more.trim_ascii());
        }
        let length = decimal(&value).ok_or(Unframed::BadLength)?;
        if found.replace(length).is_some_and(|other| other != length) {
            return Err(Unframed::BadLength);
        }
    }
    Ok(found.unwrap_or(0))
}

fn decimal(digits: &[u8]) -> Option<usize> {
    // A sign is no digit, although `parse` would take one.
    let is_number = digits.iter().all(u8::is_ascii_digit);
    str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Got {
        Message(String),
        Ping,
        Pong,
        Bad(Unframed),
    }

    fn all(framer: &mut Framer) -> Vec<Got> {
        let mut got = Vec::new();
        loop {
            got.push(match framer.next() {
                Ok(Some(Frame::Message(bytes))) => {
                    Got::Message(String::from_utf8(bytes.to_vec()).unwrap())
                }
                Ok(Some(Frame::Ping)) => Got::Ping,
                Ok(Some(Frame::Pong)) => Got::Pong,
                Ok(None) => return got,
                Err(why) => {
                    got.push(Got::Bad(why));
                    return got;
                }
            });
        }
    }

    fn frames(text: &[u8]) -> Vec<Got> {
        let mut framer = Framer::new(1000);
        framer.push(text);
        all(&mut framer)
    }

    const WITH_BODY: &str = "A sip:b SIP/2.0\r\nl : 3\r\n\r\nabc";
    const WITHOUT: &str = "SIP/2.0 200 OK\r\nX: y\r\n\r\n";

    #[test]
    fn pipelined_messages_and_keepalives_are_told_apart() {
        let text = format!("{WITH_BODY}\r\n\r\n\r\n{WITHOUT}\r\n");
        let message = |text: &str| Got::Message(text.into());
        assert_eq!(
            frames(text.as_bytes()),
            [message(WITH_BODY), Got::Ping, Got::Pong, message(WITHOUT), Got::Pong]
        );
    }

    #[test]
    fn every_split_gives_the_same_messages() {
        let text = format!("{WITHOUT}{WITH_BODY}{WITH_BODY}");
        let whole = frames(text.as_bytes());
        assert_eq!(whole.len(), 3);
        for at in 0..text.len() {
            let mut framer = Framer::new(1000);
            framer.push(&text.as_bytes()[..at]);
            let mut got = all(&mut framer);
            framer.push(&text.as_bytes()[at..]);
            got.extend(all(&mut framer));
            assert_eq!(got, whole, "split at {at}");
        }
        let mut framer = Framer::new(1000);
        let mut got = Vec::new();
        for byte in text.bytes() {
            framer.push(&[byte]);
            got.extend(all(&mut framer));
        }
        assert_eq!(got, whole);
    }

    #[test]
    fn a_folded_length_counts_and_differing_lengths_do_not() {
        let folded = "A b C\r\nContent-Length:\r\n 2\r\n\r\nxy";
        assert_eq!(frames(folded.as_bytes()), [Got::Message(folded.into())]);
        let twice = b"A b C\r\nl: 2\r\nl: 3\r\n\r\nxyz";
        assert_eq!(frames(twice), [Got::Bad(Unframed::BadLength)]);
        for bad in ["-1", "+1", "1x", "", "99999999999999999999"] {
            let text = format!("A b C\r\nContent-Length: {bad}\r\n\r\n");
            assert_eq!(frames(text.as_bytes()), [Got::Bad(Unframed::BadLength)], "{bad}");
        }
    }

    #[test]
    fn endless_data_is_refused() {
        assert_eq!(frames(&vec![b'a'; HEADER_LIMIT + 1]), [Got::Bad(Unframed::TooLong)]);
        assert_eq!(frames(b"A b C\r\nl: 1001\r\n\r\n"), [Got::Bad(Unframed::TooLong)]);
        assert_eq!(frames(&vec![b'a'; HEADER_LIMIT]), []);
    }

    #[test]
    fn memory_does_not_grow_with_what_was_read() {
        let mut framer = Framer::new(1000);
        for _ in 0..100_000 {
            framer.push(WITH_BODY.as_bytes());
            assert_eq!(all(&mut framer).len(), 1);
        }
        assert!(framer.bytes.capacity() <= HEADER_LIMIT);
    }
}
