//! Sockets: datagrams in one loop, a thread for each connection.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::{ServerConfig, StreamOwned};

use crate::message::Request;
use crate::registrar::{Registrar, Source};
use crate::{stun, tls};

pub(crate) fn serve_datagrams(
    socket: &UdpSocket,
    registrar: &Mutex<Registrar>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 65_536];
    loop {
        // An error here is the ICMP answer to an earlier reply: the client is gone.
        let Ok((length, address)) = socket.recv_from(&mut buffer) else { continue };
        let bytes = &buffer[..length];
        let reply = match bytes.first() {
            Some(0 | 1) => stun::answer(bytes, address),
            _ => handle(registrar, bytes, Source { transport: "udp", address }),
        };
        if let Some(reply) = reply {
            let _ = socket.send_to(&reply, address);
        }
    }
}

pub(crate) fn serve_connections(
    listener: &TcpListener,
    tls: Option<Arc<ServerConfig>>,
    registrar: &Mutex<Registrar>,
) {
    std::thread::scope(|scope| {
        for stream in listener.incoming().flatten() {
            let tls = tls.clone();
            // The end of a connection, orderly or not, is the client's affair.
            scope.spawn(move || begin(stream, tls, registrar).ok());
        }
    });
}

fn begin(
    mut stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    registrar: &Mutex<Registrar>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let address = stream.peer_addr()?;
    let Some(config) = tls else {
        return serve_connection(stream, Source { transport: "tcp", address }, registrar);
    };
    let outcome = tls::accept(config, &mut stream);
    let note = match &outcome {
        Ok(session) => tls::description(session),
        Err(why) => format!("no TLS: {why}"),
    };
    registrar.lock().unwrap_or_else(PoisonError::into_inner).note(&note);
    let stream = StreamOwned::new(outcome?, stream);
    serve_connection(stream, Source { transport: "tls", address }, registrar)
}

fn serve_connection(
    mut stream: impl Read + Write,
    source: Source,
    registrar: &Mutex<Registrar>,
) -> std::io::Result<()> {
    let (mut pending, mut chunk) = (Vec::new(), [0; 16_384]);
    loop {
        let length = stream.read(&mut chunk)?;
        if length == 0 {
            return Ok(());
        }
        pending.extend_from_slice(&chunk[..length]);
        let mut replies = Vec::new();
        while let Some(end) = frame(&pending) {
            let message: Vec<u8> = pending.drain(..end).collect();
            match message.as_slice() {
                b"\r\n\r\n" => replies.extend_from_slice(b"\r\n"), // RFC 5626 3.5.1
                message => replies.extend(handle(registrar, message, source).unwrap_or_default()),
            }
        }
        stream.write_all(&replies)?;
    }
}

/// Where the first message in the buffer ends, if it is all there.
fn frame(pending: &[u8]) -> Option<usize> {
    let head = 4 + pending.windows(4).position(|window| window == b"\r\n\r\n")?;
    let body = Request::parse(&pending[..head])
        .and_then(|request| request.header("Content-Length")?.parse().ok())
        .unwrap_or(0);
    (pending.len() >= head + body).then_some(head + body)
}

fn handle(registrar: &Mutex<Registrar>, bytes: &[u8], source: Source) -> Option<Vec<u8>> {
    registrar.lock().unwrap_or_else(PoisonError::into_inner).handle(bytes, source)
}
