//! A name server for the tests: a few records from a file, given as they stand there or as no name server may.
//!
//! It has its own few lines of DNS, so that a mistake of the library does not cancel out here.
//!
//! ```text
//! nameserver --zone FILE [--log FILE] [--port N]      127.0.0.1, UDP and TCP; prints "port N" once it answers
//! ```
//!
//! The file is read again for each question. zone.rs has its lines.

mod message;
mod zone;

use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use message::Question;
use zone::{Manner, Zone};

fn main() -> ExitCode {
    match Server::from_words(std::env::args().skip(1)).map_err(io::Error::other).and_then(serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("nameserver: {why}");
            ExitCode::FAILURE
        }
    }
}

struct Server {
    zone: String,
    log: Option<String>,
    port: u16,
}

impl Server {
    fn from_words(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut server = Self { zone: String::new(), log: None, port: 0 };
        while let Some(word) = words.next() {
            let value = words.next().ok_or(format!("{word} needs a value"))?;
            match word.as_str() {
                "--zone" => server.zone = value,
                "--log" => server.log = Some(value),
                "--port" => server.port = value.parse().map_err(|_| "what port?")?,
                _ => return Err(format!("unknown option {word}")),
            }
        }
        Ok(server)
    }

    fn zone(&self) -> Zone {
        Zone::parse(&std::fs::read_to_string(&self.zone).unwrap_or_default())
    }

    fn note(&self, line: &str) {
        let Some(file) = &self.log else { return };
        if let Ok(mut file) = OpenOptions::new().append(true).create(true).open(file) {
            let _ = writeln!(file, "{line}");
        }
    }
}

fn serve(server: Server) -> io::Result<()> {
    let (socket, listener) = listen(server.port)?;
    println!("port {}", socket.local_addr()?.port());
    io::stdout().flush()?;
    let server = Arc::new(server);
    let for_connections = Arc::clone(&server);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let server = Arc::clone(&for_connections);
            // The end of a connection, orderly or not, is the client's affair.
            thread::spawn(move || converse(&server, stream).ok());
        }
    });
    loop {
        let mut buffer = [0; 4096];
        // An error here is the ICMP answer to an earlier reply: the client is gone.
        let Ok((length, client)) = socket.recv_from(&mut buffer) else { continue };
        let Some(question) = Question::parse(&buffer[..length]) else { continue };
        let (server, socket) = (Arc::clone(&server), socket.try_clone()?);
        thread::spawn(move || answer(&server, &socket, &question, client).ok());
    }
}

/// Both transports on one port.
fn listen(port: u16) -> io::Result<(UdpSocket, TcpListener)> {
    for _ in 0..20 {
        let socket = UdpSocket::bind(("127.0.0.1", port))?;
        if let Ok(listener) = TcpListener::bind(socket.local_addr()?) {
            return Ok((socket, listener));
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

fn answer(
    server: &Server,
    socket: &UdpSocket,
    question: &Question,
    client: SocketAddr,
) -> io::Result<()> {
    server.note(&format!("asked {} {}", question.kind, question.name));
    let zone = server.zone();
    if zone.has(Manner::Forge) {
        forge(&zone, socket, question, client)?;
    }
    if zone.has(Manner::Drop) {
        return Ok(());
    }
    thread::sleep(zone.delay);
    socket.send_to(&zone.answer(question, true), client).map(drop)
}

/// Answers that the client must not take: another number, another question, no answer at all, another sender.
fn forge(
    zone: &Zone,
    socket: &UdpSocket,
    question: &Question,
    client: SocketAddr,
) -> io::Result<()> {
    let lie = zone.lie();
    let other = |change: fn(&mut Question)| {
        let mut other = question.clone();
        change(&mut other);
        lie.answer(&other, true)
    };
    let other_name = |question: &mut Question| question.name.insert(0, 'x');
    let mut query = lie.answer(question, true);
    query[2] &= 0x7f;
    let forgeries = [other(|question| question.id ^= 1), other(other_name), query];
    for forgery in &forgeries {
        socket.send_to(forgery, client)?;
    }
    UdpSocket::bind("127.0.0.1:0")?.send_to(&lie.answer(question, true), client)?;
    UdpSocket::bind("127.0.0.2:0")?.send_to(&lie.answer(question, true), client).map(drop)
}

fn converse(server: &Server, mut stream: TcpStream) -> io::Result<()> {
    loop {
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut bytes = vec![0; u16::from_be_bytes(length).into()];
        stream.read_exact(&mut bytes)?;
        let Some(question) = Question::parse(&bytes) else { return Ok(()) };
        server.note(&format!("asked {} {} over TCP", question.kind, question.name));
        let answer = server.zone().answer(&question, false);
        let length = u16::try_from(answer.len()).map_err(io::Error::other)?;
        stream.write_all(&[&length.to_be_bytes()[..], &answer].concat())?;
    }
}
