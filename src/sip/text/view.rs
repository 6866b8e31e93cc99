//! A response to us as text: what it says is read where it stands. RFC 3261 8.1.3.

use std::borrow::Cow;

use super::contact::ContactText;
use super::copied::{Copied, copied};
use super::edit::TextEditor;
use super::lines::first_values;
use super::received::{call_id, cseq};
use super::via;
use crate::sip::facts::{retry_after, seconds};
use crate::sip::{Wire, grammar};

/// A response, cut into lines. It is [plain](crate::sip::plain), or as
/// [`Message::write`](crate::sip::Message::write) writes.
pub struct MessageText<'a> {
    status: u16,
    reason: &'a [u8],
    lines: TextEditor<'a>,
    keys: Keys<'a>,
}

/// The first of each header that says which request a response answers.
#[derive(Default)]
struct Keys<'a> {
    via: Option<&'a [u8]>,
    has_more_vias: bool,
    from: Option<&'a [u8]>,
    to: Option<&'a [u8]>,
    call_id: Option<&'a [u8]>,
    cseq: Option<&'a [u8]>,
}

impl<'a> Keys<'a> {
    fn of(lines: &TextEditor<'a>) -> Self {
        let mut keys = Self::default();
        for (header, value) in lines.cut_lines().filter_map(copied) {
            let place = match header {
                Copied::Via if keys.via.is_some() => {
                    keys.has_more_vias = true;
                    continue;
                }
                Copied::Via => &mut keys.via,
                Copied::From => &mut keys.from,
                Copied::To => &mut keys.to,
                Copied::CallId => &mut keys.call_id,
                Copied::CSeq => &mut keys.cseq,
                Copied::RecordRoute | Copied::ReferSub => continue,
            };
            place.get_or_insert(value);
        }
        keys
    }
}

impl<'a> MessageText<'a> {
    /// The response that `text` is.
    pub fn of(text: &'a [u8]) -> Option<Self> {
        let (status, reason) = status_line(text)?;
        let lines = TextEditor::of(text);
        let keys = Keys::of(&lines);
        Some(Self { status, reason, lines, keys })
    }

    /// The status code of the response that `text` is; nothing else of it is read.
    pub fn status_of(text: &[u8]) -> Option<u16> {
        status_line(text).map(|(status, _)| status)
    }

    /// Its lines.
    pub fn lines(&self) -> &TextEditor<'a> {
        &self.lines
    }

    /// The status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether it is a 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The reason phrase.
    pub fn reason(&self) -> &'a [u8] {
        self.reason
    }

    /// The Vias, the topmost first.
    pub fn vias(&self) -> impl Iterator<Item = &[u8]> {
        self.lines.values(b"Via")
    }

    /// The branch of the topmost Via.
    pub fn branch(&self) -> Option<&'a [u8]> {
        via::param(self.keys.via?, b"branch")?
    }

    /// Whether there is more than one Via.
    pub fn has_more_vias(&self) -> bool {
        self.keys.has_more_vias
    }

    /// The number in CSeq, and the method.
    pub fn cseq(&self) -> Option<(u32, &'a [u8])> {
        cseq(self.keys.cseq?)
    }

    /// The Call-ID.
    pub fn call_id(&self) -> Option<Cow<'a, [u8]>> {
        call_id(self.keys.call_id?)
    }

    /// Whether it has From and To of `request`: the same From tag, and the same user in To (RFC 3261 8.2.6.2). Servers
    /// change the rest.
    pub fn has_parties_of(&self, request: &[u8]) -> bool {
        type Parts<'p> = (ContactText<'p>, ContactText<'p>);
        let is_answered =
            |answered: Option<&[u8]>, sent: Option<&[u8]>, is_party: fn(Parts<'_>) -> bool| {
                answered.zip(sent).is_some_and(|(answered, sent)| {
                    let parts = || Some((ContactText::of(answered)?, ContactText::of(sent)?));
                    answered == sent || parts().is_some_and(is_party)
                })
            };
        let [from, to] = first_values(request, [b"From", b"To"]);
        is_answered(self.keys.from, from, |(it, sent)| it.param(b"tag") == sent.param(b"tag"))
            && is_answered(self.keys.to, to, |(it, sent)| it.has_user_of(&sent))
    }

    /// The value of the first header of that name.
    pub fn header(&self, name: &[u8]) -> Option<&[u8]> {
        self.lines.values(name).next()
    }

    /// The values of the headers of that name.
    pub fn headers(&self, name: &[u8]) -> impl Iterator<Item = &[u8]> {
        self.lines.values(name)
    }

    /// What the headers of that name say that can be read.
    pub fn read_all<T: Wire>(&self, name: &[u8]) -> Vec<T> {
        self.lines.read_all(name)
    }

    /// The seconds in Expires.
    pub fn expires(&self) -> Option<u32> {
        seconds(self.header(b"Expires")?)
    }

    /// The seconds in Min-Expires.
    pub fn min_expires(&self) -> Option<u32> {
        seconds(self.header(b"Min-Expires")?)
    }

    /// The seconds in Retry-After, whatever comment and parameters follow.
    pub fn retry_after(&self) -> Option<u32> {
        retry_after(self.header(b"Retry-After")?)
    }

    /// What follows the empty line.
    pub fn body(&self) -> &[u8] {
        self.lines.body()
    }
}

/// The status code and the reason phrase.
fn status_line(text: &[u8]) -> Option<(u16, &[u8])> {
    let (line, _) = grammar::split_before(text, b'\r');
    let (_, line) = grammar::split_once(line, b' ')
        .filter(|(version, _)| version.eq_ignore_ascii_case(b"SIP/2.0"))?;
    let (code, reason) = grammar::split_before(line, b' ');
    let status = u16::try_from(grammar::number(code).ok()?).ok()?;
    let reason = reason.strip_prefix(b" ").unwrap_or(reason);
    (100..700).contains(&status).then_some((status, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_says_what_it_answers() {
        let text = b"SIP/2.0 423 Interval Too Brief\r\n\
            Via: SIP/2.0/UDP 192.0.2.1:5060;rport=5062;received=192.0.2.7;branch=z9hG4bK7\r\n\
            Call-ID: a@b\r\nCSeq: 0009 REGISTER\r\nmin-expires: 60\r\n\
            Retry-After: 18000 (busy) ;duration=3600\r\n\r\nbody";
        let reply = MessageText::of(text).unwrap();
        assert_eq!((reply.status(), reply.reason()), (423, &b"Interval Too Brief"[..]));
        assert_eq!(reply.cseq(), Some((9, &b"REGISTER"[..])));
        assert_eq!(reply.branch(), Some(&b"z9hG4bK7"[..]));
        assert_eq!((reply.min_expires(), reply.retry_after()), (Some(60), Some(18000)));
        assert_eq!((reply.expires(), reply.body()), (None, &b"body"[..]));
    }

    #[test]
    fn the_first_header_of_a_name_says_what_a_response_answers() {
        let text = b"SIP/2.0 200 OK\r\nvia: SIP/2.0/UDP h;branch=1\r\nFROM: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\n\
            CSeq: 1 A\r\nCall-Id: x\r\nVia: SIP/2.0/UDP i;branch=2\r\nCSeq: 2 A\r\nCall-ID: y\r\nFrom: <sip:e@f>\r\n\r\n";
        let reply = MessageText::of(text).unwrap();
        let lines = TextEditor::of(text);
        assert_eq!((reply.branch(), reply.cseq()), (via::branch(&lines), lines.cseq()));
        assert_eq!((reply.call_id(), reply.has_more_vias()), (lines.call_id(), true));
        let request =
            |from: &str, to: &str| format!("A sip:a SIP/2.0\r\nFrom: {from}\r\nTo: {to}\r\n\r\n");
        for (from, to, expected) in [
            ("<sip:a@b>;tag=1", "<sip:c@d>", true),
            ("<sip:x@y>;tag=1", "\"C\" <sip:c@x>", true),
            ("<sip:a@b>;tag=2", "<sip:c@d>", false),
            ("<sip:e@f>", "<sip:c@d>", false),
            ("<sip:a@b>;tag=1", "<sip:d@d>", false),
        ] {
            assert_eq!(reply.has_parties_of(request(from, to).as_bytes()), expected, "{from} {to}");
        }
        let bare = MessageText::of(b"SIP/2.0 200 OK\r\nServer: Via\r\n\r\n").unwrap();
        assert_eq!((bare.branch(), bare.cseq(), bare.has_more_vias()), (None, None, false));
        assert!(
            bare.call_id().is_none()
                && !bare.has_parties_of(request("<sip:a>", "<sip:b>").as_bytes())
        );
    }

    #[test]
    fn a_reason_may_be_missing() {
        for (text, reason) in [("SIP/2.0 200\r\n\r\n", ""), ("SIP/2.0 200 \r\n\r\n", "")] {
            assert_eq!(
                MessageText::of(text.as_bytes()).map(|it| it.reason()),
                Some(reason.as_bytes())
            );
        }
        for text in ["SIP/2.0 99 x\r\n\r\n", "SIP/2.0 2x0 x\r\n\r\n", "A sip:a SIP/2.0\r\n\r\n", ""]
        {
            assert!(MessageText::of(text.as_bytes()).is_none(), "{text}");
        }
    }
}
