//! One socket for each question to a name server, on a port of its own (RFC 5452).

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};

use super::poller::{Interest, Poller, Ready};
use super::tcp;
use super::udp::connect_udp;
use crate::resolver::Query;

/// The largest DNS message.
const LARGEST: usize = 65_535;

/// The sockets of the questions that wait for an answer.
#[derive(Default)]
pub(super) struct QuerySockets {
    sockets: HashMap<Query, (u64, Socket)>,
    queries: HashMap<u64, Query>,
}

enum Socket {
    Datagram(UdpSocket),
    /// A connection; what is still to be sent; what has come.
    Stream(TcpStream, Vec<u8>, Vec<u8>),
}

/// What became of a question: a message that may be its answer, or a server that cannot be reached.
pub(super) type Fate = (Query, io::Result<Vec<u8>>);

impl QuerySockets {
    /// Sends a question. The socket takes its token from `tokens`.
    pub(super) fn send(
        &mut self,
        poller: &Poller,
        tokens: &mut u64,
        query: Query,
        (server, stream): (SocketAddr, bool),
        bytes: Vec<u8>,
    ) -> io::Result<()> {
        self.forget(poller, query);
        let token = *tokens;
        *tokens += 1;
        let socket = Socket::open(poller, token, server, stream, bytes)?;
        self.sockets.insert(query, (token, socket));
        self.queries.insert(token, query);
        Ok(())
    }

    /// Closes the socket of a question.
    pub(super) fn forget(&mut self, poller: &Poller, query: Query) {
        if let Some((token, socket)) = self.sockets.remove(&query) {
            match socket {
                Socket::Datagram(socket) => poller.remove(socket),
                Socket::Stream(socket, ..) => poller.remove(socket),
            }
            self.queries.remove(&token);
        }
    }

    /// Takes care of a descriptor that is ready, if it is one of these.
    pub(super) fn handle_ready(&mut self, poller: &Poller, ready: Ready) -> Option<Fate> {
        let query = *self.queries.get(&ready.token)?;
        let (_, socket) = self.sockets.get_mut(&query)?;
        let answer = socket.exchange(poller, ready).transpose()?;
        Some((query, answer))
    }
}

impl Socket {
    fn open(
        poller: &Poller,
        token: u64,
        server: SocketAddr,
        stream: bool,
        bytes: Vec<u8>,
    ) -> io::Result<Self> {
        if stream {
            let length = u16::try_from(bytes.len()).map_err(io::Error::other)?;
            let socket = tcp::start_connecting(server, None, 0)?;
            poller.add(&socket, token, Interest::Write)?;
            return Ok(Self::Stream(socket, [&length.to_be_bytes(), &*bytes].concat(), Vec::new()));
        }
        let socket = connect_udp(server)?;
        socket.set_nonblocking(true)?;
        socket.send(&bytes)?;
        poller.add(&socket, token, Interest::Read)?;
        Ok(Self::Datagram(socket))
    }

    /// Sends and reads without waiting; returns one whole message that arrived.
    fn exchange(&mut self, poller: &Poller, ready: Ready) -> io::Result<Option<Vec<u8>>> {
        let done = match self {
            Self::Datagram(socket) => {
                let mut room = vec![0; LARGEST];
                socket.recv(&mut room).map(|length| {
                    room.truncate(length);
                    Some(room)
                })
            }
            Self::Stream(socket, question, answer) => {
                let done = converse(socket, question, answer);
                if question.is_empty() {
                    // Only a full table of the kernel can refuse; the deadline of the question then ends it.
                    let _ = poller.modify(&*socket, ready.token, Interest::Read);
                }
                done
            }
        };
        match done {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                ) =>
            {
                Ok(None)
            }
            done => done,
        }
    }
}

/// Sends the rest of `question`, then reads until `answer` is whole.
fn converse(
    socket: &mut TcpStream,
    question: &mut Vec<u8>,
    answer: &mut Vec<u8>,
) -> io::Result<Option<Vec<u8>>> {
    while !question.is_empty() {
        let count = socket.write(question)?;
        question.drain(..count);
    }
    let mut room = [0; 4096];
    loop {
        if let Some((length, rest)) = answer.split_first_chunk::<2>()
            && let Some(message) = rest.get(..u16::from_be_bytes(*length).into())
        {
            let message = message.to_vec();
            // It may not be the answer: what follows counts then, the end among it.
            answer.drain(..2 + message.len());
            return Ok(Some(message));
        }
        match socket.read(&mut room)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => answer.extend_from_slice(room.get(..count).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn what_a_connection_brought_is_handed_out_once() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let to = (listener.local_addr().unwrap(), true);
        let server = thread::spawn(move || {
            let (mut peer, _) = listener.accept().unwrap();
            peer.read_exact(&mut [0; 5]).unwrap();
            peer.write_all(&[0, 2, 7, 7]).unwrap();
        });
        let (mut poller, mut sockets) = (Poller::new().unwrap(), QuerySockets::default());
        sockets.send(&poller, &mut 1, Query(1), to, vec![1, 2, 3]).unwrap();
        let end = Instant::now() + Duration::from_secs(60);
        let (mut fates, mut ready) = (Vec::new(), Vec::new());
        while fates.len() < 2 && Instant::now() < end {
            poller.wait(|| Some(end), &mut ready);
            for &ready in &ready {
                fates.extend(sockets.handle_ready(&poller, ready).map(|(_, fate)| fate.ok()));
            }
        }
        assert_eq!(fates, [Some(vec![7, 7]), None]);
        server.join().unwrap();
    }
}
