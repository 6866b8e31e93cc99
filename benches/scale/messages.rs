//! MESSAGEs: the peers that answer and send them, which cost the least that is possible, and are measured as such.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use memchr::memmem;
use nix::sys::resource::UsageWho;

use super::Result;
use super::report::{Figures, cpu_time};

/// How many are under way at once.
const WINDOW: usize = 64;

/// One that runs until it is stopped.
pub(crate) struct Peer {
    pub(crate) port: u16,
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Figures>,
}

impl Peer {
    fn start(
        job: impl FnOnce(&UdpSocket, &AtomicBool) -> Figures + Send + 'static,
    ) -> Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_read_timeout(Some(Duration::from_millis(100)))?;
        let port = socket.local_addr()?.port();
        let is_over = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let is_over = Arc::clone(&is_over);
            move || job(&socket, &is_over)
        });
        Ok(Self { port, is_over, thread })
    }

    /// Answers each MESSAGE with 200.
    pub(crate) fn that_answers() -> Result<Self> {
        Self::start(answer_all)
    }

    /// After a first MESSAGE, which it answers, sends for `seconds` to where that came from.
    pub(crate) fn that_sends(seconds: f64) -> Result<Self> {
        Self::start(move |socket, is_over| send_all(socket, is_over, seconds))
    }

    /// What it did.
    pub(crate) fn stop(self) -> Figures {
        self.is_over.store(true, Relaxed);
        self.thread.join().unwrap_or(Figures::new(0, Duration::from_secs(1), Duration::ZERO))
    }
}

/// The least client that sends, and the least that answers, with each other: what they took.
pub(crate) fn least(seconds: f64) -> Result<[Figures; 2]> {
    let sender = Peer::that_sends(seconds)?;
    let receiver = Peer::start({
        let port = sender.port;
        move |socket, is_over| {
            let _ = socket.send_to(&message(0, 9), ("127.0.0.1", port));
            answer_all(socket, is_over)
        }
    })?;
    thread::sleep(Duration::from_secs_f64(seconds + 0.3));
    let sent = sender.stop();
    Ok([sent, receiver.stop()])
}

fn answer_all(socket: &UdpSocket, is_over: &AtomicBool) -> Figures {
    let (start, cpu) = (Instant::now(), cpu_time(UsageWho::RUSAGE_THREAD));
    let (mut room, mut done, mut end) = ([0; 4096], 0, start);
    while !is_over.load(Relaxed) {
        let Ok((length, from)) = socket.recv_from(&mut room) else { continue };
        if let Some(response) = response(&room[..length]) {
            let _ = socket.send_to(&response, from);
            (done, end) = (done + 1, Instant::now());
        }
    }
    Figures::new(done, end - start, cpu_time(UsageWho::RUSAGE_THREAD) - cpu)
}

fn send_all(socket: &UdpSocket, is_over: &AtomicBool, seconds: f64) -> Figures {
    let mut room = [0; 4096];
    let to: SocketAddr = loop {
        match socket.recv_from(&mut room) {
            Ok((length, from)) => {
                // The least receiver's first message wants no response.
                if let Some(response) = response(&room[..length]).filter(|_| length > 300) {
                    let _ = socket.send_to(&response, from);
                }
                break from;
            }
            Err(_) if is_over.load(Relaxed) => {
                return Figures::new(0, Duration::from_secs(1), Duration::ZERO);
            }
            Err(_) => {}
        }
    };
    let (start, cpu) = (Instant::now(), cpu_time(UsageWho::RUSAGE_THREAD));
    let own = socket.local_addr().map_or(0, |address| address.port());
    let (mut next, mut done, mut open, mut end) = (0, 0, 0, start);
    while !is_over.load(Relaxed) {
        while open < WINDOW && start.elapsed().as_secs_f64() < seconds {
            let _ = socket.send_to(&message(next, own), to);
            (next, open) = (next + 1, open + 1);
        }
        match socket.recv(&mut room) {
            Ok(length) if room[..length].starts_with(b"SIP/2.0 200") => {
                (done, open, end) = (done + 1, open.saturating_sub(1), Instant::now());
            }
            Ok(_) => {}
            // What was lost is not waited for.
            Err(_) => open = 0,
        }
    }
    Figures::new(done, end - start, cpu_time(UsageWho::RUSAGE_THREAD) - cpu)
}

/// The headers of a request up to Content-Type or Max-Forwards, behind another start line.
fn response(request: &[u8]) -> Option<Vec<u8>> {
    let start = memmem::find(request, b"\r\n").filter(|_| request.starts_with(b"MESSAGE "))?;
    let end = memmem::find(request, b"\r\nContent-Type")?;
    Some([b"SIP/2.0 200 OK", &request[start..end], b"\r\nContent-Length: 0\r\n\r\n"].concat())
}

fn message(number: u64, port: u16) -> Vec<u8> {
    format!(
        "MESSAGE sip:alice@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};rport;branch=z9hG4bK{number}\r\n\
         From: <sip:bob@example.test>;tag={number}\r\nTo: <sip:alice@example.test>\r\nCall-ID: c{number}\r\n\
         CSeq: 20 MESSAGE\r\nContent-Type: Application/MANSCDP+xml\r\nMax-Forwards: 70\r\nUser-Agent: least\r\n\
         Content-Length: 200\r\n\r\n{:x<200}",
        ""
    )
    .into_bytes()
}
