//! Misbehaviour on connections, one connection after the other.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use nix::sys::socket::{setsockopt, sockopt};

use crate::log::Log;
use crate::message::Request;
use crate::registrar::{Answer, Source, write_reply};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Manner {
    /// `endless`: a header that has no end.
    Endless,
    /// `oversized`: an answer with a body of four gigabytes.
    Oversized,
    /// `torn`: half an answer and a reset.
    Torn,
    /// `torn-further:N`: each second connection brings N bytes more of the answer than those before it, until it is
    /// whole; then they are closed and reset in turn.
    TornFurther(usize),
    /// `split`: the right answer byte by byte, with blank lines before it.
    Split,
    /// `pipelined`: provisional answers, the right one and a request, all at once.
    Pipelined,
}

impl Manner {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "endless" => Self::Endless,
            "oversized" => Self::Oversized,
            "torn" => Self::Torn,
            "split" => Self::Split,
            "pipelined" => Self::Pipelined,
            _ => Self::TornFurther(super::number(name, "torn-further:")?),
        })
    }
}

pub(crate) fn serve(manner: Manner, listener: &TcpListener, log: &mut Log) -> std::io::Result<()> {
    for turn in 0.. {
        let (stream, address) = listener.accept()?;
        // However the connection ends: the test looks at the client.
        let _ = misbehave(manner, turn, stream, Source { transport: "tcp", address }, log);
    }
    Ok(())
}

fn misbehave(
    manner: Manner,
    turn: usize,
    mut stream: TcpStream,
    source: Source,
    log: &mut Log,
) -> std::io::Result<()> {
    let bytes = read_request(&mut stream)?;
    log.received(&bytes, source);
    let Some(request) = Request::parse(&bytes) else { return Ok(()) };
    let right = super::success(&request, source.address);
    match manner {
        Manner::Endless => flood(b"SIP/2.0 200 OK\r\nX-Endless: ", stream, log),
        Manner::Oversized => {
            let right = String::from_utf8_lossy(&right);
            let head = right.replace("Content-Length: 0", "Content-Length: 4294967295");
            flood(head.as_bytes(), stream, log)
        }
        Manner::Torn => {
            stream.write_all(b"SIP/2.0 200 OK\r\nVia: ")?;
            log.note("tears the connection");
            reset(&stream)
        }
        Manner::TornFurther(step) => {
            let length = right.len().min(turn / 2 * step);
            log.note(if length == right.len() { "sends all" } else { "sends a part" });
            stream.write_all(&right[..length])?;
            if turn.is_multiple_of(2) { Ok(()) } else { reset(&stream) }
        }
        Manner::Split => {
            for byte in [b"\r\n\r\n\r\n", &right[..]].concat() {
                stream.write_all(&[byte])?;
            }
            stream.read_exact(&mut [0])
        }
        Manner::Pipelined => {
            let provisional = Answer { status: 100, headers: String::new() };
            let provisional = write_reply(&request, &provisional, source.address);
            let question = b"OPTIONS sip:alice@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKp\r\n\
                From: <sip:bob@example.test>;tag=p\r\nTo: <sip:alice@127.0.0.1>\r\nCall-ID: p\r\nCSeq: 1 OPTIONS\r\n\
                Max-Forwards: 70\r\nContent-Length: 4\r\n\r\nbody";
            let all =
                [&provisional[..], b"\r\n\r\n", &provisional, &right, &right, question].concat();
            stream.write_all(&all)?;
            stream.read_exact(&mut [0])
        }
    }
}

fn read_request(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut buffer = [0; 4096];
    let mut pending = Vec::new();
    while !pending.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            length => pending.extend_from_slice(&buffer[..length]),
        }
    }
    Ok(pending)
}

/// `head` and then as much as the client takes, 64 MiB at most.
fn flood(head: &[u8], mut stream: TcpStream, log: &mut Log) -> std::io::Result<()> {
    stream.write_all(head)?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    let sent = (0..4_096).take_while(|_| stream.write_all(&[b'x'; 16_384]).is_ok()).count();
    log.note(if sent < 4_096 { "the client closed" } else { "the client took 64 MiB" });
    Ok(())
}

/// Closing without lingering resets a connection.
fn reset(stream: &TcpStream) -> std::io::Result<()> {
    Ok(setsockopt(stream, sockopt::Linger, &libc::linger { l_onoff: 1, l_linger: 0 })?)
}
