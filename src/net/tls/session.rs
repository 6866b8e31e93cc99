//! One TLS session: what comes from the socket in clear, and what goes to it sealed.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::IpAddr;
use std::sync::Arc;

use rustls::{ClientConnection, Connection, ServerConnection};

use super::config::Configs;
use super::keys::Trouble;
use super::reason::reason;
use super::verify::server_name;

/// How many messages are sealed together.
const SLICES: usize = 64;

/// Our side of a session.
#[derive(Debug)]
pub(in crate::net) struct Session(Box<Connection>);

impl Session {
    /// Begins a session with the peer that is called `name`.
    pub(in crate::net) fn client(
        configs: &mut Configs,
        name: &str,
        address: IpAddr,
    ) -> Result<Self, Trouble> {
        let connection = ClientConnection::new(configs.client()?, server_name(name, address));
        Ok(Self::new(connection.map_err(|error| error.to_string())?.into()))
    }

    /// Begins a session with a peer that has connected to us.
    pub(in crate::net) fn server(configs: &mut Configs) -> Result<Self, Trouble> {
        let connection = ServerConnection::new(configs.server()?);
        Ok(Self::new(connection.map_err(|error| error.to_string())?.into()))
    }

    fn new(mut connection: Connection) -> Self {
        // What may wait is bounded by the stream.
        connection.set_buffer_limit(None);
        Self(Box::new(connection))
    }

    /// Whether the peer has still to prove itself.
    pub(in crate::net) fn is_handshaking(&self) -> bool {
        self.0.is_handshaking()
    }

    /// Whether sealed bytes wait for the socket.
    pub(in crate::net) fn wants_write(&self) -> bool {
        self.0.wants_write()
    }

    /// Decrypts what was read from the socket, and passes it to `take`. False once the peer has ended the session.
    pub(in crate::net) fn open(
        &mut self,
        mut sealed: &[u8],
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<bool, Trouble> {
        let mut room = [0; 4096];
        let mut has_ended = false;
        while !sealed.is_empty() {
            // It reads from memory, and stops only when it wants its messages processed.
            if self.0.read_tls(&mut sealed).unwrap_or(0) == 0 {
                break;
            }
            let state = self.0.process_new_packets().map_err(|error| reason(&error))?;
            has_ended |= state.peer_has_closed();
            while let Ok(count @ 1..) = self.0.reader().read(&mut room) {
                take(room.get(..count).unwrap_or_default());
            }
        }
        Ok(!has_ended)
    }

    /// Says that nothing follows (RFC 8446 6.1), if there is room for it.
    pub(in crate::net) fn end(&mut self, socket: &mut dyn Write) {
        self.0.send_close_notify();
        // A connection that is already closed needs no close_notify.
        let _ = self.write(socket);
    }

    /// Seals the next of `waiting`, the first `sent` bytes of which are done. Returns how many bytes it took.
    pub(in crate::net) fn seal(
        &mut self,
        waiting: &VecDeque<Arc<[u8]>>,
        sent: usize,
    ) -> io::Result<usize> {
        let mut skip = sent;
        let slices = waiting
            .iter()
            .take(SLICES)
            .map(|bytes| IoSlice::new(bytes.get(core::mem::take(&mut skip)..).unwrap_or_default()));
        self.0.writer().write_vectored(&slices.collect::<Vec<_>>())
    }

    /// Writes sealed bytes to `socket`; false when it has no room.
    pub(in crate::net) fn write(&mut self, socket: &mut dyn Write) -> io::Result<bool> {
        while self.0.wants_write() {
            match self.0.write_tls(socket) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}
