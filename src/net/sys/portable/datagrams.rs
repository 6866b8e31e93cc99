//! Datagrams one by one. There is no error queue: a closed port shows by silence.

use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use crate::net::sys::{Arrived, BATCH, Batch, BatchBuffers, DATAGRAM, DatagramSocket, Room};

/// Room for one batch.
pub(in crate::net) struct Buffers {
    room: Room,
    bytes: Vec<u8>,
}

impl BatchBuffers for Buffers {
    fn new() -> Self {
        Self { room: Room::new(), bytes: vec![0; BATCH * DATAGRAM] }
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
        let Buffers { room, bytes } = buffers;
        let rooms = bytes.chunks_mut(DATAGRAM).take(room.datagrams());
        let arrived: Arrived = rooms
            .map_while(|room| {
                let (length, remote) = self.socket.recv_from(room).ok()?;
                Some((Some(remote), length))
            })
            .collect();
        Batch { is_full: room.is_filled(arrived.len()), arrived, bytes }
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
