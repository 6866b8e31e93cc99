//! All connections of one context: opening, sharing and accepting; closing.rs gives them up.

mod closing;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::trace::trace;
use crate::transport::FailureCause;
use crate::transport::table::{NumberSet, Table};
use crate::ua::{Attempt, Channel, Input, Path, Target, Transport};

use super::framing::{BODY_LIMIT, Frame};
use super::inputs::{Deliver, Inputs};
use super::monitor::{Monitor, count};
use super::poller::{Interest, Poller, Ready};
use super::stream::{Broken, CHUNK, Stream, StreamSettings};
use super::tls::{Configs, Session};

/// How many connections peers may open: a process may have 1024 descriptors by default.
const ACCEPTED: usize = 256;
/// How many connections one turn accepts.
const ACCEPTS: usize = 64;
/// How long nothing is accepted when the system cannot, for want of descriptors or memory.
const REST: Duration = Duration::from_secs(1);

/// Which connections serve for a target: over TLS each name has its own, for its certificate was checked.
type Key = (Transport, SocketAddr, Option<Arc<str>>);

/// The connections and the sockets that accept more.
pub(super) struct Streams {
    streams: Table<Channel, Stream>,
    keys: Table<Channel, Key>,
    by_key: HashMap<Key, Channel>,
    deadlines: BTreeSet<(Instant, Channel)>,
    unflushed: NumberSet<Channel>,
    /// Whether over TLS stands with each.
    listeners: HashMap<u64, (TcpListener, bool)>,
    /// Until when they rest.
    resting: Option<Instant>,
    accepted: usize,
    scratch: Vec<u8>,
    monitor: Arc<Monitor>,
    /// Where connections of a transport come from, if not from the address of their route.
    pub(super) locals: Vec<(Transport, IpAddr)>,
    pub(super) settings: StreamSettings,
    pub(super) tls: Configs,
    /// Answers for the core.
    pub(super) answers: Vec<Input<'static>>,
}

impl Streams {
    pub(super) fn new(monitor: Arc<Monitor>) -> Self {
        Self {
            monitor,
            streams: Table::default(),
            keys: Table::default(),
            by_key: HashMap::new(),
            deadlines: BTreeSet::new(),
            unflushed: NumberSet::default(),
            listeners: HashMap::new(),
            resting: None,
            accepted: 0,
            scratch: Vec::new(),
            locals: Vec::new(),
            settings: StreamSettings { dscp: 0, body_limit: BODY_LIMIT },
            tls: Configs::default(),
            answers: Vec::new(),
        }
    }

    pub(super) fn add_listener(
        &mut self,
        poller: &Poller,
        token: u64,
        listener: TcpListener,
        is_secure: bool,
    ) -> io::Result<()> {
        listener.set_nonblocking(true)?;
        poller.add(&listener, token, Interest::Read)?;
        self.listeners.insert(token, (listener, is_secure));
        Ok(())
    }

    /// Answers with the connection to `target`, an old one or a new one.
    pub(super) fn open(
        &mut self,
        now: Instant,
        poller: &Poller,
        token: u64,
        attempt: Attempt,
        target: &Target,
    ) {
        let name = (target.transport == Transport::Tls).then(|| Arc::clone(&target.name));
        let key = (target.transport, target.address, name);
        if let Some(channel) = self.by_key.get(&key).copied()
            && let Some(stream) = self.streams.get_mut(&channel)
        {
            stream.attempts.push(attempt);
            if stream.is_open() {
                self.announce(channel);
            }
            return;
        }
        let connected = self.connect(now, target);
        let watched = connected
            .and_then(|stream| poller.add(&stream, token, stream.interest).map(|()| stream));
        let mut stream = match watched {
            Ok(stream) => stream,
            Err(error) => {
                count(&self.monitor.counters.connections_failed);
                trace!(Info2, "cannot connect socket [{}], terminated: {error}", target.address);
                let cause = failure(&error, target.address);
                return self.answers.push(Input::OpenFailed { attempt, cause });
            }
        };
        stream.attempts.push(attempt);
        let channel = Channel(token);
        self.by_key.insert(key.clone(), channel);
        self.keys.insert(channel, key);
        self.insert(channel, stream);
    }

    fn connect(&mut self, now: Instant, target: &Target) -> io::Result<Stream> {
        let session = if target.transport == Transport::Tls {
            let session = Session::client(&mut self.tls, &target.name, target.address.ip());
            Some(session.map_err(|why| {
                trace!(Error, "no TLS to {}: {why}", target.address);
                io::Error::other(TlsTrouble(why.to_string()))
            })?)
        } else {
            None
        };
        let local = self.local(target.transport);
        Stream::connect(now, target.address, local, session, &self.settings)
    }

    fn local(&self, transport: Transport) -> Option<IpAddr> {
        self.locals.iter().find(|(other, _)| *other == transport).map(|(_, ip)| *ip)
    }

    fn insert(&mut self, channel: Channel, stream: Stream) {
        self.deadlines.extend(stream.deadline.map(|deadline| (deadline, channel)));
        self.streams.insert(channel, stream);
    }

    /// Reports to all attempts that wait for a connection that it is open.
    fn announce(&mut self, channel: Channel) {
        let Some(stream) = self.streams.get_mut(&channel) else { return };
        let path = path_of(channel, stream);
        let local = stream.local();
        for attempt in core::mem::take(&mut stream.attempts) {
            self.answers.push(match local {
                Ok(local) => Input::Opened { attempt, path, local },
                Err(_) => {
                    Input::OpenFailed { attempt, cause: FailureCause::ConnectionLost(path.remote) }
                }
            });
        }
    }

    /// Our own end of a connection.
    pub(super) fn local_of(&self, channel: Channel) -> Option<SocketAddr> {
        self.streams.get(&channel)?.local().ok()
    }

    /// Lets bytes wait for the next flush; false if the connection is gone or full.
    pub(super) fn send(&mut self, channel: Channel, bytes: Arc<[u8]>) -> bool {
        let queued = self.streams.get_mut(&channel).is_some_and(|stream| stream.queue(bytes));
        if queued {
            self.unflushed.insert(channel);
        }
        queued
    }

    /// Sends what waits.
    pub(super) fn flush(&mut self, now: Instant, poller: &Poller) {
        for channel in core::mem::take(&mut self.unflushed) {
            self.with(poller, channel, |stream| stream.flush(now));
        }
    }

    /// Works on one connection, and closes it if that fails.
    fn with(
        &mut self,
        poller: &Poller,
        channel: Channel,
        work: impl FnOnce(&mut Stream) -> Result<(), Broken>,
    ) {
        let Some(stream) = self.streams.get_mut(&channel) else { return };
        let before = stream.deadline;
        if let Err(Broken(why, kind)) = work(stream) {
            let cause = if stream.is_handshaking() {
                FailureCause::Tls(why.as_str().into())
            } else {
                FailureCause::of_error(&io::Error::from(kind), stream.remote())
            };
            stream.failure.get_or_insert(cause);
            if stream.is_handshaking() {
                // Programs look for these words of the original.
                let verification = verification(self.tls.verifies());
                trace!(
                    Error,
                    "[ssl connect] [verification={verification}] [FAILURE] {}: {why}",
                    stream.remote()
                );
            } else if !stream.is_open() {
                trace!(Info2, "cannot connect socket [{}], terminated: {why}", stream.remote());
            } else {
                trace!(Info2, "the connection with {} is closed: {why}", stream.remote());
            }
            return self.close(poller, channel);
        }
        if stream.wanted() != stream.interest {
            stream.interest = stream.wanted();
            let _ = poller.modify(&*stream, channel.0, stream.interest);
        }
        if stream.deadline != before {
            self.deadlines.extend(stream.deadline.map(|deadline| (deadline, channel)));
            before.map(|deadline| self.deadlines.remove(&(deadline, channel)));
        }
    }

    /// Takes care of a descriptor that is ready, if it is one of these. New connections take their tokens from
    /// `tokens`.
    pub(super) fn handle_ready(
        &mut self,
        now: Instant,
        poller: &Poller,
        ready: Ready,
        tokens: &mut u64,
        deliver: &mut Deliver<'_>,
    ) {
        if self.listeners.contains_key(&ready.token) {
            return self.accept(now, poller, ready.token, tokens);
        }
        let channel = Channel(ready.token);
        let Some(stream) = self.streams.get(&channel) else { return };
        let path = path_of(channel, stream);
        let was_open = stream.is_open();
        let mut scratch = core::mem::take(&mut self.scratch);
        // It is gone when a turn ended for want of memory.
        scratch.resize(CHUNK, 0);
        let mut inputs = Inputs::new();
        let monitor = Arc::clone(&self.monitor);
        self.with(poller, channel, |stream| {
            if stream.establish(now)? {
                if ready.readable {
                    let local = stream.local().ok();
                    stream.receive(now, &mut scratch, &mut |frame| {
                        if let Frame::Message(bytes) = frame {
                            monitor.see(true, path, bytes, || local);
                        }
                        inputs.extend(input(path, frame).map(|it| it.received_at(|| local)));
                    })?;
                }
                stream.flush(now)?;
            }
            Ok(())
        });
        self.scratch = scratch;
        if !was_open && let Some(stream) = self.streams.get(&channel).filter(|it| it.is_open()) {
            count(&monitor.counters.connections_opened);
            if stream.is_ours() {
                trace_connected(stream, self.tls.verifies());
            }
            self.announce(channel);
        }
        if !inputs.is_empty() {
            deliver(&mut inputs);
        }
    }

    fn accept(&mut self, now: Instant, poller: &Poller, token: u64, tokens: &mut u64) {
        for _ in 0..ACCEPTS {
            let Some((listener, is_secure)) = self.listeners.get(&token) else { return };
            let (socket, remote) = match listener.accept() {
                Ok(accepted) => accepted,
                Err(error) if is_passing(error.kind()) => return,
                // It stays readable: watched on, it would keep the thread from sleeping.
                Err(error) => {
                    trace!(Warning, "incoming connections are refused for a while: {error}");
                    let _ = poller.modify(listener, token, Interest::Nothing);
                    self.resting = Some(now + REST);
                    return;
                }
            };
            if self.accepted >= ACCEPTED {
                continue;
            }
            let session = match is_secure.then(|| Session::server(&mut self.tls)).transpose() {
                Ok(session) => session,
                Err(why) => {
                    trace!(Error, "no TLS with {remote}: {why}");
                    continue;
                }
            };
            let is_secure = *is_secure;
            let channel = Channel(*tokens);
            *tokens += 1;
            let Ok(stream) = Stream::accepted(now, socket, remote, session, &self.settings) else {
                continue;
            };
            if poller.add(&stream, channel.0, stream.interest).is_ok() {
                self.accepted += 1;
                self.insert(channel, stream);
                // Requests to where the peer connected from take its connection: behind a NAT, or at an ephemeral port,
                // there is no other. Where certificates are verified, TLS is excepted: the peer has not proven a name.
                if !is_secure || !self.tls.verifies() {
                    let transport = if is_secure { Transport::Tls } else { Transport::Tcp };
                    let name = is_secure.then(|| remote.ip().to_string().into());
                    let key = (transport, remote, name);
                    if !self.by_key.contains_key(&key) {
                        self.by_key.insert(key.clone(), channel);
                        self.keys.insert(channel, key);
                    }
                }
            }
        }
    }
}

/// Why TLS cannot begin, within an [`io::Error`].
#[derive(Debug)]
struct TlsTrouble(String);

impl core::fmt::Display for TlsTrouble {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for TlsTrouble {}

fn failure(error: &io::Error, remote: SocketAddr) -> FailureCause {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<TlsTrouble>()) {
        Some(trouble) => FailureCause::Tls(trouble.0.as_str().into()),
        None => FailureCause::of_error(error, remote),
    }
}

/// The words that programs look for in the trace of the original.
fn trace_connected(stream: &Stream, verifies: bool) {
    trace!(Info2, "socket [{}] connected", stream.remote());
    if stream.transport() == Transport::Tls {
        let verification = verification(verifies);
        trace!(Info2, "[ssl connect] [verification={verification}] {}", stream.remote());
    }
}

fn verification(verifies: bool) -> &'static str {
    if verifies { "ENABLED" } else { "DISABLED" }
}

/// Whether no connection waits to be accepted.
fn is_passing(error: io::ErrorKind) -> bool {
    use io::ErrorKind::{ConnectionAborted, Interrupted, WouldBlock};
    matches!(error, ConnectionAborted | Interrupted | WouldBlock)
}

fn path_of(channel: Channel, stream: &Stream) -> Path {
    Path { transport: stream.transport(), channel, remote: stream.remote() }
}

fn input(path: Path, frame: Frame<'_>) -> Option<Input<'static>> {
    match frame {
        Frame::Message(bytes) => Input::message(path, Cow::Owned(bytes.to_vec())),
        Frame::Pong => Some(Input::Pong { channel: path.channel }),
        // What the peer sends to keep the connection open says nothing about answers to ours.
        Frame::Ping => None,
    }
}
