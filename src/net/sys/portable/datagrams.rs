//! Datagrams one by one. There is no error queue: a closed port shows by silence.

use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use crate::net::sys::{BATCH, Batch, BatchBuffers, DATAGRAM, DatagramSocket};

/// Room for one batch.
pub(in crate::net) struct Buffers(Vec<u8>);

impl BatchBuffers for Buffers {
    fn new() -> Self {
        Self(vec![0; BATCH * DATAGRAM])
    }
}

/// A socket.
pub(in crate::net) struct Datagrams {
    socket: UdpSocket,
    local: SocketAddr,
}

impl DatagramSocket for Datagrams {
    fn new(socket: UdpSocket) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self { local: socket.local_addr()?, socket })
    }

    fn local(&self) -> SocketAddr {
        self.local
    }

    fn receive<'a>(&self, buffers: &'a mut Buffers) -> Batch<'a> {
        let mut lengths = [(None, 0); BATCH];
        let rooms = buffers.0.chunks_mut(DATAGRAM).zip(&mut lengths);
        let filled = rooms.map_while(|(room, place)| {
            let (length, remote) = self.socket.recv_from(room).ok()?;
            *place = (Some(remote), length);
            Some(())
        });
        let count = filled.count();
        Batch { lengths, count, bytes: &buffers.0 }
    }

    fn send(&mut self, waiting: &VecDeque<(SocketAddr, Arc<[u8]>)>) -> io::Result<usize> {
        for (count, (remote, bytes)) in waiting.iter().take(BATCH).enumerate() {
            match self.send_one(*remote, bytes) {
                Err(error) if count == 0 => return Err(error),
                Err(_) => return Ok(count),
                Ok(()) => {}
            }
        }
        Ok(waiting.len().min(BATCH))
    }

    fn send_one(&self, remote: SocketAddr, bytes: &[u8]) -> io::Result<()> {
        self.socket.send_to(bytes, remote).map(drop)
    }

    fn take_errors(&self, _refused: &mut Vec<SocketAddr>) {
        let _ = self.socket.take_error();
    }
}

impl AsFd for Datagrams {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
