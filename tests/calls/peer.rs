//! What the tests of calls share: a program that calls and is called, and its peer.

use std::time::Duration;

use eXosip2::error::Result;
use eXosip2::sip::Message;
use eXosip2::transport::{Channel, Path, Transport};
use eXosip2::ua::{EventKind, Terminated};

use crate::world::{Sent, World, silence};

pub(crate) const PEER: &str = "192.0.2.1:5060";

pub(crate) fn path() -> Path {
    Path { transport: Transport::Udp, channel: Channel(1), remote: PEER.parse().unwrap() }
}

/// A program and the peer that it has calls with.
pub(crate) struct Phone {
    pub(crate) world: World,
    /// How many events and messages the test has looked at.
    seen: usize,
    heard: usize,
}

impl Phone {
    pub(crate) fn new() -> Self {
        Self { world: World::new(silence), seen: 0, heard: 0 }
    }

    /// Sends the INVITE of a new call. Returns its cid.
    pub(crate) fn invite(&mut self) -> i32 {
        self.invite_with("")
    }

    /// The same with more header lines and a body.
    pub(crate) fn invite_with(&mut self, header: &str) -> i32 {
        let now = self.world.now();
        let (to, from) = (&b"<sip:bob@192.0.2.1>"[..], &b"<sip:alice@example.com>"[..]);
        let mut invite =
            self.world.ua.build_initial_invite(Some(to), Some(from), None, None).unwrap();
        if let Some((name, value)) = header.split_once(": ") {
            invite.add_header(name.as_bytes(), value.as_bytes());
        }
        let cid = self.world.ua.send_initial_invite(now, Some(invite)).unwrap();
        self.world.settle();
        cid
    }

    /// The last request that was sent with this method.
    pub(crate) fn last(&self, method: &str) -> Sent {
        let start = format!("{method} ");
        self.world.sent.iter().rev().find(|it| it.text.starts_with(&start)).unwrap().clone()
    }

    pub(crate) fn count(&self, start: &str) -> usize {
        self.world.sent.iter().filter(|it| it.text.starts_with(start)).count()
    }

    /// The peer answers the last request with this method.
    pub(crate) fn reply(&mut self, method: &str, status: &str, tag: &str) {
        self.reply_with(method, status, tag, "Contact: <sip:bob@192.0.2.9:5061>\r\n");
    }

    pub(crate) fn reply_with(&mut self, method: &str, status: &str, tag: &str, headers: &str) {
        let text = response(&self.last(method), status, tag, headers);
        self.arrive(&text);
    }

    pub(crate) fn arrive(&mut self, text: &str) {
        self.world.deliver(path(), text.as_bytes());
    }

    /// A request of the peer in the dialog of the last INVITE that was sent.
    pub(crate) fn request(&self, method: &str, cseq: u32, tag: &str) -> String {
        let invite = self.last("INVITE");
        let header = |name: &str| invite.header(name).unwrap().to_owned();
        request(
            method,
            cseq,
            &header("Call-ID"),
            &format!("<sip:bob@192.0.2.1>;tag={tag}"),
            &header("From"),
            "",
        )
    }

    pub(crate) fn ack(&mut self, tid: i32) -> Result<()> {
        let now = self.world.now();
        let ack = self.world.ua.build_ack(tid)?;
        self.world.ua.send_ack(now, tid, Some(ack))?;
        self.world.settle();
        Ok(())
    }

    pub(crate) fn terminate(&mut self, cid: i32, did: i32) -> Result<Terminated> {
        let now = self.world.now();
        let end = self.world.ua.terminate_call(now, cid, did, None);
        self.world.settle();
        end
    }

    pub(crate) fn answer(&mut self, tid: i32, status: i32) -> Result<()> {
        let now = self.world.now();
        let answer = self.world.ua.build_call_answer(tid, status)?;
        self.world.ua.send_call_answer(now, tid, status, Some(answer))?;
        self.world.settle();
        Ok(())
    }

    pub(crate) fn send_in_dialog(&mut self, did: i32, method: &str) -> Result<()> {
        self.send_in_dialog_with(did, method, |_| {})
    }

    pub(crate) fn send_in_dialog_with(
        &mut self,
        did: i32,
        method: &str,
        edit: impl FnOnce(&mut Message),
    ) -> Result<()> {
        let now = self.world.now();
        let mut request = self.world.ua.build_call_request(now, did, method.as_bytes())?;
        edit(&mut request);
        self.world.ua.send_call_request(now, did, Some(request))?;
        self.world.settle();
        Ok(())
    }

    pub(crate) fn run(&mut self, milliseconds: u64) {
        self.world.run(Duration::from_millis(milliseconds));
    }

    /// The events since the last look: kind, tid, whether did is that of an open dialog (`d`), -1 or 0, and status.
    pub(crate) fn events(&mut self) -> Vec<String> {
        let events = self.world.events[self.seen..].iter().map(|it| {
            let kind = format!("{:?}", it.kind);
            let kind = kind.strip_prefix("Call").unwrap_or(&kind);
            let did = match it.ids.did {
                0 => "0",
                -1 => "-1",
                _ => "d",
            };
            format!("{kind} t{} {did} {}", it.ids.tid, it.status)
        });
        let events = events.collect();
        self.seen = self.world.events.len();
        events
    }

    /// The start lines of what was sent since the last look; `*` marks repetitions.
    pub(crate) fn sent(&mut self) -> Vec<String> {
        let sent = self.world.sent[self.heard..].iter().map(|it| {
            let line = it.text.lines().next().unwrap();
            let line = line.strip_prefix("SIP/2.0 ").unwrap_or(line).trim_end_matches(" SIP/2.0");
            let again = if it.is_again { "*" } else { "" };
            format!("{line}{again}")
        });
        let sent = sent.collect();
        self.heard = self.world.sent.len();
        sent
    }

    pub(crate) fn did(&self) -> i32 {
        self.world.events.iter().rev().map(|it| it.ids.did).find(|did| *did > 0).unwrap()
    }

    pub(crate) fn cid(&self) -> i32 {
        self.world.events.last().unwrap().ids.cid
    }

    pub(crate) fn tid(&self, kind: EventKind) -> i32 {
        self.world.events.iter().rev().find(|it| it.kind == kind).unwrap().ids.tid
    }
}

/// A response of the peer to a request of ours.
pub(crate) fn response(request: &Sent, status: &str, tag: &str, headers: &str) -> String {
    let header = |name: &str| request.header(name).unwrap().to_owned();
    let to = header("To");
    let to = if tag.is_empty() || to.contains(";tag=") { to } else { format!("{to};tag={tag}") };
    format!(
        "SIP/2.0 {status}\r\nVia: {}\r\nFrom: {}\r\nTo: {to}\r\nCall-ID: {}\r\nCSeq: {}\r\n{headers}\
         Content-Length: 0\r\n\r\n",
        header("Via"),
        header("From"),
        header("Call-ID"),
        header("CSeq"),
    )
}

/// A request of the peer.
pub(crate) fn request(
    method: &str,
    cseq: u32,
    call_id: &str,
    from: &str,
    to: &str,
    headers: &str,
) -> String {
    let branch = format!("z9hG4bK{}-{cseq}", method.to_lowercase());
    request_on(&branch, method, cseq, call_id, from, to, headers)
}

pub(crate) fn request_on(
    branch: &str,
    method: &str,
    cseq: u32,
    call_id: &str,
    from: &str,
    to: &str,
    headers: &str,
) -> String {
    format!(
        "{method} sip:alice@10.0.0.2:5070 SIP/2.0\r\nVia: SIP/2.0/UDP {PEER};branch={branch};rport\r\n\
         From: {from}\r\nTo: {to}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n\
         Contact: <sip:bob@192.0.2.9:5061>\r\n{headers}Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    )
}

/// The INVITE of the peer.
pub(crate) fn invite() -> String {
    invite_with("")
}

pub(crate) fn invite_with(headers: &str) -> String {
    request("INVITE", 1, "in1", "<sip:bob@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>", headers)
}

/// A request of the peer in the dialog that `answer` opened.
pub(crate) fn in_dialog(answer: &Sent, method: &str, cseq: u32) -> String {
    let to = answer.header("To").unwrap();
    request(method, cseq, "in1", "<sip:bob@192.0.2.1>;tag=pt", to, "")
}

/// A text with its random numbers replaced by `#`.
pub(crate) fn without_numbers(text: &str) -> String {
    let mut shown = String::new();
    for part in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let digits = word.strip_prefix("z9hG4bK").unwrap_or(word);
        let is_random = digits.len() > 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        shown += &if is_random { word.replace(digits, "#") } else { word.to_owned() };
        shown += &part[word.len()..];
    }
    shown
}
