//! A user agent in virtual time, with a network and registrars made of closures.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use eXosip2::error::Error;
use eXosip2::mem::CBox;
use eXosip2::sip::Message;
use eXosip2::transport::FailureCause;
use eXosip2::ua::{
    Attempt, Channel, DefaultAction, Event, EventKind, Ids, Input, Listener, Now, Output, Path,
    Resolution, Target, Transport, Ua,
};

#[path = "../common/random.rs"]
pub(crate) mod random;

pub(crate) use random::Seeded;

/// Our own address on all paths.
pub(crate) const OWN: &str = "10.0.0.2:5070";

/// The time from one look of the application to the next.
const TURN: Duration = Duration::from_millis(10);

pub(crate) type Answers = Vec<String>;

/// As an answer: the registrar closes the connection.
pub(crate) const CLOSE: &str = "close";

/// A request as it went out.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Since the beginning.
    pub(crate) at: Duration,
    pub(crate) path: Path,
    pub(crate) text: String,
    pub(crate) is_again: bool,
}

impl Sent {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.text, name)
    }
}

/// The value of the first header of that name.
pub(crate) fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// One event as an application sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) at: Duration,
    pub(crate) kind: EventKind,
    pub(crate) rid: i32,
    pub(crate) ids: Ids,
    /// 0: no response.
    pub(crate) status: i32,
    /// State of the subscription, and reason of its end.
    pub(crate) subscription: (i32, i32),
    /// The messages as text; empty for none.
    pub(crate) request: String,
    pub(crate) response: String,
    pub(crate) ack: String,
    pub(crate) cause: FailureCause,
}

/// A receive buffer from which a registrar takes one request after the other.
pub(crate) struct Socket {
    room: u32,
    /// The time for one request.
    work: Duration,
    /// When all that is in the buffer will be done.
    free_at: Duration,
}

impl Socket {
    pub(crate) fn new(room: u32, work: Duration) -> Self {
        Self { room, work, free_at: Duration::ZERO }
    }

    /// How long a request that comes now waits for its answer; `None` if the buffer is full.
    fn take(&mut self, now: Duration) -> Option<Duration> {
        let start = self.free_at.max(now);
        let is_full = start - now > self.work * self.room;
        (!is_full).then(|| {
            self.free_at = start + self.work;
            self.free_at - now
        })
    }
}

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
        ua.options_mut().keepalive = None;
        let port = if transport.is_reliable() { 0 } else { own.port() };
        ua.add_listener(Listener { transport, port, ipv4: true });
        Self {
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
            next_look: Duration::ZERO,
        }
    }

    pub(crate) fn now(&self) -> Now {
        Now { instant: self.start + self.elapsed, date: self.date + self.elapsed }
    }

    /// Replaces the registrar.
    pub(crate) fn serve(&mut self, registrar: impl FnMut(&Sent) -> Answers + 'static) {
        self.registrar = Box::new(registrar);
    }

    /// Builds and sends the first REGISTER of `alice`.
    pub(crate) fn register(&mut self, expires: i32) -> i32 {
        self.register_at("sip:192.0.2.1", expires)
    }

    /// Builds a first REGISTER at the registrar of this world.
    pub(crate) fn build(&mut self, from: &str, expires: i32) -> (i32, CBox<Message>) {
        let (now, registrar) = (self.now(), b"sip:192.0.2.1");
        self.ua
            .build_initial_register(now, from.as_bytes(), registrar, None, expires, None)
            .unwrap()
    }

    pub(crate) fn register_at(&mut self, registrar: &str, expires: i32) -> i32 {
        let now = self.now();
        let (rid, message) = self
            .ua
            .build_initial_register(
                now,
                b"sip:alice@example.com",
                registrar.as_bytes(),
                None,
                expires,
                None,
            )
            .unwrap();
        self.ua.send_register(now, rid, Some(message)).unwrap();
        self.settle();
        rid
    }

    /// Builds and sends a later REGISTER.
    pub(crate) fn renew(&mut self, rid: i32, expires: i32) -> Result<(), Error> {
        let now = self.now();
        let message = self.ua.build_register(now, rid, expires)?;
        self.ua.send_register(now, rid, Some(message))?;
        self.settle();
        Ok(())
    }

    /// Does what is usual about an event of a registration with a response of this status.
    pub(crate) fn default_action(&mut self, rid: i32, status: i32) -> Result<DefaultAction, Error> {
        let now = self.now();
        self.ua.default_action(now, Ids { rid, ..Ids::default() }, status)
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
            if let Input::Request { local, .. } = &mut input {
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
        let is_refused = self.refused.contains(&address) && transport.is_reliable();
        let input = if is_refused {
            Input::OpenFailed { attempt, cause: FailureCause::ConnectionRefused(address) }
        } else {
            let mut local = self.own;
            let mut channel = Channel(1);
            if transport.is_reliable() {
                self.channels += 1;
                channel = Channel(self.channels);
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
        let answers = if wait.is_some() { (self.registrar)(&sent) } else { Answers::new() };
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

    fn see(&mut self, event: Event) {
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

    /// The times of all transmissions, in milliseconds.
    pub(crate) fn times(&self) -> Vec<u128> {
        self.sent.iter().map(|sent| sent.at.as_millis()).collect()
    }

    pub(crate) fn last(&self) -> &Sent {
        self.sent.last().unwrap()
    }
}

/// A response to a request, with more header lines.
pub(crate) fn respond(request: &Sent, status: &str, headers: &[String]) -> String {
    let copied = |name: &str| {
        let value = request.header(name).unwrap();
        let tag = if name == "To" { ";tag=srv1" } else { "" };
        format!("{name}: {value}{tag}\r\n")
    };
    let copies: String = ["Via", "From", "To", "Call-ID", "CSeq"].into_iter().map(copied).collect();
    let more: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    format!("SIP/2.0 {status}\r\n{copies}{more}Content-Length: 0\r\n\r\n")
}

/// A 200 that grants what was asked for.
pub(crate) fn ok(request: &Sent) -> String {
    let expires = request.header("Expires").unwrap_or("3600");
    let contact = request.header("Contact").unwrap_or("<sip:x@y>");
    respond(request, "200 OK", &[format!("Contact: {contact};expires={expires}")])
}

/// A registrar that accepts all requests.
pub(crate) fn accept(request: &Sent) -> Answers {
    vec![ok(request)]
}

/// A registrar that never answers.
pub(crate) fn silence(_: &Sent) -> Answers {
    Vec::new()
}

/// A registrar that sends the same response to all requests.
pub(crate) fn always(
    status: &'static str,
    headers: &[&str],
) -> impl FnMut(&Sent) -> Answers + 'static {
    let headers: Vec<String> = headers.iter().map(|line| (*line).to_owned()).collect();
    move |request| vec![respond(request, status, &headers)]
}

/// A registrar that wants to know the password; each nonce is good for so many requests.
pub(crate) fn digest(uses: u32) -> impl FnMut(&Sent) -> Answers + 'static {
    let mut nonce = 1;
    let mut used = 0;
    move |request| {
        let expected = format!("nonce=\"n{nonce}\"");
        let credentials = request.header("Authorization");
        let is_good = credentials.is_some_and(|header| header.contains(&expected)) && used < uses;
        if is_good {
            used += 1;
            return vec![ok(request)];
        }
        if used >= uses {
            nonce += 1;
            used = 0;
        }
        let stale = if credentials.is_some() { ", stale=true" } else { "" };
        let challenge = format!(
            "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"n{nonce}\", qop=\"auth\"{stale}"
        );
        vec![respond(request, "401 Unauthorized", &[challenge])]
    }
}
