//! All sockets of one context, and how the core's wishes reach them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::time::Instant;

use crate::transport::FailureCause;
use crate::transport::table::{NumberSet, Table};
use crate::ua::{Attempt, Channel, Input, Lookup, NextHop, Now, Path, Target, Transport};

use super::address::local_towards;
use super::inputs::{Deliver, Inputs};
use super::monitor::{Monitor, count};
use super::names::{Known, Names};
use super::poller::{Interest, Poller, Ready};
use super::stream::StreamSettings;
use super::streams::Streams;
use super::sys::{BatchBuffers, Buffers};
use super::tls::TlsSettings;
use super::udp::Udp;
use super::watch::{Change, Watch};
use crate::resolver::Settings;

/// How many routes are remembered; beyond that they are found again.
const ROUTES: usize = 4096;

/// The token of the watch for changes of the network.
const WATCH: u64 = 0;

/// The sockets of one context. It lives in the worker's thread.
pub(crate) struct Network {
    poller: Poller,
    next_token: u64,
    monitor: Arc<Monitor>,
    udp: Table<Channel, Udp>,
    streams: Streams,
    buffers: Buffers,
    ready: Vec<Ready>,
    /// UDP sockets with something to send.
    unflushed: NumberSet<Channel>,
    /// UDP sockets that wait for room.
    blocked: NumberSet<Channel>,
    /// The local address towards each peer, until the network changes.
    routes: HashMap<IpAddr, Option<IpAddr>>,
    /// The same towards peers that only sent requests: changes there are none of our business.
    stranger_routes: HashMap<IpAddr, IpAddr>,
    names: Names,
    watch: Watch,
    /// Answers for the core that did not come from a read.
    answers: Vec<Input<'static>>,
}

impl Network {
    pub(crate) fn new(poller: Poller, monitor: Arc<Monitor>) -> Self {
        let watch = Watch::new();
        if let Some(descriptor) = watch.descriptor() {
            // Without it only the clock is watched.
            let _ = poller.add(descriptor, WATCH, Interest::Read);
        }
        Self {
            poller,
            watch,
            next_token: 1,
            streams: Streams::new(Arc::clone(&monitor)),
            monitor,
            udp: Table::default(),
            buffers: Buffers::new(),
            ready: Vec::new(),
            unflushed: NumberSet::default(),
            blocked: NumberSet::default(),
            routes: HashMap::new(),
            stranger_routes: HashMap::new(),
            names: Names::new(),
            answers: Vec::new(),
        }
    }

    fn token(&mut self) -> u64 {
        let token = self.next_token;
        self.next_token += 1;
        token
    }

    /// Reads from `socket` and sends by it from now on.
    pub(crate) fn add_udp(&mut self, socket: UdpSocket) -> io::Result<()> {
        let socket = Udp::new(socket)?;
        let token = self.token();
        self.poller.add(&socket, token, Interest::Read)?;
        self.udp.insert(Channel(token), socket);
        Ok(())
    }

    /// Changes what lookups may use, and what the application knows by itself.
    pub(crate) fn set_names(&mut self, settings: Settings, known: Known) {
        self.names.set(settings, known);
    }

    /// Looks for the addresses of a host; answered by [`Input::Resolved`].
    pub(crate) fn resolve(&mut self, now: Now, lookup: Lookup, hop: NextHop) {
        count(&self.monitor.counters.lookups);
        self.names.resolve(now.instant, &self.poller, &mut self.next_token, lookup, hop);
    }

    /// Accepts connections from now on, over TLS if `is_secure` says so.
    pub(crate) fn add_listener(
        &mut self,
        listener: TcpListener,
        is_secure: bool,
    ) -> io::Result<()> {
        let token = self.token();
        self.streams.add_listener(&self.poller, token, listener, is_secure)
    }

    /// Settings for connections that are opened from now on; `locals` is where they come from, if it matters.
    pub(crate) fn set_streams(
        &mut self,
        settings: StreamSettings,
        locals: Vec<(Transport, IpAddr)>,
    ) {
        self.streams.settings = settings;
        self.streams.locals = locals;
    }

    /// Settings for TLS connections that begin from now on.
    pub(crate) fn set_tls(&mut self, settings: TlsSettings) {
        self.streams.tls.set(settings);
    }

    /// Finds or opens a path to a target; answered by [`Input::Opened`] or [`Input::OpenFailed`].
    pub(crate) fn open(&mut self, now: Now, attempt: Attempt, target: &Target) {
        if target.transport != Transport::Udp {
            // Only to notice when it changes.
            self.local_towards(target.address);
            let token = self.token();
            return self.streams.open(now.instant, &self.poller, token, attempt, target);
        }
        let answer = match self.open_udp(target.address) {
            Some((path, local)) => Input::Opened { attempt, path, local },
            None => Input::OpenFailed { attempt, cause: FailureCause::NoRoute(target.address) },
        };
        self.answers.push(answer);
    }

    fn open_udp(&mut self, remote: SocketAddr) -> Option<(Path, SocketAddr)> {
        let fits = |socket: &Udp| socket.local().is_ipv4() == remote.is_ipv4();
        // With an outgoing address of its own (option 25) the newest socket is the one for requests.
        let (&channel, socket) = self
            .udp
            .iter()
            .filter(|(_, socket)| fits(socket))
            .max_by_key(|(channel, _)| channel.0)?;
        let mut local = socket.local();
        if local.ip().is_unspecified() {
            local.set_ip(self.local_towards(remote)?);
        }
        Some((Path { transport: Transport::Udp, channel, remote }, local))
    }

    fn local_towards(&mut self, remote: SocketAddr) -> Option<IpAddr> {
        if self.routes.len() >= ROUTES {
            self.routes.clear();
        }
        if let Some(Some(known)) = self.routes.get(&remote.ip()) {
            return Some(*known);
        }
        let local = local_towards(remote);
        self.routes.insert(remote.ip(), local);
        local
    }

    /// Sends `bytes`, at the next [`Network::flush`] at the latest.
    pub(crate) fn send(&mut self, path: Path, bytes: Arc<[u8]>) {
        let monitor = Arc::clone(&self.monitor);
        monitor.see(false, path, &bytes, || self.local(path));
        if let Some(socket) = self.udp.get_mut(&path.channel) {
            socket.queue(path.remote, bytes);
            self.unflushed.insert(path.channel);
        } else if !self.streams.send(path.channel, bytes) {
            self.answers.push(Input::SendFailed { path });
        }
    }

    /// Our own end of a path.
    fn local(&mut self, path: Path) -> Option<SocketAddr> {
        let Some(socket) = self.udp.get(&path.channel) else {
            return self.streams.local_of(path.channel);
        };
        let mut local = socket.local();
        if local.ip().is_unspecified() {
            local.set_ip(self.local_towards(path.remote)?);
        }
        Some(local)
    }

    /// Sends what [`Network::send`] collected.
    pub(crate) fn flush(&mut self, now: Now) {
        let mut unflushed = core::mem::take(&mut self.unflushed);
        unflushed.drain().for_each(|channel| self.flush_udp(channel));
        self.unflushed = unflushed;
        self.streams.flush(now.instant, &self.poller);
    }

    fn flush_udp(&mut self, channel: Channel) {
        let Some(socket) = self.udp.get_mut(&channel) else { return };
        let mut refused = Vec::new();
        socket.flush(&mut refused);
        // Watch for room only while something waits for it.
        if socket.is_blocked() && self.blocked.insert(channel) {
            let _ = self.poller.modify(&*socket, channel.0, Interest::ReadWrite);
        } else if !socket.is_blocked() && self.blocked.remove(&channel) {
            let _ = self.poller.modify(&*socket, channel.0, Interest::Read);
        }
        self.refuse(channel, refused);
    }

    fn refuse(&mut self, channel: Channel, mut refused: Vec<SocketAddr>) {
        refused.sort_unstable();
        refused.dedup();
        self.answers.extend(refused.into_iter().map(|remote| Input::SendFailed {
            path: Path { transport: Transport::Udp, channel, remote },
        }));
    }

    /// Closes a connection.
    pub(crate) fn close(&mut self, channel: Channel) {
        self.streams.close(&self.poller, channel);
    }

    /// Closes all connections.
    pub(crate) fn reset(&mut self) {
        self.streams.close_all(&self.poller);
    }

    /// Waits for something to do. `deadline` is asked when every later wake-up is sure to end the wait.
    pub(crate) fn wait(&mut self, deadline: impl FnOnce() -> Option<Instant>) {
        let Self { poller, names, streams, watch, ready, .. } = self;
        let own = [names.next_timeout(), streams.next_timeout(), watch.next_timeout()]
            .into_iter()
            .flatten();
        poller.wait(|| own.chain(deadline()).min(), ready);
    }

    /// Reads what the last [`Network::wait`] found, and takes care of what is due.
    pub(crate) fn receive(&mut self, now: Now, deliver: &mut Deliver<'_>) {
        let ready = core::mem::take(&mut self.ready);
        for &ready in &ready {
            let channel = Channel(ready.token);
            if ready.token == WATCH {
                self.watch.handle_ready(now.instant);
            } else if self.udp.contains_key(&channel) {
                self.receive_udp(channel, ready, deliver);
            } else {
                let Self { streams, names, poller, next_token, .. } = self;
                streams.handle_ready(now.instant, poller, ready, next_token, deliver);
                names.handle_ready(now.instant, poller, ready, next_token);
            }
        }
        self.ready = ready;
        self.streams.handle_timeout(now.instant, &self.poller);
        self.names.handle_timeout(now.instant, &self.poller, &mut self.next_token);
        match self.watch.handle_timeout(now.instant) {
            Change::None => {}
            Change::Perhaps => self.look_at_routes(),
            Change::Slept => {
                self.routes.clear();
                self.stranger_routes.clear();
                self.streams.close_all(&self.poller);
                self.answers.push(Input::NetworkChanged);
            }
        }
    }

    /// Reports a change only if it concerns the route to a peer: on many machines links come and go all day.
    pub(super) fn look_at_routes(&mut self) {
        self.stranger_routes.clear();
        let mut has_changed = false;
        for (peer, local) in &mut self.routes {
            let before = core::mem::replace(local, local_towards(SocketAddr::new(*peer, 5060)));
            // The loss of a route shows in requests that fail over it; its return is reported here.
            has_changed |= local.is_some() && *local != before;
        }
        if has_changed {
            self.streams.close_stale(&self.poller, &self.routes);
            self.answers.push(Input::NetworkChanged);
        }
    }

    fn receive_udp(&mut self, channel: Channel, ready: Ready, deliver: &mut Deliver<'_>) {
        let Some(socket) = self.udp.get(&channel) else { return };
        if ready.failed {
            let mut refused = Vec::new();
            socket.take_errors(&mut refused);
            self.refuse(channel, refused);
        }
        if ready.readable {
            self.read_udp(channel, deliver);
        }
        if ready.writable {
            self.flush_udp(channel);
        }
    }

    /// Reads so many batches at most: timers and other sockets have their turn in between.
    fn read_udp(&mut self, channel: Channel, deliver: &mut Deliver<'_>) {
        let Self { udp, buffers, stranger_routes, monitor, .. } = self;
        let Some(socket) = udp.get(&channel) else { return };
        for _ in 0..16 {
            let datagrams = socket.receive(buffers);
            let own = socket.local();
            let mut inputs = Inputs::new();
            for (remote, bytes) in datagrams.iter() {
                let path = Path { transport: Transport::Udp, channel, remote };
                let Some(bytes) = without_blanks(bytes) else { continue };
                monitor.see(true, path, bytes, || local_end(own, remote, stranger_routes));
                let input = datagram(path, bytes);
                inputs.extend(
                    input.map(|it| it.received_at(|| local_end(own, remote, stranger_routes))),
                );
            }
            deliver(&mut inputs);
            if !datagrams.is_full() {
                return;
            }
        }
    }

    /// What is reported to the core beside what arrived.
    pub(crate) fn take_answers(&mut self) -> Vec<Input<'static>> {
        for (_, answer) in &self.names.answers {
            if answer.is_err() {
                count(&self.monitor.counters.lookups_failed);
            }
        }
        let names = self.names.answers.drain(..);
        self.answers.extend(names.map(|(lookup, answer)| Input::Resolved { lookup, answer }));
        self.answers.append(&mut self.streams.answers);
        core::mem::take(&mut self.answers)
    }
}

/// Our own end of the path to `remote` by a socket that is bound to `own`.
fn local_end(
    own: SocketAddr,
    remote: SocketAddr,
    routes: &mut HashMap<IpAddr, IpAddr>,
) -> Option<SocketAddr> {
    if !own.ip().is_unspecified() {
        return Some(own);
    }
    if routes.len() >= ROUTES {
        routes.clear();
    }
    let ip = match routes.get(&remote.ip()) {
        Some(ip) => *ip,
        None => *routes.entry(remote.ip()).or_insert(local_towards(remote)?),
    };
    Some(SocketAddr::new(ip, own.port()))
}

/// A datagram without the line breaks before the start line (RFC 3261 7.5); nothing for a keepalive.
fn without_blanks(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n'))?..)
}

/// What one datagram is (RFC 7983); nothing for rubbish, and for what is not SIP.
fn datagram(path: Path, bytes: &[u8]) -> Option<Input<'_>> {
    if matches!(bytes.first(), Some(0..=3)) {
        return Some(Input::Stun { path, bytes });
    }
    Input::message(path, Cow::Borrowed(bytes))
}
