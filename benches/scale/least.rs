//! The least client that one can write: templates, no parser, one datagram a system call. It is the machine's ceiling.

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use md5::{Digest, Md5};
use nix::sys::resource::UsageWho;

use super::Result;
use super::registrar::Registrar;
use super::report::{Figures, cpu_time};

/// How many registrations are under way at once.
const WINDOW: usize = 64;

/// Registers `count` accounts, with digest.
pub(crate) fn run(count: usize) -> Result<Figures> {
    let registrar = Registrar::start("udp")?;
    let port = registrar.port;
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(("127.0.0.1", port))?;
    socket.set_read_timeout(Some(Duration::from_secs(60)))?;
    let local = socket.local_addr()?.port();
    let (start, cpu) = (Instant::now(), cpu_time(UsageWho::RUSAGE_THREAD));
    let mut next = 0;
    while next < count.min(WINDOW) {
        socket.send(&register(next, local, port, 1, ""))?;
        next += 1;
    }
    let (mut done, mut room) = (0, [0; 2048]);
    while done < count {
        let length = socket.recv(&mut room)?;
        let answer = &room[..length];
        if answer.starts_with(b"SIP/2.0 401") {
            let user = user_of(answer).unwrap_or(0);
            socket.send(&register(user, local, port, 2, &authorization(user, port)))?;
            continue;
        }
        done += 1;
        if next < count {
            socket.send(&register(next, local, port, 1, ""))?;
            next += 1;
        }
    }
    Ok(Figures::new(count, start.elapsed(), cpu_time(UsageWho::RUSAGE_THREAD) - cpu))
}

/// How many percent of a processor a loop takes that only waits, 10 ms at a time.
pub(crate) fn idle(seconds: u64) -> f64 {
    let (start, cpu) = (Instant::now(), cpu_time(UsageWho::RUSAGE_THREAD));
    while start.elapsed() < Duration::from_secs(seconds) {
        std::thread::park_timeout(Duration::from_millis(10));
    }
    let took = cpu_time(UsageWho::RUSAGE_THREAD) - cpu;
    took.as_secs_f64() * 100.0 / start.elapsed().as_secs_f64()
}

fn register(user: usize, local: u16, port: u16, cseq: u32, authorization: &str) -> Vec<u8> {
    format!(
        "REGISTER sip:127.0.0.1:{port} SIP/2.0\r\n\
         Via: SIP/2.0/UDP 127.0.0.1:{local};rport;branch=z9hG4bK{user}{cseq}\r\n\
         From: <sip:u{user:06}@127.0.0.1:{port}>;tag=1774720625\r\nTo: <sip:u{user:06}@127.0.0.1:{port}>\r\n\
         Call-ID: {user}\r\nCSeq: {cseq} REGISTER\r\nContact: <sip:u{user:06}@127.0.0.1:{local}>\r\n\
         {authorization}Max-Forwards: 70\r\nUser-Agent: least\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

fn user_of(answer: &[u8]) -> Option<usize> {
    let start = memchr::memmem::find(answer, b"Call-ID: ")? + 9;
    let digits = answer[start..].iter().take_while(|b| b.is_ascii_digit());
    Some(digits.fold(0, |sum, b| sum * 10 + usize::from(b - b'0')))
}

fn authorization(user: usize, port: u16) -> String {
    let first = hex(&format!("u{user:06}:bench:secret"));
    let second = hex(&format!("REGISTER:sip:127.0.0.1:{port}"));
    let response = hex(&format!("{first}:5f1a0c2e77d94b10a3:00000001:0a4f113b:auth:{second}"));
    format!(
        "Authorization: Digest username=\"u{user:06}\", realm=\"bench\", nonce=\"5f1a0c2e77d94b10a3\", \
         uri=\"sip:127.0.0.1:{port}\", response=\"{response}\", algorithm=MD5, cnonce=\"0a4f113b\", qop=auth, \
         nc=00000001\r\n"
    )
}

fn hex(text: &str) -> String {
    Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
