//! What goes into the user agent core and what comes out of it. No socket, clock or random source lives here.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::error::Error;
use crate::mem::CBox;
use crate::sip::plain::{self, RequestPlaces};
use crate::sip::{Message, grammar};
use crate::transaction::TransactionId;

use crate::transport::FailureCause;
pub use crate::transport::{
    Attempt, Channel, Lookup, NextHop, Now, Path, Random, Resolution, ServerAddress,
    ServerAddress as Target, Transport,
};

use super::event::Event;

/// An input of the core.
#[derive(Debug)]
pub enum Input<'a> {
    /// A response arrived.
    Response {
        /// From where.
        path: Path,
        /// What: [plain](plain), or as [`Message::write`] writes.
        text: Cow<'a, [u8]>,
        /// The text for events, if that is another one.
        original: Option<Cow<'a, [u8]>>,
    },
    /// A request arrived and has been parsed.
    Request {
        /// From where.
        path: Path,
        /// Our own end of the path, where that is known.
        local: Option<SocketAddr>,
        /// The request as a tree.
        message: CBox<Message>,
        /// The request as text.
        text: Cow<'a, [u8]>,
    },
    /// A request arrived that is [plain](plain): it is read where it lies.
    PlainRequest {
        /// From where.
        path: Path,
        /// Our own end of the path, where that is known.
        local: Option<SocketAddr>,
        /// The request.
        text: Cow<'a, [u8]>,
        /// Where its headers stand in it.
        places: RequestPlaces,
    },
    /// A datagram that is STUN, not SIP (RFC 7983).
    Stun {
        /// From where.
        path: Path,
        /// The datagram.
        bytes: &'a [u8],
    },
    /// A CRLF between messages on a connection (RFC 5626 3.5.1).
    Pong {
        /// On which.
        channel: Channel,
    },
    /// A name was resolved, or not.
    Resolved {
        /// Which [`Output::Resolve`] this answers.
        lookup: Lookup,
        /// What was found; `UnknownHost` when there is no such name, `Timeout` when no name server answered.
        answer: Result<Resolution, Error>,
    },
    /// A path to a server is open.
    Opened {
        /// Which [`Output::Open`] this answers.
        attempt: Attempt,
        /// The path.
        path: Path,
        /// Our own end of it.
        local: SocketAddr,
    },
    /// No path to a server could be opened.
    OpenFailed {
        /// Which [`Output::Open`] this answers.
        attempt: Attempt,
        /// Why the path could not be opened.
        cause: FailureCause,
    },
    /// A callback has changed a message, and `bytes` went out in its place.
    Changed {
        /// That of the [`Output::Send`].
        transaction: TransactionId,
        /// What was sent.
        bytes: Arc<[u8]>,
    },
    /// A message could not be sent: a callback removed what it needs, or it is too long for a datagram.
    NotSent {
        /// That of the [`Output::Send`].
        transaction: TransactionId,
    },
    /// The transport refused what was sent on a path: an unreachable port, a full or broken connection.
    SendFailed {
        /// The path that the message was sent on.
        path: Path,
    },
    /// A connection is no more, or a UDP socket was replaced.
    Closed {
        /// The connection or socket.
        channel: Channel,
        /// The reason, if TLS ended it.
        tls: Option<Arc<str>>,
    },
    /// Local addresses or routes changed, or the machine slept: every path is to be found anew.
    NetworkChanged,
    /// [`next_timeout`](super::Ua::next_timeout) has come.
    Timeout,
}

/// What the core wants done.
#[derive(Debug)]
pub enum Output {
    /// Find the addresses of a host. Answered by [`Input::Resolved`].
    Resolve {
        /// Names the answer.
        lookup: Lookup,
        /// The host, with what its URI says of port and transport.
        hop: NextHop,
    },
    /// Find or open a path to a server. Answered by [`Input::Opened`] or [`Input::OpenFailed`].
    Open {
        /// Names the answer.
        attempt: Attempt,
        /// The destination.
        target: Target,
    },
    /// Send a message for the first time: a request, a response or an ACK. A callback of the application may change it
    /// before; then the transaction, if one repeats the message, gets [`Input::Changed`] or [`Input::NotSent`].
    Send {
        /// The transaction that repeats the message. `None` for an ACK, and for a response without a transaction.
        transaction: Option<TransactionId>,
        /// The path to send it on.
        path: Path,
        /// Complete, with no placeholder left.
        bytes: Arc<[u8]>,
    },
    /// Send a message again, as it was.
    Resend {
        /// That of the [`Output::Send`] before.
        transaction: TransactionId,
        /// The path.
        path: Path,
        /// What was sent before.
        bytes: Arc<[u8]>,
    },
    /// Send a keepalive.
    Keepalive {
        /// The path.
        path: Path,
        /// A STUN request, or two CRLFs.
        bytes: Arc<[u8]>,
    },
    /// Close a connection.
    Close {
        /// The connection.
        channel: Channel,
    },
    /// Tell the application.
    Event(Event),
}

/// How requests begin that are handled without a tree.
const WITHOUT_TREE: [&[u8]; 6] = [b"INVITE ", b"ACK ", b"BYE ", b"MESSAGE ", b"OPTIONS ", b"INFO "];

/// The places of a plain request that needs no tree.
fn plain_request(text: &[u8]) -> Option<RequestPlaces> {
    let is_read = WITHOUT_TREE.iter().any(|method| text.starts_with(method));
    if is_read { RequestPlaces::of(text) } else { None }
}

impl<'a> Input<'a> {
    /// With our own end of the path, where the core may need it: a response may have a Contact.
    pub fn received_at(mut self, own: impl FnOnce() -> Option<SocketAddr>) -> Self {
        const DIALOGS: [&[u8]; 5] = [b"INVITE", b"SUBSCRIBE", b"REFER", b"NOTIFY", b"UPDATE"];
        match &mut self {
            Self::Request { local, message, .. }
                if message.method().is_some_and(|method| DIALOGS.contains(&method))
                    || message.to.as_ref().is_some_and(|to| to.tag().is_some()) =>
            {
                *local = own();
            }
            Self::PlainRequest { local, text, places, .. }
                if DIALOGS.contains(&places.method.part(text)) || places.to_tag.is_some() =>
            {
                *local = own();
            }
            _ => {}
        }
        self
    }

    /// The message that `text` is, if it is one. A response has to be whole: with the empty line behind its headers and
    /// all of the body that it announces.
    pub fn message(path: Path, text: Cow<'a, [u8]>) -> Option<Self> {
        if plain::is_plain_response(&text) {
            return Some(Self::Response { path, text, original: None });
        }
        match plain_request(&text) {
            Some(places) => Some(Self::PlainRequest { path, local: None, text, places }),
            None => Self::parsed(path, text),
        }
    }

    /// The same, parsed in any case.
    pub fn parsed(path: Path, text: Cow<'a, [u8]>) -> Option<Self> {
        let message = CBox::new(Message::parse(&text).ok()?);
        if message.is_request() {
            return Some(Self::Request { path, local: None, message, text });
        }
        if !is_whole(&message, &text) {
            return None;
        }
        let mut written = Vec::new();
        message.write(&mut written).ok()?;
        Some(Self::Response { path, text: Cow::Owned(written), original: Some(text) })
    }
}

/// Whether the empty line that ends the headers of `text` is there, and what Content-Length says follows it.
fn is_whole(message: &Message, text: &[u8]) -> bool {
    let length = message.content_length.as_ref().and_then(|header| header.value.as_deref());
    let length = length.map_or(Some(0), |length| grammar::number(length).ok());
    let body = plain::after_headers(text);
    length.zip(body).is_some_and(|(length, body)| body.len() as u64 >= u64::from(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_the_text_that_arrived() {
        let path = Path {
            transport: Transport::Udp,
            channel: Channel(1),
            remote: "192.0.2.1:5060".parse().unwrap(),
        };
        let read = |text: &'static str| Input::message(path, text.as_bytes().into());
        let plain = "SIP/2.0 200 OK\r\nCall-ID: 1\r\nContent-Length: 0\r\n\r\n";
        let odd = "SIP/2.0 200 OK\r\ni:  1\r\n\r\n";
        for (arrived, other) in [(plain, None), (odd, Some(odd.as_bytes()))] {
            let Some(Input::Response { text, original, .. }) = read(arrived) else { panic!() };
            assert_eq!((&*text, original.as_deref()), (plain.as_bytes(), other));
        }
        let request = "MESSAGE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:b>\r\nTo: <sip:a>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\n\r\n";
        assert!(matches!(read(request), Some(Input::PlainRequest { .. })));
        assert!(matches!(
            Input::parsed(path, request.as_bytes().into()),
            Some(Input::Request { .. })
        ));
        assert!(matches!(read("A sip:a@b SIP/2.0\r\n\r\n"), Some(Input::Request { .. })));
        assert!(read("SIP/2.0 2x0 OK\r\n\r\n").is_none());
    }
}
