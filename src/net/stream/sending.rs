//! What waits to be sent by a connection, in clear or under TLS.

use std::io::{self, IoSlice};
use std::sync::Arc;
use std::time::Instant;

use super::{Broken, State, Stream};
use crate::net::tcp::{self, NoSignal};
use crate::net::tls::Session;

/// How much may wait to leave; what is beyond is refused.
const WAITING: usize = 16 << 20;
/// How many waiting messages one system call sends.
const SLICES: usize = 64;

impl Stream {
    /// Lets bytes wait for the next [`Stream::flush`]; false if too many wait already.
    pub(in crate::net) fn queue(&mut self, bytes: Arc<[u8]>) -> bool {
        if self.waiting_bytes + bytes.len() > WAITING {
            return false;
        }
        self.waiting_bytes += bytes.len();
        self.waiting.push_back(bytes);
        true
    }

    /// Sends what waits, as far as there is room.
    pub(in crate::net) fn flush(&mut self, now: Instant) -> Result<(), Broken> {
        if self.state == State::Connecting {
            return Ok(());
        }
        match self.tls.take() {
            None => self.flush_clear(now)?,
            Some(mut session) => {
                self.flush_sealed(now, &mut session)?;
                self.tls = Some(session);
            }
        }
        if self.is_blocked() && self.deadline.is_none() {
            self.set_deadline(now);
        }
        Ok(())
    }

    fn flush_clear(&mut self, now: Instant) -> Result<(), Broken> {
        while !self.waiting.is_empty() {
            match self.send() {
                Ok(count) => {
                    self.drop_sent(count);
                    self.set_deadline(now);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn flush_sealed(&mut self, now: Instant, session: &mut Session) -> Result<(), Broken> {
        while session.write(&mut NoSignal(&self.socket))?
            && self.state == State::Open
            && !self.waiting.is_empty()
        {
            let count = session.seal(&self.waiting, self.sent)?;
            self.drop_sent(count);
            self.set_deadline(now);
        }
        Ok(())
    }

    /// Whether something waits for room in the socket.
    pub(super) fn is_blocked(&self) -> bool {
        !self.waiting.is_empty() || self.tls.as_ref().is_some_and(Session::wants_write)
    }

    fn send(&self) -> io::Result<usize> {
        let mut skip = self.sent;
        let slices =
            self.waiting.iter().take(SLICES).map(|bytes| {
                IoSlice::new(bytes.get(core::mem::take(&mut skip)..).unwrap_or_default())
            });
        tcp::send(&self.socket, &slices.collect::<Vec<_>>())
    }

    fn drop_sent(&mut self, count: usize) {
        self.sent += count;
        while let Some(first) = self.waiting.front()
            && self.sent >= first.len()
        {
            self.sent -= first.len();
            self.waiting_bytes -= first.len();
            self.waiting.pop_front();
        }
    }
}
