//! What the program does beside its registrations: messages, publications, subscriptions and calls, in both directions.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use eXosip2::ua::EventKind::{self, *};
use eXosip2::ua::{Event, Now, Ua};

use crate::invariants::{Invariant, Watch};
use crate::peer::Peers;
use crate::random::Seeded;
use crate::text::{header, user};

/// What one party of the program sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Sender,
    Publisher,
    Subscriber,
    Caller,
}

pub(crate) struct Party {
    pub(crate) user: String,
    role: Role,
    /// The host that its requests go to.
    pub(crate) host: String,
    /// Its subscription or call, and the dialog of that; 0 for none.
    pub(crate) id: i32,
    pub(crate) did: i32,
}

/// Something that the program or a peer does later.
#[derive(Clone, Debug)]
pub(crate) enum Later {
    /// A party does something.
    Act(usize),
    /// A peer begins something.
    Approach,
    /// The program answers a request.
    Answer { tid: i32, status: i32 },
    /// The program accepts a call.
    Accept { tid: i32 },
    /// The program ends a call.
    HangUp { cid: i32, did: i32 },
}

pub(crate) struct Traffic {
    pub(crate) rng: Seeded,
    /// Sees the requests outside of calls.
    pub(crate) watch: Watch,
    pub(crate) peers: Peers,
    pub(crate) parties: Vec<Party>,
    /// Calls that have not been released, and those that have.
    pub(crate) calls: HashSet<i32>,
    released: HashSet<i32>,
    /// Dialogs of incoming subscriptions.
    subscribers: Vec<i32>,
    /// When the requests of each call and incoming subscription were sent, by Call-ID.
    requests: HashMap<String, VecDeque<Duration>>,
    /// What is to happen later.
    pub(crate) plans: Vec<(Duration, Later)>,
    /// Whether releases of calls are overlooked, to see the invariant fail.
    pub(crate) overlooks_releases: bool,
}

/// The requests that each end in one event of their own, by their text.
pub(crate) fn has_event(text: &str) -> bool {
    ["MESSAGE ", "OPTIONS ", "PUBLISH ", "SUBSCRIBE "].iter().any(|it| text.starts_with(it))
}

fn seconds(rng: &mut Seeded, most: u64) -> Duration {
    rng.between(Duration::ZERO, Duration::from_secs(most))
}

impl Traffic {
    pub(crate) fn new(mut rng: Seeded, hosts: &[String]) -> Self {
        let roles = [Role::Sender, Role::Publisher, Role::Subscriber, Role::Caller];
        let count = 1 + rng.below(6);
        let party = |number| Party {
            user: format!("c{number}"),
            role: rng.pick(&roles),
            host: hosts[rng.below(hosts.len())].clone(),
            id: 0,
            did: 0,
        };
        let parties: Vec<_> = (0..count).map(party).collect();
        let mut plans: Vec<_> =
            (0..count).map(|it| (seconds(&mut rng, 20), Later::Act(it))).collect();
        plans.push((seconds(&mut rng, 20), Later::Approach));
        let watch = Watch::with_slack(6);
        Self {
            peers: Peers::new(Seeded(rng.next())),
            rng,
            watch,
            parties,
            calls: HashSet::new(),
            released: HashSet::new(),
            subscribers: Vec::new(),
            requests: HashMap::new(),
            plans,
            overlooks_releases: false,
        }
    }

    /// Adds the logins of most parties.
    pub(crate) fn add_logins(&mut self, ua: &mut Ua) {
        for party in &self.parties {
            let name = party.user.as_bytes();
            if self.rng.permille(900) {
                let password = Some(&b"secret"[..]);
                ua.credentials_mut().add(name, name, password, None, Some(b"peers")).unwrap();
            }
            self.watch.logins.insert(party.user.clone(), "peers".to_owned());
        }
        ua.options_mut().answer_challenges = self.rng.permille(500);
    }

    fn later(&mut self, most: u64, what: Later) {
        let delay = seconds(&mut self.rng, most);
        self.plans.push((delay, what));
    }

    /// A party does one thing at random.
    pub(crate) fn act(&mut self, ua: &mut Ua, now: Now, at: Duration, party: usize) {
        self.later(60, Later::Act(party));
        match self.parties[party].role {
            Role::Sender => self.send_message(ua, now, at, party),
            Role::Publisher => self.publish(ua, now, at, party),
            Role::Subscriber => self.subscribe(ua, now, at, party),
            Role::Caller => self.call(ua, now, party),
        }
    }

    /// The program does what it planned, or a peer.
    pub(crate) fn carry_out(&mut self, ua: &mut Ua, now: Now, what: &Later) {
        match *what {
            Later::Answer { tid, status } => {
                let _ = ua.send_message_answer(now, tid, status, None);
            }
            Later::Accept { tid } => {
                if let Ok(answer) = ua.build_call_answer(tid, 200) {
                    let _ = ua.send_call_answer(now, tid, 200, Some(answer));
                }
            }
            Later::HangUp { cid, did } => {
                if ua.terminate_call(now, cid, did, None).is_err() && self.calls.contains(&cid) {
                    self.later(30, Later::HangUp { cid, did });
                }
            }
            Later::Act(_) | Later::Approach => {}
        }
    }

    /// An event that belongs to no registration.
    pub(crate) fn see(&mut self, ua: &mut Ua, now: Now, at: Duration, event: &Event) {
        let request = String::from_utf8_lossy(event.request.as_deref().unwrap_or_default());
        let ids = event.ids;
        let is_provisional = matches!(event.kind, MessageProceeding | SubscriptionProceeding);
        if has_event(&request) && !event.kind.is_about_incoming() && !is_provisional {
            self.watch.event(at, &request);
        }
        let name = user(&request).to_owned();
        let party = self.parties.iter().position(|party| party.user == name);
        match event.kind {
            MessageNew => self.react(ids.tid),
            InSubscriptionNew => self.take_subscriber(ua, now, event),
            SubscriptionProceeding | SubscriptionAnswered if ids.did > 0 => {
                party.into_iter().for_each(|party| self.parties[party].did = ids.did);
            }
            SubscriptionNotify => self.take_notify(event),
            SubscriptionRequestFailure if event.response.is_none() || is_1xx(event) => {
                self.lose_subscription(party);
            }
            MessageRequestFailure if request.starts_with("SUBSCRIBE ") => {
                self.lose_subscription(party);
            }
            CallInvite => self.take_call(ua, now, event),
            CallAnswered => {
                if self.rng.permille(900) {
                    let _ = ua.send_ack(now, ids.tid, None);
                }
                self.set_dialog(ids.cid, ids.did);
            }
            CallRinging | CallProceeding => self.set_dialog(ids.cid, ids.did),
            CallMessageNew => {
                if let Ok(answer) = ua.build_call_answer(ids.tid, 200) {
                    let _ = ua.send_call_answer(now, ids.tid, 200, Some(answer));
                }
            }
            CallReleased => self.release(at, ids.cid),
            _ => {}
        }
    }

    fn react(&mut self, tid: i32) {
        let status = self.rng.pick(&[200, 404, 302, 603]);
        match self.rng.below(10) {
            0..7 => self.plans.push((Duration::ZERO, Later::Answer { tid, status })),
            7 | 8 => self.later(100, Later::Answer { tid, status }),
            _ => {}
        }
    }

    fn take_subscriber(&mut self, ua: &mut Ua, now: Now, event: &Event) {
        let (tid, did) = (event.ids.tid, event.ids.did);
        let choice = self.rng.below(10);
        if choice == 0 {
            return;
        }
        if choice == 1 {
            let _ = ua.send_subscription_answer(now, tid, 489, None);
            return;
        }
        let Ok(answer) = ua.build_subscription_answer(now, tid, 200) else { return };
        ua.send_subscription_answer(now, tid, 200, Some(answer)).unwrap();
        self.subscribers.push(did);
        let state = if event.subscription.0 == 3 { 3 } else { 2 };
        if let Ok(mut notify) = ua.build_notify(now, did, state, 3) {
            notify.add_header(b"Event", b"presence");
            let _ = ua.send_insubscription_request(now, did, Some(notify));
        }
    }

    fn take_notify(&mut self, event: &Event) {
        let party = self.parties.iter().position(|party| party.id == event.ids.sid);
        let Some(party) = party.filter(|_| event.ids.sid > 0) else { return };
        self.parties[party].did = event.ids.did;
        if event.subscription.0 == 3 {
            self.lose_subscription(Some(party));
        }
    }

    /// The subscription of a party has ended: what it had sent ends without events.
    fn lose_subscription(&mut self, party: Option<usize>) {
        let Some(party) = party.filter(|it| self.parties[*it].role == Role::Subscriber) else {
            return;
        };
        let user = self.parties[party].user.clone();
        self.watch.removed(&user);
        self.end_subscription(party);
    }

    fn take_call(&mut self, ua: &mut Ua, now: Now, event: &Event) {
        let (tid, cid, did) = (event.ids.tid, event.ids.cid, event.ids.did);
        self.calls.insert(cid);
        match self.rng.below(10) {
            0 => {}
            1 | 2 => drop(ua.send_call_answer(now, tid, 486, None)),
            _ => {
                let _ = ua.send_call_answer(now, tid, 180, None);
                self.later(20, Later::Accept { tid });
            }
        }
        self.later(60, Later::HangUp { cid, did });
    }

    fn set_dialog(&mut self, cid: i32, did: i32) {
        if let Some(party) = self.parties.iter_mut().find(|party| party.id == cid) {
            party.did = did;
        }
    }

    fn release(&mut self, at: Duration, cid: i32) {
        if !self.released.insert(cid) {
            self.watch.violate(Invariant::Ending, at, "", format!("call {cid} is released twice"));
        }
        if !self.overlooks_releases {
            self.calls.remove(&cid);
        }
        let party = self.parties.iter().position(|it| it.role == Role::Caller && it.id == cid);
        party.into_iter().for_each(|party| self.end_subscription(party));
    }

    /// The user agent sends a request that belongs to a call or to an incoming subscription.
    pub(crate) fn in_dialog(&mut self, at: Duration, text: &str) {
        let name = header(text, "Call-ID").unwrap_or_default().to_owned();
        let times = self.requests.entry(name.clone()).or_default();
        times.push_back(at);
        while times.front().is_some_and(|time| at - *time > Duration::from_secs(60)) {
            times.pop_front();
        }
        let last = |seconds| {
            let from = at.saturating_sub(Duration::from_secs(seconds));
            times.iter().filter(|time| **time >= from).count()
        };
        if last(1) > 8 || last(60) > 90 {
            let what = format!("{} requests in a second, {} in a minute", last(1), last(60));
            self.watch.violate(Invariant::Storm, at, "", what);
        }
    }

    /// The program ends all that it has begun.
    pub(crate) fn leave(&mut self, ua: &mut Ua, now: Now, at: Duration) {
        for party in 0..self.parties.len() {
            let Party { role, id, did, user, .. } = &self.parties[party];
            let (role, id, did, user) = (*role, *id, *did, user.clone());
            match role {
                Role::Publisher => self.publish_for(ua, now, at, party, b"0"),
                Role::Subscriber if id > 0 => {
                    let _ = ua.remove_subscription(id);
                    self.watch.removed(&user);
                }
                Role::Caller if id > 0 => drop(ua.terminate_call(now, id, did, None)),
                _ => {}
            }
        }
        for did in self.subscribers.drain(..) {
            // Most have ended.
            let _ = ua.remove_insubscription(did);
        }
        self.plans.retain(|(_, what)| matches!(what, Later::HangUp { .. }));
    }

    /// What has not ended although it should have.
    pub(crate) fn unended(&self) -> Option<String> {
        (!self.calls.is_empty()).then(|| format!("calls {:?} are not released", self.calls))
    }

    /// A message of the program as the peers see it: nothing is left of it here.
    pub(crate) fn kind_of(invariant: Invariant) -> Invariant {
        match invariant {
            Invariant::Rate => Invariant::Storm,
            Invariant::Event => Invariant::Outcome,
            other => other,
        }
    }
}

fn is_1xx(event: &Event) -> bool {
    event.response.as_deref().is_some_and(|text| text.starts_with(b"SIP/2.0 1"))
}

/// Whether an event is about a registration.
pub(crate) fn is_of_registration(kind: EventKind) -> bool {
    matches!(kind, RegistrationSuccess | RegistrationFailure)
}
