//! What the tests of calls and of subscriptions share: a program, and the peer of its dialogs.

use std::time::Duration;

use eXosip2::transport::{Channel, Path, Transport};

use crate::world::{Sent, World, silence};

pub(crate) const PEER: &str = "192.0.2.1:5060";

pub(crate) fn path() -> Path {
    Path { transport: Transport::Udp, channel: Channel(1), remote: PEER.parse().unwrap() }
}

/// A program and the peer of its dialogs.
pub(crate) struct Endpoint {
    pub(crate) world: World,
    /// How many events and messages the test has looked at.
    pub(crate) seen: usize,
    heard: usize,
    /// The object numbers that the events have shown, in their order.
    pub(crate) numbers: Vec<i32>,
}

impl Endpoint {
    pub(crate) fn new() -> Self {
        Self { world: World::new(silence), seen: 0, heard: 0, numbers: Vec::new() }
    }

    /// The last request that was sent with this method.
    pub(crate) fn last(&self, method: &str) -> Sent {
        let start = format!("{method} ");
        self.world.sent.iter().rev().find(|it| it.text.starts_with(&start)).unwrap().clone()
    }

    pub(crate) fn arrive(&mut self, text: &str) {
        self.world.deliver(path(), text.as_bytes());
    }

    pub(crate) fn run(&mut self, milliseconds: u64) {
        self.world.run(Duration::from_millis(milliseconds));
    }

    /// The newest did of an event.
    pub(crate) fn did(&self) -> i32 {
        self.world.events.iter().rev().map(|it| it.ids.did).find(|did| *did > 0).unwrap()
    }

    /// The start lines of what was sent since the last look; `*` marks repetitions.
    pub(crate) fn sent(&mut self) -> Vec<String> {
        let sent = self.world.sent[self.heard..].iter().map(|it| {
            let line = it.text.lines().next().unwrap();
            let line = line.strip_prefix("SIP/2.0 ").unwrap_or(line).trim_end_matches(" SIP/2.0");
            format!("{line}{}", if it.is_again { "*" } else { "" })
        });
        let sent = sent.collect();
        self.heard = self.world.sent.len();
        sent
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

/// A request of the peer; `parties` are Call-ID, From and To.
pub(crate) fn request_on(
    branch: &str,
    method: &str,
    cseq: u32,
    (call_id, from, to): (&str, &str, &str),
    headers: &str,
) -> String {
    format!(
        "{method} sip:alice@10.0.0.2:5070 SIP/2.0\r\n\
         Via: SIP/2.0/UDP {PEER};branch={branch};rport\r\n\
         From: {from}\r\nTo: {to}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n\
         {headers}Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    )
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
