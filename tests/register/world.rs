//! A user agent in virtual time, with a network and registrars made of closures.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use eXosip2::error::Error;
use eXosip2::sip::Message;
use eXosip2::transport::FailureCause;
use eXosip2::ua::{
    Attempt, Channel, Event, EventKind, Input, Listener, Now, Output, Path, Resolution, Target,
    Transport, Ua,
};

#[path = "../common/random.rs"]
pub(crate) mod random;

#[path = "world/application.rs"]
mod application;
#[path = "world/connections.rs"]
mod connections;
#[path = "world/records.rs"]
mod records;
#[path = "world/registrars.rs"]
mod registrars;

pub(crate) use random::Seeded;
#[allow(unused_imports, reason = "no program of tests needs all of them")]
pub(crate) use records::{Seen, Sent, Socket, header};
#[allow(unused_imports, reason = "no program of tests needs all of them")]
pub(crate) use registrars::{Answers, CLOSE, accept, always, digest, ok, respond, silence};

/// Our own address on all paths.
pub(crate) const OWN: &str = "10.0.0.2:5070";

/// The time from one look of the application to the next.
const TURN: Duration = Duration::from_millis(10);

pub(crate) struct World {
    pub(crate) ua: Ua,
    start: Instant,
    pub(crate) elapsed: Duration,
    /// What the date was, or would have been, at the start.
    pub(crate) date: SystemTime,
    pub(crate) sent: Vec<Sent>,
    pub(crate) events: Vec<Seen>,
    pub(crate) keepalives: Vec<(Duration, Path, Vec<u8>)>,
    pub(crate) resolved: Vec<(Duration, String)>,
    pub(crate) closed: Vec<Channel>,
    registrar: Box<dyn FnMut(&Sent) -> Answers>,
    /// What every name stands for, the preferred address first. Without an entry there is no such name.
    pub(crate) names: HashMap<String, Vec<SocketAddr>>,
    pub(crate) refused: HashSet<SocketAddr>,
    /// So many connections the registrar serves at a time; others it refuses, or accepts and closes at once.
    pub(crate) connection_limit: usize,
    pub(crate) closes_beyond_limit: bool,
    /// The transport to a name, where that is left to the resolver.
    pub(crate) chosen: Transport,
    /// Whether the application calls `automatic_action`.
    pub(crate) is_automatic: bool,
    /// The time that a datagram takes.
    pub(crate) delay: Duration,
    /// Whether what was sent is kept for looking at.
    pub(crate) is_recording: bool,
    pub(crate) sent_count: usize,
    /// What the registrar's machine can take. Without, everything at once.
    pub(crate) socket: Option<Socket>,
    in_flight: BTreeMap<(Duration, u64), (Path, String)>,
    deliveries: u64,
    channels: u64,
    pub(crate) own: SocketAddr,
    connections: HashSet<Channel>,
    /// Those that the registrar does not read from.
    doomed: HashSet<Channel>,
    next_look: Duration,
}

impl World {
    /// A user agent on UDP, without auto-masquerading, whose application calls `automatic_action`.
    pub(crate) fn new(registrar: impl FnMut(&Sent) -> Answers + 'static) -> Self {
        Self::on(Transport::Udp, registrar)
    }

    pub(crate) fn on(
        transport: Transport,
        registrar: impl FnMut(&Sent) -> Answers + 'static,
    ) -> Self {
        Self::at(transport, OWN.parse().unwrap(), registrar)
    }

    /// A user agent at an address of its own.
    pub(crate) fn at(
        transport: Transport,
        own: SocketAddr,
        registrar: impl FnMut(&Sent) -> Answers + 'static,
    ) -> Self {
        let mut ua = Ua::new(Box::new(Seeded(1)));
        ua.options_mut().auto_masquerade = false;
        let port = if transport.is_reliable() { 0 } else { own.port() };
        ua.add_listener(Listener { transport, port, ipv4: true });
        let mut world = Self {
            ua,
            start: Instant::now(),
            elapsed: Duration::ZERO,
            date: SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_324_005),
            sent: Vec::new(),
            events: Vec::new(),
            keepalives: Vec::new(),
            resolved: Vec::new(),
            closed: Vec::new(),
            registrar: Box::new(registrar),
            names: HashMap::new(),
            refused: HashSet::new(),
            connection_limit: usize::MAX,
            closes_beyond_limit: false,
            chosen: Transport::Udp,
            is_automatic: true,
            delay: Duration::from_millis(1),
            is_recording: true,
            sent_count: 0,
            socket: None,
            in_flight: BTreeMap::new(),
            deliveries: 0,
            channels: 1,
            own,
            connections: HashSet::new(),
            doomed: HashSet::new(),
            next_look: Duration::ZERO,
        };
        world.keep_alive(None);
        world
    }

    pub(crate) fn now(&self) -> Now {
        Now { instant: self.start + self.elapsed, date: self.date + self.elapsed }
    }

    /// Sets the time from one keepalive to the next.
    pub(crate) fn keep_alive(&mut self, interval: Option<Duration>) {
        self.ua.set_keepalive(self.now(), interval);
    }

    /// Replaces the registrar.
    pub(crate) fn serve(&mut self, registrar: impl FnMut(&Sent) -> Answers + 'static) {
        self.registrar = Box::new(registrar);
    }

    /// Advances virtual time: it jumps from one due time to the next.
    pub(crate) fn run(&mut self, time: Duration) {
        let end = self.elapsed + time;
        self.settle();
        loop {
            let timeout = self.ua.next_timeout().map(|at| at.saturating_duration_since(self.start));
            let delivery = self.in_flight.keys().next().map(|(at, _)| *at);
            let look = self.next_automatic_action();
            let next = timeout.into_iter().chain(delivery).chain(look).min();
            let Some(next) = next.filter(|next| *next <= end) else { break };
            self.elapsed = self.elapsed.max(next);
            if delivery.is_some_and(|at| at <= self.elapsed) {
                self.deliver_next();
            } else if timeout.is_some_and(|at| at <= self.elapsed) {
                self.ua.handle_input(self.now(), Input::Timeout);
            } else {
                self.next_look = self.elapsed + TURN;
                self.ua.automatic_action(self.now(), usize::MAX);
            }
            self.settle();
        }
        self.elapsed = end;
    }

    pub(crate) fn run_seconds(&mut self, seconds: u64) {
        self.run(Duration::from_secs(seconds));
    }

    /// When the application calls `automatic_action` next: at the first multiple of [`TURN`] at which that does something.
    /// The calls in between would change nothing, so they are left out.
    fn next_automatic_action(&mut self) -> Option<Duration> {
        if !self.is_automatic {
            return None;
        }
        let autonomous = std::mem::replace(&mut self.ua.options_mut().autonomous, true);
        let due = self.ua.next_timeout().map(|at| at.saturating_duration_since(self.start));
        self.ua.options_mut().autonomous = autonomous;
        let wait = due?.saturating_sub(self.next_look);
        let turns = wait.as_nanos().div_ceil(TURN.as_nanos());
        Some(self.next_look + TURN * u32::try_from(turns).unwrap())
    }

    fn deliver_next(&mut self) {
        let Some((_, (path, text))) = self.in_flight.pop_first() else { return };
        let is_open = self.connections.contains(&path.channel);
        if path.transport.is_reliable() && !is_open {
            return;
        }
        if text == CLOSE {
            self.connections.remove(&path.channel);
            return self.input(Input::Closed { channel: path.channel, tls: None });
        }
        self.deliver(path, text.as_bytes());
    }

    /// Something arrives now.
    pub(crate) fn deliver(&mut self, path: Path, text: &[u8]) {
        if let Some(mut input) = Input::message(path, text.into()) {
            if let Input::Request { local, .. } | Input::PlainRequest { local, .. } = &mut input {
                *local = Some(self.own);
            }
            self.ua.handle_input(self.now(), input);
        }
        self.settle();
    }

    /// Something else happens now.
    pub(crate) fn input(&mut self, input: Input<'_>) {
        self.ua.handle_input(self.now(), input);
        self.settle();
    }

    /// Does what the user agent wants done.
    pub(crate) fn settle(&mut self) {
        while let Some(output) = self.ua.poll_output() {
            match output {
                Output::Resolve { lookup, hop } => {
                    self.resolved.push((self.elapsed, hop.host.to_string()));
                    let answer = self.resolve(&hop.host, hop.port, hop.transport);
                    self.ua.handle_input(self.now(), Input::Resolved { lookup, answer });
                }
                Output::Open { attempt, target } => self.open(attempt, &target),
                Output::Send { path, bytes, .. } => self.send(path, &bytes, false),
                Output::Resend { path, bytes, .. } => self.send(path, &bytes, true),
                Output::Keepalive { path, bytes } => {
                    self.keepalives.push((self.elapsed, path, bytes.to_vec()));
                }
                Output::Close { channel } => {
                    self.closed.push(channel);
                    self.connections.remove(&channel);
                }
                Output::Event(event) => self.see(event),
            }
        }
    }

    fn resolve(
        &self,
        host: &str,
        port: Option<u16>,
        transport: Option<Transport>,
    ) -> Result<Resolution, Error> {
        let transport = transport.unwrap_or(self.chosen);
        let port = port.unwrap_or(transport.default_port());
        let addresses = match host.parse() {
            Ok(ip) => vec![SocketAddr::new(ip, port)],
            Err(_) => self.names.get(host).cloned().ok_or(Error::UnknownHost)?,
        };
        let target = |address| Target { transport, address, name: host.into() };
        let targets = addresses.into_iter().map(target).collect();
        Ok(Resolution { targets, expires: self.now().instant + Duration::from_secs(3600) })
    }

    fn open(&mut self, attempt: Attempt, target: &Target) {
        let Target { transport, address, .. } = *target;
        let is_beyond_limit =
            self.connections.difference(&self.doomed).count() >= self.connection_limit;
        let is_refused = self.refused.contains(&address) && transport.is_reliable();
        let input = if is_refused || (is_beyond_limit && !self.closes_beyond_limit) {
            Input::OpenFailed { attempt, cause: FailureCause::ConnectionRefused(address) }
        } else {
            let mut local = self.own;
            let mut channel = Channel(1);
            if transport.is_reliable() {
                self.channels += 1;
                channel = Channel(self.channels);
                if is_beyond_limit {
                    self.doomed.insert(channel);
                    self.close_soon(Path { transport, channel, remote: address });
                }
                self.connections.insert(channel);
                local.set_port(40_000 + (self.channels % 20_000) as u16);
            }
            Input::Opened { attempt, path: Path { transport, channel, remote: address }, local }
        };
        self.ua.handle_input(self.now(), input);
    }

    fn send(&mut self, path: Path, bytes: &[u8], is_again: bool) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let sent = Sent { at: self.elapsed, path, text, is_again };
        let wait = match &mut self.socket {
            Some(socket) => socket.take(self.elapsed),
            None => Some(Duration::ZERO),
        };
        let is_read = wait.is_some() && !self.doomed.contains(&path.channel);
        let answers = if is_read { (self.registrar)(&sent) } else { Answers::new() };
        for answer in answers {
            self.deliveries += 1;
            let at = self.elapsed + wait.unwrap_or_default() + self.delay;
            self.in_flight.insert((at, self.deliveries), (path, answer));
        }
        self.sent_count += 1;
        if self.is_recording {
            self.sent.push(sent);
        }
    }

    fn see(&mut self, mut event: Event) {
        let has_tree = has_tree(&mut event);
        if !self.is_recording {
            return;
        }
        let text = |it: Option<std::sync::Arc<[u8]>>| {
            String::from_utf8_lossy(it.as_deref().unwrap_or_default()).into_owned()
        };
        let response = event.response.as_ref();
        self.events.push(Seen {
            at: self.elapsed,
            kind: event.kind,
            has_tree,
            rid: event.ids.rid,
            ids: event.ids,
            status: response
                .and_then(|text| Message::parse(text).ok())
                .map_or(0, |response| response.status_code),
            subscription: event.subscription,
            request: text(event.request),
            response: text(event.response),
            ack: text(event.ack),
            cause: event.cause,
        });
    }

    /// The events so far, in short: `+200`, `-401`, `-0`.
    pub(crate) fn story(&self) -> String {
        let short = |event: &Seen| match event.kind {
            EventKind::RegistrationSuccess => format!("+{}", event.status),
            _ => format!("-{}", event.status),
        };
        self.events.iter().map(short).collect::<Vec<_>>().join(" ")
    }

    /// Which events got their requests as trees.
    pub(crate) fn trees(&self) -> Vec<bool> {
        self.events.iter().map(|event| event.has_tree).collect()
    }

    /// The times of all transmissions, in milliseconds.
    pub(crate) fn times(&self) -> Vec<u128> {
        self.sent.iter().map(|sent| sent.at.as_millis()).collect()
    }

    pub(crate) fn last(&self) -> &Sent {
        self.sent.last().unwrap()
    }
}

/// Whether the request of an event that is about one of ours is a tree already. It is what its text says.
fn has_tree(event: &mut Event) -> bool {
    let (tree, Some(text)) = (event.tree.take(), event.request.as_deref()) else { return false };
    let tree = tree.filter(|_| !event.kind.is_about_incoming());
    let Some(tree) = tree.and_then(|tree| tree.into_message(text)) else { return false };
    if let Ok(read) = Message::parse_own(text) {
        assert_eq!(*tree, read, "{}", String::from_utf8_lossy(text));
    }
    true
}
