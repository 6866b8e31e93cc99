//! The headers of a request that its responses copy. RFC 3261 8.2.6.2.

use smallvec::SmallVec;

use super::lines::{next_line, value};

/// A header that responses copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// All of them, in their order.
    Via,
    /// In responses that create dialogs.
    RecordRoute,
    /// Unchanged.
    From,
    /// With a tag, that of the request or a new one.
    To,
    /// Unchanged.
    CallId,
    /// Unchanged.
    CSeq,
    /// In a 2xx, where it refuses the subscription of a REFER (RFC 4488).
    ReferSub,
}

/// The headers of one request that its responses copy. Its lines are cut once.
#[derive(Debug)]
pub struct CopiedHeaders<'a>(SmallVec<[(Copied, &'a [u8]); 8]>);

impl<'a> CopiedHeaders<'a> {
    /// Those of the request that `text` is, or of a response to it.
    pub fn of(text: &'a [u8]) -> Self {
        let mut headers = SmallVec::new();
        let mut rest = next_line(text).map_or(&b""[..], |(_, rest)| rest);
        while let Some((line, after)) = next_line(rest) {
            if let Some(header) = copied(line) {
                headers.push(header);
            }
            rest = after;
        }
        Self(headers)
    }

    /// The values of one of them, in their order.
    pub fn values(&self, wanted: Copied) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(header, _)| *header == wanted).map(|(_, value)| *value)
    }

    /// The first value of one of them; empty if there is none.
    pub fn first(&self, wanted: Copied) -> &'a [u8] {
        self.values(wanted).next().unwrap_or_default()
    }
}

/// The header of a line and its value, if responses copy it.
pub(super) fn copied(line: &[u8]) -> Option<(Copied, &[u8])> {
    let named = |header, name| value(line, name).map(|value| (header, value));
    match line.first()?.to_ascii_lowercase() {
        b'v' => named(Copied::Via, b"Via"),
        b'r' => named(Copied::RecordRoute, b"Record-Route")
            .or_else(|| named(Copied::ReferSub, b"Refer-Sub")),
        b'f' => named(Copied::From, b"From"),
        b't' => named(Copied::To, b"To"),
        b'c' => named(Copied::CSeq, b"CSeq").or_else(|| named(Copied::CallId, b"Call-ID")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_responses_copy_is_found_in_whatever_case_and_order() {
        let text = b"BYE sip:a SIP/2.0\r\nTO: <sip:a>\r\nvia:one\r\nCSeq: 1 BYE\r\nCall-Info: x\r\nVia-X: x\r\n\
            Record-Route: <sip:r>\r\nVia: two,\r\n three\r\ncall-id: c\r\nContact: <sip:b>\r\n\r\nVia: body";
        let headers = CopiedHeaders::of(text);
        let vias: Vec<_> = headers.values(Copied::Via).collect();
        assert_eq!(vias, [&b"one"[..], b"two,\r\n three"]);
        assert_eq!(headers.first(Copied::RecordRoute), b"<sip:r>");
        assert_eq!(
            (headers.first(Copied::To), headers.first(Copied::From)),
            (&b"<sip:a>"[..], &b""[..])
        );
        assert_eq!(
            (headers.first(Copied::CallId), headers.first(Copied::CSeq)),
            (&b"c"[..], &b"1 BYE"[..])
        );
        assert_eq!(headers.0.len(), 6);
    }
}
