//! What the tests of messages share: a program that sends, and a peer that sends to it.

use eXosip2::error::Result;
use eXosip2::mem::CBox;
use eXosip2::sip::Message;
use eXosip2::transport::{Channel, Path, Transport};
use eXosip2::ua::EventKind;

use crate::world::World;

pub(crate) const PEER: &str = "192.0.2.1:5060";

/// The path of a peer at this address.
pub(crate) fn path(transport: Transport, channel: u64, remote: &str) -> Path {
    Path { transport, channel: Channel(channel), remote: remote.parse().unwrap() }
}

/// A request of the peer.
pub(crate) fn request(method: &str, branch: &str) -> String {
    request_with(method, branch, "", "")
}

/// A request of the peer with more header lines and a body.
pub(crate) fn request_with(method: &str, branch: &str, headers: &str, body: &str) -> String {
    format!(
        "{method} sip:alice@10.0.0.2:5070 SIP/2.0\r\n\
         Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK{branch};rport\r\n\
         From: <sip:peer@192.0.2.1>;tag=pt\r\nTo: <sip:alice@10.0.0.2>\r\nCall-ID: {branch}\r\n\
         CSeq: 1 {method}\r\nContact: <sip:peer@192.0.2.1:5060>\r\n{headers}Max-Forwards: 70\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

impl World {
    /// Builds a request of the program to the peer.
    pub(crate) fn build_message(&mut self, method: &str, to: &str) -> Result<CBox<Message>> {
        let from = Some(&b"<sip:alice@example.com>"[..]);
        self.ua.build_message_request(method.as_bytes(), Some(to.as_bytes()), from, None)
    }

    /// Builds and sends a request of the program to the peer. Returns its tid.
    pub(crate) fn send_message(&mut self, method: &str) -> i32 {
        self.send_message_to(method, "<sip:bob@192.0.2.1>")
    }

    pub(crate) fn send_message_to(&mut self, method: &str, to: &str) -> i32 {
        let message = self.build_message(method, to).unwrap();
        let now = self.now();
        let tid = self.ua.send_message_request(now, Some(message)).unwrap();
        self.settle();
        tid
    }

    /// A request of the peer arrives now.
    pub(crate) fn arrive(&mut self, text: &str) {
        self.deliver(path(Transport::Udp, 1, PEER), text.as_bytes());
    }

    /// Answers by the function of messages.
    pub(crate) fn answer(&mut self, tid: i32, status: i32) -> Result<()> {
        let now = self.now();
        let answered = self.ua.send_message_answer(now, tid, status, None);
        self.settle();
        answered
    }

    /// The events so far: kind, tid and status.
    pub(crate) fn reported(&self) -> Vec<(EventKind, i32, i32)> {
        self.events.iter().map(|event| (event.kind, event.ids.tid, event.status)).collect()
    }

    /// The start lines of what was sent so far.
    pub(crate) fn start_lines(&self) -> Vec<&str> {
        self.sent.iter().map(|sent| sent.text.lines().next().unwrap()).collect()
    }
}

/// A text with its random numbers and branches of our own replaced by `#`.
pub(crate) fn without_numbers(text: &str) -> String {
    let mut shown = String::new();
    let mut parts = text.split("z9hG4bK");
    let mut hidden = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(part.len());
        let is_ours = end > 8;
        hidden += "z9hG4bK";
        hidden += if is_ours { "#" } else { &part[..end] };
        hidden += &part[end..];
    }
    let text = hidden;
    for part in text.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        let is_long = digits.len() > 8;
        shown += if is_long { "#" } else { digits };
        shown += &part[digits.len()..];
    }
    shown
}
