//! One world: a user agent, its application, a network and registrars in virtual time, all made of one seed.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use eXosip2::ua::{Attempt, Channel, Input, Lookup, NextHop, Now, Output, Path, Transport, Ua};

use crate::application::{Habits, Hands, Object};
use crate::faults::Faults;
use crate::invariants::{Invariant, Violation, Watch};
use crate::random::Seeded;
use crate::registrar::Registrar;
use crate::sabotage::Sabotage;
use crate::story::Story;
use crate::text;
use crate::traffic::{Later, Traffic, is_of_registration};
use crate::trouble::Trouble;

/// A machine that registrars answer from.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) is_up: bool,
    /// Whether its failure shows: by ICMP, or by refused connections.
    pub(crate) is_refusing: bool,
}

/// How datagrams fare, in a thousand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noise {
    pub(crate) lost: usize,
    pub(crate) late: usize,
    pub(crate) doubled: usize,
    pub(crate) jitter: Duration,
}

/// What will happen.
pub(crate) enum Happening {
    Arrive {
        server: usize,
        path: Path,
        text: Arc<str>,
    },
    Deliver {
        path: Path,
        text: String,
        is_prompt: bool,
    },
    Unsent {
        path: Path,
    },
    Closed {
        channel: Channel,
    },
    Resolved {
        lookup: Lookup,
        hop: NextHop,
    },
    Opened {
        attempt: Attempt,
        transport: Transport,
        address: SocketAddr,
    },
    Look,
    Start(usize),
    Act(usize),
    /// The binding of a user ends, unless it has been renewed.
    End {
        registrar: usize,
        user: String,
        until: Duration,
    },
    Trouble,
    Mend(Trouble),
    Calm,
    Check,
    /// Something beside the registrations.
    Traffic(Later),
    /// A message arrives at a peer, or from one.
    ReachPeer {
        server: usize,
        path: Path,
        text: String,
    },
    FromPeer {
        path: Path,
        text: String,
    },
}

pub(crate) struct World {
    pub(crate) ua: Ua,
    pub(crate) start: Instant,
    pub(crate) date: SystemTime,
    pub(crate) elapsed: Duration,
    pub(crate) queue: BTreeMap<(Duration, u64), Happening>,
    pub(crate) happenings: u64,
    pub(crate) rng: Seeded,
    pub(crate) watch: Watch,
    pub(crate) faults: Faults,
    pub(crate) story: Story,
    pub(crate) sabotage: Sabotage,
    pub(crate) servers: Vec<Server>,
    pub(crate) registrars: Vec<Registrar>,
    pub(crate) objects: Vec<Box<dyn Object>>,
    pub(crate) by_user: HashMap<String, usize>,
    pub(crate) habits: Habits,
    pub(crate) transport: Transport,
    pub(crate) noise: Noise,
    pub(crate) delay: Duration,
    pub(crate) is_calm: bool,
    pub(crate) troubles: Duration,
    pub(crate) calm_at: Duration,
    pub(crate) end: Duration,
    pub(crate) own: SocketAddr,
    pub(crate) connections: BTreeMap<Channel, usize>,
    pub(crate) channels: u64,
    pub(crate) last_removal: Duration,
    pub(crate) traffic: Option<Box<Traffic>>,
}

impl World {
    pub(crate) fn now(&self) -> Now {
        Now { instant: self.start + self.elapsed, date: self.date + self.elapsed }
    }

    pub(crate) fn after(&mut self, delay: Duration, happening: Happening) {
        self.happenings += 1;
        self.queue.insert((self.elapsed + delay, self.happenings), happening);
    }

    /// Runs to the end, or to the first violation.
    pub(crate) fn run(&mut self) -> Option<Violation> {
        // The machine may sleep past the beginning of the calm: it lasts as long as planned nevertheless.
        while self.watch.violation.is_none() && (self.elapsed < self.end || !self.is_calm) {
            self.step(self.end);
            self.note_violation();
        }
        self.judge_recovery();
        self.leave();
        self.note_violation();
        self.watch.violation.clone()
    }

    /// The next thing happens, if that is before `end`.
    fn step(&mut self, end: Duration) {
        let timeout = self.ua.next_timeout().map(|at| at.saturating_duration_since(self.start));
        let happening = self.queue.keys().next().map(|(at, _)| *at);
        let next = timeout.into_iter().chain(happening).min();
        let Some(next) = next.filter(|next| *next <= end) else {
            self.elapsed = end;
            return;
        };
        self.elapsed = self.elapsed.max(next);
        if happening.is_some_and(|at| at <= self.elapsed) {
            if let Some((_, happening)) = self.queue.pop_first() {
                self.happen(happening);
            }
        } else {
            self.ua.handle_input(self.now(), Input::Timeout);
        }
        self.settle();
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Arrive { server, path, text } => self.arrive(server, path, &text),
            Happening::Deliver { path, text, is_prompt } => self.deliver(path, &text, is_prompt),
            Happening::Unsent { path } => self.input(Input::SendFailed { path }),
            Happening::Closed { channel } => self.closed(channel),
            Happening::Resolved { lookup, hop } => self.resolved(lookup, &hop),
            Happening::Opened { attempt, transport, address } => {
                self.opened(attempt, transport, address);
            }
            Happening::Look => self.look(),
            Happening::Start(object) => self.with_object(object, |it, hands| it.start(hands)),
            Happening::Act(object) => self.act(object),
            Happening::End { registrar, user, until } => self.binding_ends(registrar, &user, until),
            Happening::Trouble => self.make_trouble(),
            Happening::Mend(trouble) => self.mend(&trouble),
            Happening::Calm => self.calm_down(),
            Happening::Check => self.check(),
            Happening::Traffic(later) => self.carry_out(&later),
            Happening::ReachPeer { server, path, text } => self.reach_peer(server, path, &text),
            Happening::FromPeer { path, text } => self.arrive_from_peer(path, &text),
        }
    }

    pub(crate) fn input(&mut self, input: Input<'_>) {
        self.ua.handle_input(self.now(), input);
    }

    /// Does what the user agent wants done.
    pub(crate) fn settle(&mut self) {
        while let Some(output) = self.ua.poll_output() {
            match output {
                Output::Resolve { lookup, hop } => {
                    let delay = self.rng.between(Duration::ZERO, Duration::from_millis(30));
                    self.after(delay, Happening::Resolved { lookup, hop });
                }
                Output::Open { attempt, target } => {
                    let (transport, address) = (target.transport, target.address);
                    self.open(attempt, transport, address);
                }
                Output::Send { path, bytes, .. } => self.transmit(path, &bytes, false),
                Output::Resend { path, bytes, .. } => self.transmit(path, &bytes, true),
                Output::Keepalive { path, .. } => self.keep_alive(path),
                Output::Close { channel } => drop(self.connections.remove(&channel)),
                Output::Event(event) if !is_of_registration(event.kind) => {
                    self.see_traffic(&event);
                }
                Output::Event(event) => {
                    let request = event.request.as_deref().unwrap_or_default();
                    let response = event.response.as_deref().unwrap_or_default();
                    let request = String::from_utf8_lossy(request);
                    let status = text::status(&String::from_utf8_lossy(response));
                    self.tell_event(&request, event.kind, status);
                    let object = self.objects.iter_mut().find(|it| it.id() == event.ids.rid);
                    if let Some(object) = object {
                        object.see(event.kind, status);
                    }
                }
            }
        }
    }

    fn tell_event(&mut self, request: &str, kind: eXosip2::ua::EventKind, status: u16) {
        let user = text::user(request);
        let number = text::sequence(request);
        self.story.line(self.elapsed, user, || format!("event {kind:?} {status} of {number}"));
        for _ in 0..self.sabotage.events(user) {
            self.watch.event(self.elapsed, request);
        }
    }

    /// The application looks for what is due.
    fn look(&mut self) {
        self.ua.automatic_action(self.now(), usize::MAX);
        if let Some(look) = self.habits.look {
            self.after(look, Happening::Look);
        }
    }

    fn act(&mut self, object: usize) {
        if self.is_calm {
            return;
        }
        self.with_object(object, |it, hands| it.act(hands));
        let rest = self.habits.rest;
        let pause = self.rng.between(rest / 2, rest * 2).max(Duration::from_secs(5));
        self.after(pause, Happening::Act(object));
    }

    pub(crate) fn with_object(
        &mut self,
        object: usize,
        body: impl FnOnce(&mut dyn Object, &mut Hands<'_>),
    ) {
        let (now, mut sent) = (self.now(), Vec::new());
        let Some(it) = self.objects.get_mut(object) else { return };
        let was_wanted = it.is_wanted();
        let mut hands = Hands {
            ua: &mut self.ua,
            now,
            rng: &mut self.rng,
            sent: &mut sent,
            is_removed: false,
            did: String::new(),
        };
        body(&mut **it, &mut hands);
        let (is_removed, did) = (hands.is_removed, hands.did);
        let user = it.user().to_owned();
        self.story.line(self.elapsed, &user, || did);
        if is_removed {
            self.watch.removed(&user);
            self.last_removal = self.elapsed;
        }
        if was_wanted != it.is_wanted() || is_removed {
            self.faults.user(&user, self.elapsed);
        }
        for text in sent {
            self.watch.explicit(self.elapsed, &text);
        }
    }

    /// The application goes: nothing is left.
    fn leave(&mut self) {
        if self.watch.violation.is_some() {
            return;
        }
        self.leave_traffic();
        if self.rng.permille(300) {
            self.ua.leave_all(self.now());
            self.watch.leave();
            self.settle();
            self.run_on(Duration::from_secs(80));
        }
        for object in 0..self.objects.len() {
            if !self.ua.has_registrations() {
                break;
            }
            self.with_object(object, |it, hands| it.drop_out(hands));
        }
        self.settle();
        // A connection without use ends after ten minutes.
        let idle = if self.transport.is_reliable() { 660 } else { 45 };
        // What was said to peers, and what they said, ends in three minutes.
        let idle = if self.traffic.is_some() { idle.max(60) + 400 } else { idle };
        self.run_on(Duration::from_secs(idle));
        let unended = self.traffic.as_ref().and_then(|traffic| traffic.unended());
        if let Some(what) = unended {
            self.watch.violate(Invariant::Ending, self.elapsed, "", what);
        }
        let now = self.now();
        let statistics = self.ua.statistics(now);
        let is_empty = !self.ua.has_registrations()
            && statistics.transactions.allocated + statistics.registrations.allocated == 0
            && statistics.calls.allocated + statistics.publications.allocated == 0
            && statistics.subscriptions.allocated + statistics.insubscriptions.allocated == 0
            && self.ua.next_timeout().is_none();
        if !is_empty {
            let what = format!("{statistics:?}, timeout {:?}", self.ua.next_timeout());
            self.watch.violate(Invariant::Table, self.elapsed, "", what);
        }
    }

    /// Runs without the application.
    fn run_on(&mut self, time: Duration) {
        let end = self.elapsed + time;
        self.queue.retain(|_, happening| {
            !matches!(happening, Happening::Look | Happening::Check | Happening::End { .. })
        });
        while self.elapsed < end && self.watch.violation.is_none() {
            self.step(end);
        }
    }
}
