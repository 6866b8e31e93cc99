//! What a registrar must never do: forged answers, rubbish, messages without an end, torn connections.

mod streams;

use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::str::FromStr;
use std::time::Duration;

use crate::log::Log;
use crate::message::Request;
use crate::registrar::{Answer, Source, write_reply};

/// How it misbehaves; `--hostile` gives the name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Manner {
    /// `forged`: answers that belong to no request; the right one comes with the third transmission.
    Forged,
    /// `provisional:N`: so many broken provisional answers to each request, then the right one.
    Provisional(u32),
    /// `final`: fifty broken final answers to each request, none of them a success.
    Final,
    /// One of those on connections.
    Stream(streams::Manner),
}

impl Manner {
    pub(crate) fn parse(name: &str) -> Result<Self, String> {
        match name {
            "forged" => Ok(Self::Forged),
            "final" => Ok(Self::Final),
            _ => number(name, "provisional:")
                .map(Self::Provisional)
                .or_else(|| streams::Manner::parse(name).map(Self::Stream))
                .ok_or(format!("no manner is called '{name}'")),
        }
    }
}

/// The number behind `prefix`.
fn number<T: FromStr>(name: &str, prefix: &str) -> Option<T> {
    name.strip_prefix(prefix)?.parse().ok()
}

pub(crate) fn serve(
    manner: Manner,
    socket: &UdpSocket,
    listener: &TcpListener,
    mut log: Log,
) -> std::io::Result<()> {
    if let Manner::Stream(manner) = manner {
        return streams::serve(manner, listener, &mut log);
    }
    let mut peer = Peer {
        socket,
        stranger: UdpSocket::bind("127.0.0.2:0")?,
        log,
        rng: Rng(1),
        branch: String::new(),
        transmissions: 0,
    };
    loop {
        let mut buffer = vec![0; 65_536];
        let (length, address) = socket.recv_from(&mut buffer)?;
        peer.log.received(&buffer[..length], Source { transport: "udp", address });
        if let Some(request) = Request::parse(&buffer[..length]) {
            peer.answer(manner, &request, address)?;
        }
    }
}

struct Peer<'a> {
    socket: &'a UdpSocket,
    /// Sends from an address that no request went to.
    stranger: UdpSocket,
    log: Log,
    rng: Rng,
    branch: String,
    transmissions: u32,
}

impl Peer<'_> {
    fn answer(
        &mut self,
        manner: Manner,
        request: &Request<'_>,
        client: SocketAddr,
    ) -> std::io::Result<()> {
        self.transmissions =
            if request.branch() == self.branch { self.transmissions + 1 } else { 1 };
        request.branch().clone_into(&mut self.branch);
        match manner {
            Manner::Forged => {
                self.forge(request, client)?;
                if self.transmissions == 3 { self.accept(request, client) } else { Ok(()) }
            }
            Manner::Provisional(count) if self.transmissions == 1 => {
                self.rubbish(request, client, &[100, 180, 183], count)?;
                self.accept(request, client)
            }
            Manner::Final if self.transmissions == 1 => {
                self.rubbish(request, client, &[302, 401, 407, 423, 503, 606], 50)
            }
            _ => Ok(()),
        }
    }

    fn accept(&mut self, request: &Request<'_>, client: SocketAddr) -> std::io::Result<()> {
        let reply = success(request, client);
        self.log.sent(&reply, Source { transport: "udp", address: client });
        self.socket.send_to(&reply, client).map(|_| ())
    }

    /// Successes that answer nothing that was asked, each claiming to have seen the client elsewhere.
    fn forge(&mut self, request: &Request<'_>, client: SocketAddr) -> std::io::Result<()> {
        let right = String::from_utf8_lossy(&success(request, client)).into_owned();
        let cseq = request.cseq().unwrap_or(1);
        let call_id = request.header("Call-ID").unwrap_or_default();
        let lied = right
            .replace(&format!("received={}", client.ip()), "received=198.51.100.7")
            .replace(&format!("rport={}", client.port()), "rport=40000");
        let forgeries = [
            lied.replace(&self.branch, "z9hG4bK0"),
            lied.replace(&format!("branch={}", self.branch), "x=y"),
            lied.replace(&format!("Call-ID: {call_id}"), "Call-ID: 0"),
            lied.replace(&format!("CSeq: {cseq} "), &format!("CSeq: {} ", cseq + 1)),
            lied.replace(&format!("CSeq: {cseq} REGISTER"), &format!("CSeq: {cseq} INVITE")),
            lied.replace("Via: ", "X-Via: "),
            lied.replace("Via: ", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK0\r\nVia: "),
        ];
        for forgery in &forgeries {
            self.socket.send_to(forgery.as_bytes(), client)?;
        }
        self.stranger.send_to(lied.as_bytes(), client)?;
        self.log.note(&format!("sent {} forgeries", forgeries.len() + 1));
        Ok(())
    }

    /// Broken answers, as fast as the client takes them: after each fifty it is asked to say `go`.
    fn rubbish(
        &mut self,
        request: &Request<'_>,
        client: SocketAddr,
        statuses: &[u16],
        count: u32,
    ) -> std::io::Result<()> {
        for number in 0..count {
            let status = statuses[self.rng.below(statuses.len())];
            let mut bytes = rich_answer(request, status, client);
            for _ in 0..=self.rng.below(4) {
                mutate(&mut bytes, &mut self.rng);
            }
            if !claims_success(&bytes) {
                self.socket.send_to(&bytes, client)?;
            }
            if number % 50 == 49 {
                self.wait_until_read(request, client)?;
            }
        }
        self.log.note(&format!("sent {count} broken answers"));
        Ok(())
    }

    /// A provisional answer makes the client's test send `go` to us. What else arrives meanwhile are retransmissions.
    fn wait_until_read(
        &mut self,
        request: &Request<'_>,
        client: SocketAddr,
    ) -> std::io::Result<()> {
        let mark = write_reply(request, &Answer { status: 199, headers: String::new() }, client);
        self.socket.set_read_timeout(Some(Duration::from_millis(500)))?;
        for _ in 0..40 {
            self.socket.send_to(&mark, client)?;
            let mut buffer = [0; 2048];
            while let Ok((length, address)) = self.socket.recv_from(&mut buffer) {
                if buffer.starts_with(b"go") {
                    return self.socket.set_read_timeout(None);
                }
                self.log.received(&buffer[..length], Source { transport: "udp", address });
            }
        }
        self.log.note("the client does not read any more");
        self.socket.set_read_timeout(None)
    }
}

fn success(request: &Request<'_>, client: SocketAddr) -> Vec<u8> {
    let contact = request.header("Contact").unwrap_or_default();
    write_reply(
        request,
        &Answer { status: 200, headers: format!("Contact: {contact};expires=3600\r\n") },
        client,
    )
}

/// An answer in which every parser of the client has something to read.
fn rich_answer(request: &Request<'_>, status: u16, client: SocketAddr) -> Vec<u8> {
    let nonce = request.branch();
    let headers = format!(
        "Contact: \"A, B\" <sip:alice@192.0.2.1:5060;transport=udp?x=y>;expires=60;q=0.5, <sips:[2001:db8::1]>\r\n\
         Record-Route: <sip:p1.example.test;lr>, <sip:p2.example.test;lr>\r\n\
         WWW-Authenticate: Digest realm=\"example.test\", nonce=\"{nonce}\", qop=\"auth,auth-int\", algorithm=SHA-256\r\n\
         Proxy-Authenticate: Digest realm=\"proxy.test\", nonce=\"{nonce}\", opaque=\"\", stale=true\r\n\
         Authentication-Info: nextnonce=\"{nonce}\", rspauth=\"00\"\r\n\
         Min-Expires: 600\r\nRetry-After: 5 (a comment);duration=60\r\nExpires: 60\r\nAllow: INVITE, ACK\r\n\
         Accept: application/sdp;level=1\r\nAlert-Info: <http://x.test/>\r\nService-Route: <sip:s.example.test;lr>\r\n\
         Subject: folded\r\n over lines\r\nContent-Type: multipart/mixed;boundary=b\r\n"
    );
    write_reply(request, &Answer { status, headers }, client)
}

/// Whether a lenient reader could take this for a success.
fn claims_success(bytes: &[u8]) -> bool {
    let start_line = bytes
        .split(|byte| *byte == b'\r' || *byte == b'\n')
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let mut numbers = start_line.split(|byte| !byte.is_ascii_digit());
    numbers.any(|number| {
        number.len() >= 3 && number.iter().find(|digit| **digit != b'0') == Some(&b'2')
    })
}

/// One change that a broken or malicious sender could make.
fn mutate(bytes: &mut Vec<u8>, rng: &mut Rng) {
    const PIECES: [&[u8]; 16] = [
        b"\r\n",
        b"\r\n\r\n",
        b"\0",
        b"\"",
        b"<",
        b">",
        b";",
        b",",
        b"%",
        b"4294967296",
        b"-1",
        b"[::",
        b"@",
        b"\xff\xfe",
        b"\r\n ",
        b"=",
    ];
    if bytes.is_empty() {
        return;
    }
    let start = rng.below(bytes.len());
    let end = (start + rng.below(40)).min(bytes.len());
    match rng.below(6) {
        0 => bytes[start] = rng.byte(),
        1 => bytes.truncate(start),
        2 => drop(bytes.drain(start..end)),
        3 => {
            let copied = bytes[start..end].to_vec();
            bytes.splice(start..start, copied);
        }
        4 => {
            let piece = PIECES[rng.below(PIECES.len())].repeat(1 + rng.below(3));
            bytes.splice(start..end, piece);
        }
        _ => {
            let long = vec![rng.byte(); rng.below(2_000)];
            bytes.splice(start..start, long);
        }
    }
}

/// The same numbers in every run.
struct Rng(u64);

impl Rng {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    fn byte(&mut self) -> u8 {
        self.below(256).to_le_bytes()[0]
    }
}
