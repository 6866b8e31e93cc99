//! One connection: its socket, and what arrives in pieces; sending.rs has what waits to leave.

mod broken;
mod sending;

use std::collections::VecDeque;
use std::io::{self, Read};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::time::{Duration, Instant};

use socket2::SockRef;

use crate::transport::FailureCause;
use crate::ua::{Attempt, Transport};

use super::framing::{Frame, Framer};
use super::poller::Interest;
use super::tcp::{self, NoSignal};
use super::tls::Session;
use super::udp::set_dscp;

pub(super) use broken::Broken;

/// How long a peer may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(8);
/// How long a peer may read nothing, or leave a message unfinished: timer F (RFC 3261 17.1.2.2).
const STALL: Duration = Duration::from_secs(32);
/// How long a connection that a peer opened may be silent.
const IDLE: Duration = Duration::from_secs(600);
/// A keepalive of the peer is answered while fewer messages than these wait to be sent: a peer that reads nothing gets no answers.
const ANSWERS: usize = 16;
/// How much one call reads.
pub(super) const CHUNK: usize = 64 << 10;
/// How often one turn reads from one connection.
const READS: usize = 16;

/// Settings for new connections.
#[derive(Clone, Debug)]
pub(crate) struct StreamSettings {
    /// The differentiated services code point.
    pub(crate) dscp: u8,
    /// The longest body that is accepted.
    pub(crate) body_limit: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The TCP handshake is under way.
    Connecting,
    /// The TLS handshake is under way.
    Securing,
    Open,
}

/// A connection, opened by us or by a peer.
#[derive(Debug)]
pub(super) struct Stream {
    socket: TcpStream,
    remote: SocketAddr,
    tls: Option<Session>,
    state: State,
    is_ours: bool,
    framer: Framer,
    waiting: VecDeque<Arc<[u8]>>,
    waiting_bytes: usize,
    /// How much of the first waiting message has left.
    sent: usize,
    /// When the connection is given up unless something moves.
    pub(super) deadline: Option<Instant>,
    /// What the poller watches it for.
    pub(super) interest: Interest,
    /// The attempts that wait until it is open.
    pub(super) attempts: Vec<Attempt>,
    /// Why it is about to be closed.
    pub(super) failure: Option<FailureCause>,
}

impl Stream {
    /// Begins to connect. `local` is the host to come from, where it matters.
    pub(super) fn connect(
        now: Instant,
        remote: SocketAddr,
        local: Option<IpAddr>,
        tls: Option<Session>,
        settings: &StreamSettings,
    ) -> io::Result<Self> {
        let socket = tcp::start_connecting(remote, local, settings.dscp)?;
        let mut stream = Self::new(socket, remote, State::Connecting, settings);
        stream.tls = tls;
        stream.deadline = Some(now + CONNECT);
        Ok(stream)
    }

    /// Takes a connection that a peer opened.
    pub(super) fn accepted(
        now: Instant,
        socket: TcpStream,
        remote: SocketAddr,
        tls: Option<Session>,
        settings: &StreamSettings,
    ) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        set_dscp(SockRef::from(&socket), remote.is_ipv4(), settings.dscp);
        tcp::prepare(&socket);
        let mut stream = Self::new(socket, remote, State::Securing, settings);
        stream.is_ours = false;
        stream.tls = tls;
        stream.deadline = Some(now + CONNECT);
        stream.finish_securing(now);
        Ok(stream)
    }

    fn new(socket: TcpStream, remote: SocketAddr, state: State, settings: &StreamSettings) -> Self {
        Self {
            socket,
            remote,
            tls: None,
            state,
            is_ours: true,
            framer: Framer::new(settings.body_limit),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            sent: 0,
            deadline: None,
            interest: if state == State::Connecting { Interest::Write } else { Interest::Read },
            attempts: Vec::new(),
            failure: None,
        }
    }

    /// Which it is, towards the core.
    pub(super) fn transport(&self) -> Transport {
        if self.tls.is_some() { Transport::Tls } else { Transport::Tcp }
    }

    pub(super) fn remote(&self) -> SocketAddr {
        self.remote
    }

    /// Our own end.
    pub(super) fn local(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Whether messages can leave by it now.
    pub(super) fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// Whether TCP stands and TLS does not yet.
    pub(super) fn is_handshaking(&self) -> bool {
        self.state == State::Securing && self.tls.is_some()
    }

    /// Whether we opened it.
    pub(super) fn is_ours(&self) -> bool {
        self.is_ours
    }

    /// Goes on connecting; true once bytes can be sent and received.
    pub(super) fn establish(&mut self, now: Instant) -> Result<bool, Broken> {
        if self.state == State::Connecting {
            if let Some(error) = self.socket.take_error()? {
                return Err(error.into());
            }
            match self.socket.peer_addr() {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotConnected => return Ok(false),
                Err(error) => return Err(error.into()),
            }
            tcp::prepare(&self.socket);
            self.state = State::Securing;
            self.finish_securing(now);
        }
        Ok(true)
    }

    /// Opens the connection once TLS is ready, or at once without it.
    fn finish_securing(&mut self, now: Instant) {
        if self.state == State::Securing
            && self.tls.as_ref().is_none_or(|tls| !tls.is_handshaking())
        {
            self.state = State::Open;
            self.set_deadline(now);
        }
    }

    /// Reads what is there and hands out each whole thing. The peer's end of the stream breaks it.
    pub(super) fn receive(
        &mut self,
        now: Instant,
        scratch: &mut [u8],
        take: &mut dyn FnMut(Frame<'_>),
    ) -> Result<(), Broken> {
        for _ in 0..READS {
            match self.socket.read(scratch) {
                Ok(0) => {
                    return Err(Broken(
                        "the peer closed the connection".into(),
                        io::ErrorKind::UnexpectedEof,
                    ));
                }
                Ok(count) => {
                    let goes_on = self.take_in(scratch.get(..count).unwrap_or_default())?;
                    self.finish_securing(now);
                    self.hand_out(take)?;
                    if !goes_on {
                        return Err(Broken(
                            "the peer closed the session".into(),
                            io::ErrorKind::UnexpectedEof,
                        ));
                    }
                    if count < scratch.len() {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        if self.state == State::Open {
            self.set_deadline(now);
        }
        Ok(())
    }

    /// Collects what came, in clear. False if nothing comes after it.
    fn take_in(&mut self, bytes: &[u8]) -> Result<bool, Broken> {
        let Self { tls, framer, socket, failure, .. } = self;
        let Some(session) = tls else {
            framer.push(bytes);
            return Ok(true);
        };
        session.open(bytes, &mut |clear| framer.push(clear)).map_err(|error| {
            // Say why, if there is room for it.
            let _ = session.write(&mut NoSignal(socket));
            let error: Broken = error.into();
            // In TLS 1.3 a server refuses the client's certificate after the client's handshake.
            *failure = Some(FailureCause::Tls(error.0.as_str().into()));
            error
        })
    }

    fn hand_out(&mut self, take: &mut dyn FnMut(Frame<'_>)) -> Result<(), Broken> {
        while let Some(frame) = self.framer.next()? {
            // Who opened the connection asks, the other answers (RFC 5626 3.5.1).
            if frame != Frame::Ping || self.is_ours {
                take(frame);
            } else if self.waiting.len() < ANSWERS {
                self.queue(Arc::from(*b"\r\n"));
            }
        }
        Ok(())
    }

    /// Something moved: says how long the peer may take for the next step.
    fn set_deadline(&mut self, now: Instant) {
        let patience = if self.is_blocked() || self.framer.is_within_message() {
            Some(STALL)
        } else if self.is_ours {
            None
        } else {
            Some(IDLE)
        };
        self.deadline = patience.map(|time| now + time);
    }

    /// What the poller has to watch for.
    pub(super) fn wanted(&self) -> Interest {
        match self.state {
            State::Connecting => Interest::Write,
            _ if self.is_blocked() => Interest::ReadWrite,
            _ => Interest::Read,
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let (State::Open, Some(session)) = (self.state, &mut self.tls) {
            session.end(&mut NoSignal(&self.socket));
        }
    }
}

impl AsFd for Stream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;

    use super::*;

    const SETTINGS: StreamSettings = StreamSettings { dscp: 0, body_limit: 1000 };

    #[test]
    fn a_peer_that_sends_without_end_and_reads_no_response_costs_no_memory() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut peer = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (socket, remote) = listener.accept().unwrap();
        let now = Instant::now();
        let mut stream = Stream::accepted(now, socket, remote, None, &SETTINGS).unwrap();
        for _ in 0..10 {
            peer.write_all(&b"\r\n\r\n".repeat(1000)).unwrap();
            stream.receive(now, &mut vec![0; CHUNK], &mut |_| {}).unwrap();
        }
        assert!((1..100).contains(&stream.waiting.len()), "{}", stream.waiting.len());
        stream.flush(now).unwrap();
        assert!(peer.read(&mut [0; 2]).unwrap() == 2);
    }

    #[cfg(feature = "tls")]
    #[test]
    fn a_connection_under_tls_stays_one_whatever_is_asked_of_it_early() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let remote = listener.local_addr().unwrap();
        let session =
            Session::client(&mut crate::net::tls::Configs::default(), "a.test", remote.ip());
        let now = Instant::now();
        let mut stream =
            Stream::connect(now, remote, None, Some(session.unwrap()), &SETTINGS).unwrap();
        stream.queue(Arc::from(*b"secret"));
        stream.flush(now).unwrap();
        assert_eq!(stream.transport(), Transport::Tls);
    }
}
