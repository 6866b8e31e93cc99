//! The thread that moves messages between the core and the network.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::net::{TcpListener, UdpSocket};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use crate::error::Result;
use crate::mem::CBox;
use crate::net::{Network, Poller, count};
use crate::sip::Message;
use crate::ua::{Event, EventKind, Input, Now, Output, Path, TransactionId, Transport};

use super::{Inner, WakeReason};

/// How many wishes of the core are carried out before sockets and timers have their turn again.
const OUTPUTS: usize = 256;

/// The most that a datagram over IPv4 holds.
const LARGEST: usize = 65_507;

/// From a name that is an address to a datagram: resolve, open, transmit.
const LAST_STEPS: usize = 4;

/// What another thread asks of the worker.
#[derive(Debug)]
pub(super) enum Command {
    /// Read from this socket and send by it.
    AddUdp(UdpSocket),
    /// Accept connections from this socket, perhaps over TLS.
    AddListener(TcpListener, bool),
    /// Read what new connections are like.
    SetStreams,
    /// Read what lookups may use.
    SetNames,
    /// Close all connections, and have everything that used them renewed.
    Reset,
    /// End.
    Stop,
}

impl Command {
    /// Whether it says no more than that there is something to be read.
    pub(super) fn is_setting(&self) -> bool {
        matches!(self, Self::SetStreams | Self::SetNames)
    }
}

/// Both clocks, read now.
pub(super) fn now() -> Now {
    Now { instant: Instant::now(), date: SystemTime::now() }
}

/// One context's thread.
pub(super) struct Worker {
    inner: Arc<Inner>,
    network: Network,
    outputs: VecDeque<Output>,
    /// Room for the events of a turn.
    events: Vec<Event>,
    /// The last state of our own requests that the wake-lock callback has got.
    is_awake: bool,
    /// Whether it has got the beginning of an incoming request, and not yet its end.
    is_asked: bool,
    /// Whether it is to stop.
    is_over: bool,
}

impl Worker {
    pub(super) fn new(inner: Arc<Inner>, poller: Poller) -> Self {
        let network = Network::new(poller, Arc::clone(&inner.monitor));
        Self {
            inner,
            network,
            outputs: VecDeque::new(),
            events: Vec::new(),
            is_awake: false,
            is_asked: false,
            is_over: false,
        }
    }

    /// Works until it is stopped. A turn that ends for want of memory loses what it was about; the next goes on.
    pub(super) fn run(mut self) {
        while !self.is_over {
            let _ = catch_unwind(AssertUnwindSafe(|| self.turn()));
        }
    }

    fn turn(&mut self) {
        self.obey();
        if !self.is_over {
            let now = now();
            self.receive(now);
            self.carry_out(now);
        }
        if self.is_over {
            return self.leave();
        }
        self.tell_wake_lock(false);
        self.wait();
    }

    /// What was asked for before the end still leaves, if nothing has to be waited for.
    fn leave(&mut self) {
        for _ in 0..LAST_STEPS {
            self.carry_out(now());
        }
        self.tell_wake_lock(true);
    }

    /// Carries out the commands that have come.
    fn obey(&mut self) {
        let commands = core::mem::take(&mut *self.inner.commands.lock());
        for command in commands {
            match command {
                // Both fail only when the system has no room for one more watched descriptor.
                Command::AddUdp(socket) => drop(self.network.add_udp(socket)),
                Command::AddListener(socket, is_secure) => {
                    drop(self.network.add_listener(socket, is_secure))
                }
                Command::SetStreams => {
                    let (settings, locals, tls) = self.inner.streams();
                    self.network.set_streams(settings, locals);
                    self.network.set_tls(tls);
                }
                Command::SetNames => {
                    let (settings, known) = self.inner.names();
                    self.network.set_names(settings, known);
                }
                Command::Reset => self.network.reset(),
                Command::Stop => self.is_over = true,
            }
        }
    }

    /// Passes what arrived, and the time, to the core. The room for that is on the stack, and not there for what follows.
    #[inline(never)]
    fn receive(&mut self, now: Now) {
        let Self { inner, network, is_asked, .. } = self;
        let wake_lock = inner.settings.lock().wake_lock.clone();
        network.receive(now, &mut |inputs| {
            if let Some(callback) = &wake_lock
                && !*is_asked
                && inputs.iter().any(is_request)
            {
                *is_asked = true;
                inner.with_lock(|| callback.0(WakeReason::RequestArrived));
            }
            inner.show_incoming(inputs);
            inner.feed(now, inputs.drain(..));
        });
        inner.feed(now, network.take_answers());
        let mut core = inner.core.lock();
        if core.next_timeout().is_some_and(|due| due <= now.instant) {
            core.handle_input(now, Input::Timeout);
        }
    }

    /// Carries out what the core requests, and reports the result to it.
    fn carry_out(&mut self, now: Now) {
        self.collect();
        // What was commanded before a wish was made counts for it.
        self.obey();
        let mut changes = Vec::new();
        while let Some(output) = self.outputs.pop_front() {
            match output {
                Output::Resolve { lookup, hop } => self.network.resolve(now, lookup, hop),
                Output::Open { attempt, target } => self.network.open(now, attempt, &target),
                Output::Send { transaction, path, bytes } => {
                    self.send(transaction, path, bytes, &mut changes);
                }
                Output::Resend { transaction, path, bytes } => {
                    // A thread that comes late may have both to do at once.
                    let bytes = changed(&changes, transaction).unwrap_or(bytes);
                    // What the callback changes now does not matter.
                    self.inner.show_outgoing(&bytes);
                    count(&self.inner.monitor.counters.requests_resent);
                    self.network.send(path, bytes);
                }
                Output::Keepalive { path, bytes } => self.network.send(path, bytes),
                Output::Close { channel } => self.network.close(channel),
                Output::Event(event) => {
                    self.inner.count_event(&event);
                    self.events.push(event);
                }
            }
        }
        self.network.flush(now);
        self.inner.events.push(self.events.drain(..));
        self.inner.feed(now, changes);
        self.inner.feed(now, self.network.take_answers());
    }

    /// Sends a message for the first time. Appends to `changes` what its transaction has to know.
    fn send(
        &mut self,
        transaction: Option<TransactionId>,
        path: Path,
        bytes: Arc<[u8]>,
        changes: &mut Vec<Input<'_>>,
    ) {
        let bytes = match self.inner.show_outgoing(&bytes) {
            None => Ok(bytes),
            Some(changed) => changed.inspect(|bytes| {
                let change = |transaction| Input::Changed { transaction, bytes: bytes.clone() };
                changes.extend(transaction.map(change));
            }),
        };
        // The callback may have removed what a message needs. A message too long for a datagram says nothing about its
        // path.
        let is_sendable =
            |bytes: &Arc<[u8]>| path.transport != Transport::Udp || bytes.len() <= LARGEST;
        match bytes.ok().filter(is_sendable) {
            Some(bytes) => self.network.send(path, bytes),
            None => changes.extend(transaction.map(|transaction| Input::NotSent { transaction })),
        }
    }

    /// Takes the next wishes of the core.
    fn collect(&mut self) {
        let mut core = self.inner.core.lock();
        while self.outputs.len() < OUTPUTS {
            let Some(output) = core.poll_output() else { break };
            self.outputs.push_back(output);
        }
    }

    /// Reports by the wake-lock callback whether transactions run. Requests of others begin none: they are over as
    /// soon as the application has the event.
    fn tell_wake_lock(&mut self, is_over: bool) {
        let Some(callback) = self.inner.settings.lock().wake_lock.clone() else { return };
        if core::mem::take(&mut self.is_asked) {
            self.inner.with_lock(|| callback.0(WakeReason::RequestHandled));
        }
        let is_awake = !is_over && self.inner.core.lock().has_transactions();
        if is_awake != self.is_awake {
            self.is_awake = is_awake;
            let reason = if is_awake { WakeReason::Waiting } else { WakeReason::Idle };
            self.inner.with_lock(|| callback.0(reason));
        }
    }

    fn wait(&mut self) {
        let Self { inner, outputs, network, .. } = self;
        network.wait(|| {
            if !inner.commands.lock().is_empty() {
                return Some(Instant::now());
            }
            let mut core = inner.core.lock();
            match core.poll_output() {
                Some(output) => {
                    outputs.push_back(output);
                    Some(Instant::now())
                }
                None => core.next_timeout(),
            }
        });
    }
}

impl Inner {
    /// Runs a callback with the application's lock held, as the original does, and without any other.
    pub(super) fn with_lock(&self, body: impl FnOnce()) {
        let lock = self.lock.lock();
        body();
        // The callback may have released it, and another thread may hold it now.
        if lock.is_ok() {
            self.lock.unlock_own();
        }
    }

    /// Lets the application see, and change, what has come in.
    fn show_incoming(&self, inputs: &mut [Input<'_>]) {
        let Some(callback) = self.message_callback.lock().clone() else { return };
        for input in inputs {
            if let Input::PlainRequest { path, local, text, .. } = input {
                let Some(parsed) = Input::parsed(*path, core::mem::take(text)) else { continue };
                let local = *local;
                *input = parsed.received_at(|| local);
            }
            let mut changed = Vec::new();
            match input {
                Input::Request { message, text, .. } => {
                    self.with_lock(|| callback(message, true));
                    if message.write(&mut changed).is_ok() {
                        *text = Cow::Owned(changed);
                    }
                }
                Input::Response { text, original, .. } => {
                    let Ok(message) = Message::parse(text) else { continue };
                    let mut message = CBox::new(message);
                    self.with_lock(|| callback(&mut message, true));
                    if message.write(&mut changed).is_ok() {
                        (*text, *original) = (Cow::Owned(changed), None);
                    }
                }
                _ => {}
            }
        }
    }

    /// Lets the application see, and change, what goes out. Returns what is to go out in its place.
    fn show_outgoing(&self, text: &[u8]) -> Option<Result<Arc<[u8]>>> {
        let callback = self.message_callback.lock().clone()?;
        let mut message = CBox::new(Message::parse_own(text).ok()?);
        self.with_lock(|| callback(&mut message, false));
        let mut changed = Vec::new();
        Some(message.write(&mut changed).map(|()| changed.into()))
    }

    fn count_event(&self, event: &Event) {
        let counters = &self.monitor.counters;
        match (event.kind, &event.response) {
            (EventKind::RegistrationSuccess, _) => count(&counters.registrations_succeeded),
            (EventKind::RegistrationFailure, Some(_)) => count(&counters.registrations_refused),
            (EventKind::RegistrationFailure, None) => count(&counters.registrations_unanswered),
            _ => {}
        }
    }

    fn feed<'a>(&self, now: Now, inputs: impl IntoIterator<Item = Input<'a>>) {
        let mut inputs = inputs.into_iter().peekable();
        if inputs.peek().is_none() {
            return;
        }
        let mut core = self.core.lock();
        for input in inputs {
            core.handle_input(now, input);
        }
    }
}

fn is_request(input: &Input<'_>) -> bool {
    matches!(input, Input::Request { .. } | Input::PlainRequest { .. })
}

/// What a callback has made of a request, as far as the core does not know yet.
fn changed(changes: &[Input<'_>], wanted: TransactionId) -> Option<Arc<[u8]>> {
    changes.iter().find_map(|change| match change {
        Input::Changed { transaction, bytes } if *transaction == wanted => Some(bytes.clone()),
        _ => None,
    })
}
