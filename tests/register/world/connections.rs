//! Connections that the registrar closes.

use eXosip2::ua::{Input, Path};

use super::{CLOSE, World};

impl World {
    /// The registrar closes a connection.
    pub(super) fn close_soon(&mut self, path: Path) {
        self.deliveries += 1;
        let at = self.elapsed + self.delay;
        self.in_flight.insert((at, self.deliveries), (path, CLOSE.to_owned()));
    }

    /// The registrar closes all connections, as when it restarts.
    pub(crate) fn close_connections(&mut self) {
        let mut channels: Vec<_> = self.connections.drain().collect();
        channels.sort_unstable();
        for channel in channels {
            self.input(Input::Closed { channel, tls: None });
        }
    }
}
