//! The peer: a socket on loopback that answers, asks and sends rubbish as the input says. Nothing that it sends is checked.

use std::net::{SocketAddr, UdpSocket};

use super::input::Input;

/// Methods of requests, of the program and of the peer.
pub(super) const METHODS: [&str; 16] = [
    "MESSAGE",
    "INVITE",
    "ACK",
    "BYE",
    "CANCEL",
    "SUBSCRIBE",
    "NOTIFY",
    "REFER",
    "OPTIONS",
    "INFO",
    "UPDATE",
    "PRACK",
    "PUBLISH",
    "REGISTER",
    "foo",
    "A B",
];

/// Headers of a message of the peer, and its body.
const HEADERS: [&str; 16] = [
    "Content-Length: 0\r\n\r\n",
    "Contact: <sip:b@PEER>\r\nContent-Length: 0\r\n\r\n",
    "Contact: <sip:b@PEER>\r\nExpires: 60\r\nEvent: presence\r\nContent-Length: 0\r\n\r\n",
    "Contact: <sip:b@PEER>\r\nEvent: dialog\r\nExpires: 99999999999\r\nContent-Length: 0\r\n\r\n",
    "Contact: <sip:b@PEER>\r\nEvent: presence\r\nSubscription-State: active;expires=60\r\n\r\n",
    "Event: presence\r\nSubscription-State: terminated;reason=timeout;retry-after=0\r\n\r\n",
    "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\nContent-Length: 0\r\n\r\n",
    "Proxy-Authenticate: Digest realm=\"r\", nonce=\"m\", algorithm=SHA-256\r\n\r\n",
    "Min-Expires: 120\r\nMin-SE: 200\r\nRetry-After: 0\r\nSIP-ETag: e1\r\n\r\n",
    "Contact: <sip:b@PEER>\r\nRequire: 100rel\r\nRSeq: 1\r\nContent-Length: 0\r\n\r\n",
    "Contact: <sip:b@PEER>\r\nRefer-To: <sip:c@PEER>\r\nReferred-By: <sip:d@PEER>\r\n\r\n",
    "Contact: <sip:b@PEER>\r\nSession-Expires: 90;refresher=uas\r\nRequire: timer\r\n\r\n",
    "Contact: <sip:b@PEER>\r\nContent-Type: application/sdp\r\n\r\n\
     v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
    "Contact: <sip:b@PEER>;q=1\r\nRecord-Route: <sip:PEER;lr>, <sip:p@PEER>\r\nRack: 1 20 INVITE\r\n\r\n",
    "Contact: *\r\nContact: <sip:>\r\nExpires: -5\r\nContent-Length: 99999\r\n\r\nx",
    "Service-Route: <sip:PEER;lr>\r\nContact: <sip:a@PEER>;expires=1\r\nDate: x\r\n\r\n",
];

pub(super) struct Peer {
    socket: UdpSocket,
    library: SocketAddr,
    /// The last request of the library, and its last response.
    request: String,
    response: String,
    count: u32,
}

impl Peer {
    pub(super) fn new(socket: UdpSocket, library: SocketAddr) -> Self {
        socket.set_nonblocking(true).unwrap();
        Self { socket, library, request: String::new(), response: String::new(), count: 0 }
    }

    /// `127.0.0.1:PORT`.
    pub(super) fn address(&self) -> String {
        self.socket.local_addr().unwrap().to_string()
    }

    /// Reads what has come.
    pub(super) fn receive(&mut self) {
        let mut room = [0; 65_536];
        while let Ok((length, from)) = self.socket.recv_from(&mut room) {
            let text = String::from_utf8_lossy(&room[..length]).into_owned();
            match text {
                _ if from != self.library => {}
                text if text.starts_with("SIP/2.0 ") => self.response = text,
                text if text.contains(" SIP/2.0\r\n") => self.request = text,
                _ => {}
            }
        }
    }

    pub(super) fn send(&self, bytes: &[u8]) {
        // What is too long for a datagram is not sent.
        let _ = self.socket.send_to(bytes, self.library);
    }

    /// Responds to the last request.
    pub(super) fn respond(&mut self, input: &mut Input<'_>) {
        self.receive();
        let request = self.request.clone();
        let [via, from, to, call_id, cseq] =
            ["Via", "From", "To", "Call-ID", "CSeq"].map(|name| header(&request, name));
        let status = input.of(&[
            200, 180, 202, 183, 100, 401, 407, 423, 302, 404, 412, 422, 481, 491, 500, 503, 603,
            999,
        ]);
        let tag = input.of(&[";tag=f", ";tag=f", "", ";tag=g"]);
        let tag = if to.contains(";tag=") { "" } else { tag };
        let rest = self.headers(input);
        let text = format!(
            "SIP/2.0 {status} Text\r\nVia: {via}\r\nFrom: {from}\r\nTo: {to}{tag}\r\nCall-ID: {call_id}\r\nCSeq: {cseq}\r\n"
        );
        self.send(&[text.as_bytes(), &rest].concat());
    }

    /// Sends a request: outside of dialogs, in the dialog of the last request of the library, or in that of its last response.
    pub(super) fn ask(&mut self, input: &mut Input<'_>) {
        self.receive();
        let method = input.of(&METHODS);
        let (from, to, call_id) = match input.byte() % 4 {
            0 | 1 => {
                let own = self.address();
                (format!("<sip:b@{own}>;tag=f"), "<sip:a@127.0.0.1>".to_owned(), "own".to_owned())
            }
            2 => {
                let [from, to, call_id] =
                    ["From", "To", "Call-ID"].map(|name| header(&self.request, name));
                let tag = if to.contains(";tag=") { "" } else { ";tag=f" };
                (format!("{to}{tag}"), from, call_id)
            }
            _ => {
                let [from, to, call_id] =
                    ["From", "To", "Call-ID"].map(|name| header(&self.response, name));
                (from, to, call_id)
            }
        };
        let cseq = input.byte();
        let own = self.address();
        // A branch of its own, or that of the request before: a repetition, CANCEL, the ACK of a refusal.
        self.count += u32::from(!cseq.is_multiple_of(4));
        let rest = self.headers(input);
        let text = format!(
            "{method} sip:a@{} SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bKp{}\r\nFrom: {from}\r\nTo: {to}\r\n\
             Call-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n",
            self.library, self.count
        );
        self.send(&[text.as_bytes(), &rest].concat());
    }

    fn headers(&self, input: &mut Input<'_>) -> Vec<u8> {
        let text = input.text(&HEADERS);
        let filled = String::from_utf8_lossy(text.bytes()).replace("PEER", &self.address());
        filled.into_bytes()
    }
}

/// The value of the first header of that name.
fn header(text: &str, name: &str) -> String {
    let mut lines = text.split("\r\n");
    let line = lines.find(|line| line.starts_with(&format!("{name}: ")));
    line.map_or(String::new(), |line| line[name.len() + 2..].to_owned())
}
