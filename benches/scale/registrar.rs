//! A registrar that is cheaper than any client: it looks for the lines that it copies, and parses nothing.
//!
//! It answers a REGISTER without Authorization with 401 and one with it with 200. It does not check the digest: it
//! stands for a machine far away, whose work is not measured.

use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::net::{SocketAddr, SocketAddrV4, TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use nix::sys::socket::{
    MsgFlags, MultiHeaders, SockaddrStorage, recvmmsg, sendmmsg, setsockopt, sockopt,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::Result;

/// What a registrar counted.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Requests that came.
    pub(crate) requests: AtomicU64,
    /// Where the first datagram came from.
    pub(crate) client: OnceLock<SocketAddr>,
}

/// A running registrar.
pub(crate) struct Registrar {
    /// Where it listens, on loopback.
    pub(crate) port: u16,
    /// What it saw.
    pub(crate) counts: Arc<Counts>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Registrar {
    /// Starts one for `udp`, `tcp` or `tls`.
    pub(crate) fn start(transport: &str) -> Result<Self> {
        Ok(match transport {
            "udp" => Self::udp()?,
            "tcp" => Self::streams(Ok)?,
            _ => {
                let config = tls_config()?;
                Self::streams(move |stream| {
                    let connection = ServerConnection::new(Arc::clone(&config));
                    Ok(StreamOwned::new(connection.map_err(io::Error::other)?, stream))
                })?
            }
        })
    }

    fn udp() -> io::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_read_timeout(Some(Duration::from_millis(100)))?;
        let _ = setsockopt(&socket, sockopt::RcvBufForce, &(64 << 20));
        let _ = setsockopt(&socket, sockopt::SndBufForce, &(64 << 20));
        let port = socket.local_addr()?.port();
        Ok(Self::run(port, move |stop, counts| serve_datagrams(&socket, stop, counts)))
    }

    /// One for connections, which `wrap` may encrypt.
    fn streams<S: Read + Write>(
        wrap: impl Fn(TcpStream) -> io::Result<S> + Send + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        Ok(Self::run(port, move |stop, counts| {
            while !stop.load(Relaxed) {
                match listener.accept() {
                    Ok((stream, _)) => {
                        let _ = serve_stream(stream, &wrap, stop, counts);
                    }
                    Err(_) => thread::sleep(Duration::from_millis(1)),
                }
            }
        }))
    }

    fn run(port: u16, serve: impl FnOnce(&AtomicBool, &Counts) + Send + 'static) -> Self {
        let counts = Arc::new(Counts::default());
        let stop = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let (counts, stop) = (Arc::clone(&counts), Arc::clone(&stop));
            move || serve(&stop, &counts)
        });
        Self { port, counts, stop, thread: Some(thread) }
    }
}

impl Drop for Registrar {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// How many datagrams one system call moves at most.
const BATCH: usize = 64;
/// The longest REGISTER that is looked at.
const LONGEST: usize = 2048;

fn serve_datagrams(socket: &UdpSocket, stop: &AtomicBool, counts: &Counts) {
    let mut headers = MultiHeaders::<SockaddrStorage>::preallocate(BATCH, None);
    let mut room = vec![0_u8; BATCH * LONGEST];
    let mut answers = vec![Vec::new(); BATCH];
    while !stop.load(Relaxed) {
        let Some(got) = receive(socket, &mut headers, &mut room) else { continue };
        let mut peers = Vec::with_capacity(got.len());
        for (((address, length), bytes), answer) in
            got.iter().zip(room.chunks(LONGEST)).zip(answers.iter_mut())
        {
            answer.clear();
            respond(&bytes[..*length], answer, counts);
            peers.push(*address);
            if let Some(address) = address.as_ref().and_then(SockaddrStorage::as_sockaddr_in) {
                counts.client.get_or_init(|| SocketAddrV4::from(*address).into());
            }
        }
        let slices: Vec<_> = answers.iter().take(peers.len()).map(|a| [IoSlice::new(a)]).collect();
        let mut out = MultiHeaders::<SockaddrStorage>::preallocate(peers.len(), None);
        let flags = MsgFlags::empty();
        let _ = sendmmsg(socket.as_raw_fd(), &mut out, &slices, &peers, [], flags);
    }
}

/// The addresses and lengths of a batch of datagrams; `None` when none came for a while.
fn receive(
    socket: &UdpSocket,
    headers: &mut MultiHeaders<SockaddrStorage>,
    room: &mut [u8],
) -> Option<Vec<(Option<SockaddrStorage>, usize)>> {
    let mut slices: Vec<_> = room.chunks_mut(LONGEST).map(|c| [IoSliceMut::new(c)]).collect();
    let flags = MsgFlags::MSG_WAITFORONE;
    let got = recvmmsg(socket.as_raw_fd(), headers, &mut slices, flags, None).ok()?;
    Some(got.map(|message| (message.address, message.bytes)).collect())
}

/// Until the client ends the connection.
fn serve_stream<S: Read + Write>(
    stream: TcpStream,
    wrap: impl Fn(TcpStream) -> io::Result<S>,
    stop: &AtomicBool,
    counts: &Counts,
) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_millis(100)))?;
    let mut stream = wrap(stream)?;
    let mut pending = Vec::new();
    let mut room = vec![0; 1 << 16];
    let mut answers = Vec::new();
    while !stop.load(Relaxed) {
        match stream.read(&mut room) {
            Ok(0) => break,
            Ok(length) => pending.extend_from_slice(&room[..length]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
        let mut done = 0;
        answers.clear();
        while let Some(end) = find(&pending[done..], b"\r\n\r\n") {
            let message = &pending[done..done + end + 4];
            if message.starts_with(b"REGISTER ") {
                respond(message, &mut answers, counts);
            }
            done += end + 4;
        }
        pending.drain(..done);
        stream.write_all(&answers)?;
    }
    Ok(())
}

/// With a certificate made for the occasion.
fn tls_config() -> Result<Arc<ServerConfig>> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())?;
    Ok(Arc::new(config))
}

/// Appends the answer to one REGISTER.
fn respond(request: &[u8], answer: &mut Vec<u8>, counts: &Counts) {
    counts.requests.fetch_add(1, Relaxed);
    let known = find(request, b"\r\nAuthorization:").is_some();
    answer.extend_from_slice(if known {
        &b"SIP/2.0 200 OK"[..]
    } else {
        b"SIP/2.0 401 Unauthorized"
    });
    for name in [&b"\r\nVia:"[..], b"\r\nFrom:", b"\r\nTo:", b"\r\nCall-ID:", b"\r\nCSeq:"] {
        copy_line(request, name, answer);
        if name == b"\r\nTo:" {
            answer.extend_from_slice(b";tag=r1");
        }
    }
    if known {
        copy_line(request, b"\r\nContact:", answer);
        copy_line(request, b"\r\nExpires:", answer);
    } else {
        answer.extend_from_slice(
            b"\r\nWWW-Authenticate: Digest realm=\"bench\", nonce=\"5f1a0c2e77d94b10a3\", \
              algorithm=MD5, qop=\"auth\"",
        );
    }
    answer.extend_from_slice(b"\r\nContent-Length: 0\r\n\r\n");
}

fn copy_line(request: &[u8], name: &[u8], answer: &mut Vec<u8>) {
    let Some(start) = find(request, name) else { return };
    let rest = &request[start + 2..];
    let end = find(rest, b"\r\n").unwrap_or(rest.len());
    answer.extend_from_slice(b"\r\n");
    answer.extend_from_slice(&rest[..end]);
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, wanted)
}
