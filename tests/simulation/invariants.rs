//! What must hold after each step, whatever the world does.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::time::Duration;

use crate::text::{header, headers, key, quoted, status, user};

/// One promise of the user agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Invariant {
    /// No binding lapses of an account that its registrar serves.
    Lapse,
    /// A registration sends at most one REGISTER a second by itself, on average; four in one second.
    Rate,
    /// A dead server gets few requests.
    Dead,
    /// What the application sends, or what answers a challenge, does not wait for other accounts.
    Wait,
    /// Each request ends in exactly one event; one whose registration was removed, in none.
    Event,
    /// Credentials go to the realm that they are for, when that realm has asked for them.
    Realm,
    /// Tables hold nothing that has ended.
    Table,
    /// When the faults are over, each account is bound again.
    Recovery,
    /// Beside registrations: no object sends more than one request a second by itself, on average.
    Storm,
    /// Beside registrations: each request ends in exactly one event.
    Outcome,
    /// Each call and subscription ends, and is gone then.
    Ending,
}

#[derive(Clone, Debug)]
pub(crate) struct Violation {
    pub(crate) invariant: Invariant,
    pub(crate) at: Duration,
    /// Whose request it was about; empty: of all users.
    pub(crate) user: String,
    pub(crate) what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { invariant, at, user, what } = self;
        write!(f, "{invariant:?} at {:.3} s, {user}: {what}", at.as_secs_f64())
    }
}

/// What is known of one request.
#[derive(Default)]
struct Request {
    /// When the application sent it; `None`: the user agent did.
    explicit: Option<Duration>,
    first_sent: Option<Duration>,
    /// When it must have ended.
    deadline: Duration,
    has_ended: bool,
    is_removed: bool,
    user: String,
}

/// What is known of one user.
#[derive(Default)]
struct Sender {
    automatic: VecDeque<Duration>,
    explicit: VecDeque<Duration>,
    /// When the answer to a challenge must have left.
    answer_due: Option<Duration>,
}

/// A server that does not answer.
#[derive(Default)]
struct Dead {
    since: Duration,
    count: usize,
    /// What may be sent beside the usual: what the application sends, and what a change of the network causes.
    allowance: usize,
}

/// Sees all that the user agent does, and notes what it must not.
#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) violation: Option<Violation>,
    requests: HashMap<(String, u32), Request>,
    open: HashSet<(String, u32)>,
    senders: HashMap<String, Sender>,
    dead: HashMap<usize, Dead>,
    /// The Call-IDs of each user, and those whose registrations were removed.
    call_ids: HashMap<String, String>,
    removed: HashSet<String>,
    /// Realms that have challenged each user.
    realms: HashMap<String, HashSet<String>>,
    /// The realm that each login is for, by its name.
    pub(crate) logins: HashMap<String, String>,
    /// When each user's last success reached the user agent before its request had ended.
    pub(crate) confirmed: HashMap<String, Duration>,
    /// Until when waiting proves nothing: names are being looked up, connections opened, the machine sleeps.
    pub(crate) patience: Duration,
    /// How many requests more than usual may leave at once: those that waited for the name of their server.
    slack: usize,
    /// The time from one `automatic_action` to the next.
    pub(crate) look: Duration,
    pub(crate) probe_ceiling: Duration,
    pub(crate) accounts: usize,
}

/// The life of a request (timer F), and the time to find and open its path.
const REQUEST_LIFE: Duration = Duration::from_secs(32 + 9);
/// How long an explicit request may wait beside so many others.
const FEW: usize = 100;

impl Watch {
    pub(crate) fn with_slack(slack: usize) -> Self {
        Self { slack, ..Self::default() }
    }

    pub(crate) fn violate(&mut self, invariant: Invariant, at: Duration, user: &str, what: String) {
        let user = user.to_owned();
        self.violation.get_or_insert(Violation { invariant, at, user, what });
    }

    fn wait_limit(&self) -> Duration {
        Duration::from_millis(if self.open.len() <= FEW { 1_200 } else { 8_200 })
    }

    /// The application sends a request.
    pub(crate) fn explicit(&mut self, at: Duration, text: &str) {
        let request = Request {
            explicit: Some(at),
            deadline: at + REQUEST_LIFE,
            user: user(text).to_owned(),
            ..Request::default()
        };
        let sender = self.senders.entry(request.user.clone()).or_default();
        sender.explicit.push_back(at);
        sender.answer_due = None;
        self.dead.values_mut().for_each(|dead| dead.allowance += 3 * 11);
        self.call_ids.insert(request.user.clone(), key(text).0);
        self.open.insert(key(text));
        self.requests.insert(key(text), request);
    }

    /// The user agent transmits a request, for the first time or again.
    pub(crate) fn transmitted(&mut self, at: Duration, text: &str, is_again: bool) {
        let (user, key) = (user(text), key(text));
        let request = self.requests.entry(key.clone()).or_insert_with(|| Request {
            deadline: at + REQUEST_LIFE,
            user: user.to_owned(),
            ..Request::default()
        });
        let is_first = request.first_sent.is_none();
        request.first_sent.get_or_insert(at);
        let (has_ended, explicit) = (request.has_ended, request.explicit);
        self.credentials(at, text);
        if has_ended {
            self.violate(Invariant::Event, at, user, format!("sent after its event: {key:?}"));
        }
        if is_again || !is_first {
            return;
        }
        if self.removed.contains(&key.0) {
            let what = format!("{key:?} leaves although its registration was removed");
            self.violate(Invariant::Table, at, user, what);
        }
        self.call_ids.insert(user.to_owned(), key.0.clone());
        self.open.insert(key);
        let sender = self.senders.entry(user.to_owned()).or_default();
        sender.answer_due = None;
        if explicit.is_none() {
            sender.automatic.push_back(at);
            self.rate(at, user);
        }
    }

    fn rate(&mut self, at: Duration, user: &str) {
        let Some(sender) = self.senders.get_mut(user) else { return };
        let is_recent = |time: &Duration, seconds| at - *time < Duration::from_secs(seconds);
        for times in [&mut sender.automatic, &mut sender.explicit] {
            while times.front().is_some_and(|time| !is_recent(time, 61)) {
                times.pop_front();
            }
        }
        for (seconds, most) in [(1, 4), (10, 13), (60, 63)] {
            let within = |times: &VecDeque<Duration>| {
                times.iter().filter(|time| is_recent(time, seconds)).count()
            };
            // What the application sends may be challenged, and that answered, three times.
            let (count, extra) = (within(&sender.automatic), 3 * within(&sender.explicit));
            if count > most + extra + self.slack {
                let what = format!("{count} automatic REGISTERs in {seconds} s");
                return self.violate(Invariant::Rate, at, user, what);
            }
        }
    }

    fn credentials(&mut self, at: Duration, text: &str) {
        let user = user(text);
        for value in headers(text, "Authorization").chain(headers(text, "Proxy-Authorization")) {
            let realm = quoted(value, "realm").unwrap_or_default();
            let name = quoted(value, "username").unwrap_or_default();
            let is_asked = self.realms.get(user).is_some_and(|realms| realms.contains(realm));
            // Each login bears the name of its user; the only one of a realm answers for others, too.
            let is_of_realm = self.logins.get(name).is_some_and(|it| it == realm);
            if !is_asked || !is_of_realm {
                let what = format!("credentials of {name} for {realm}, which did not ask for them");
                self.violate(Invariant::Realm, at, user, what);
            }
        }
    }

    /// A response reaches the user agent. `is_prompt`: a challenge that it can answer, and has not answered before.
    pub(crate) fn delivered(&mut self, at: Duration, text: &str, is_prompt: bool) {
        let user = user(text);
        if let Some(value) = header(text, "WWW-Authenticate") {
            let realm = quoted(value, "realm").unwrap_or_default().to_owned();
            self.realms.entry(user.to_owned()).or_default().insert(realm);
        }
        let limit = self.wait_limit();
        let Some(request) = self.requests.get(&key(text)) else { return };
        let is_new = !request.has_ended && !request.is_removed;
        if is_new && status(text) == 200 {
            self.confirmed.insert(user.to_owned(), at);
        }
        let Some(sender) = self.senders.get_mut(user) else { return };
        let recent = sender.automatic.iter().filter(|time| at - **time < Duration::from_secs(60));
        if is_prompt && is_new && recent.count() < 2 {
            sender.answer_due = Some(at + limit + self.look);
        }
    }

    /// The application hears of a request.
    pub(crate) fn event(&mut self, at: Duration, text: &str) {
        let key = key(text);
        self.open.remove(&key);
        // A request that the user agent made and could not send is seen here first.
        let request = self.requests.entry(key.clone()).or_default();
        let is_wrong = request.has_ended || request.is_removed;
        request.has_ended = true;
        if is_wrong {
            self.violate(Invariant::Event, at, user(text), format!("a second event for {key:?}"));
        }
    }

    /// The registration of this user is removed: its requests end without events.
    pub(crate) fn removed(&mut self, user: &str) {
        for key in &self.open {
            if let Some(request) = self.requests.get_mut(key).filter(|it| it.user == user) {
                request.is_removed = true;
            }
        }
        let requests = &self.requests;
        self.open.retain(|key| requests.get(key).is_some_and(|request| !request.is_removed));
        self.senders.remove(user);
        self.removed.extend(self.call_ids.remove(user));
    }

    /// The application leaves: what it sends from now on is not looked at.
    pub(crate) fn leave(&mut self) {
        self.open.clear();
        self.requests.clear();
        self.senders.clear();
    }

    /// The registrar of a user is in trouble: no answer to a challenge is expected.
    pub(crate) fn forgive(&mut self, user: &str) {
        if let Some(sender) = self.senders.get_mut(user) {
            sender.answer_due = None;
        }
    }

    /// A server stopped answering.
    pub(crate) fn died(&mut self, server: usize, at: Duration) {
        self.dead.insert(server, Dead { since: at, ..Dead::default() });
    }

    pub(crate) fn revived(&mut self, server: usize) {
        self.dead.remove(&server);
    }

    /// The network changed: each registration may send once more.
    pub(crate) fn network_changed(&mut self, at: Duration) {
        let accounts = self.accounts;
        self.dead.values_mut().for_each(|dead| dead.allowance += 11 * accounts);
        self.patience = self.patience.max(at + Duration::from_secs(2));
        self.senders.values_mut().for_each(|sender| sender.answer_due = None);
    }

    /// A datagram, or an attempt to connect, goes to a server.
    pub(crate) fn sent_to(&mut self, server: usize, at: Duration) {
        let accounts = self.accounts;
        let Some(dead) = self.dead.get_mut(&server) else { return };
        dead.count += 1;
        // Each account may try once to save its binding, with eleven datagrams; one finds out for all.
        let attempt = 10 + self.probe_ceiling.as_secs() / 2;
        let probes = 150 + ((at - dead.since).as_secs() * 11 / attempt) as usize;
        let limit = 11 * accounts + dead.allowance + probes;
        if dead.count > limit {
            let (count, since) = (dead.count, dead.since.as_secs());
            let what = format!("{count} requests to server {server}, dead since {since} s");
            self.violate(Invariant::Dead, at, "", what);
        }
    }

    /// A request that the application built goes out as another one.
    pub(crate) fn forget(&mut self, text: &str) {
        self.open.remove(&key(text));
        self.requests.remove(&key(text));
    }

    /// How many requests have not ended.
    pub(crate) fn open(&self) -> usize {
        self.open.len()
    }

    /// Looks at what should have happened by now.
    pub(crate) fn check(&mut self, at: Duration) {
        let limit = self.wait_limit();
        let mut found = None;
        for key in &self.open {
            let Some(request) = self.requests.get(key) else { continue };
            let waits = request.explicit.filter(|_| request.first_sent.is_none());
            if at > request.deadline.max(self.patience) {
                found = Some((Invariant::Event, &request.user, format!("no event for {key:?}")));
            } else if waits.is_some_and(|since| at > (since + limit).max(self.patience)) {
                found = Some((Invariant::Wait, &request.user, format!("{key:?} has not left")));
            }
        }
        for (user, sender) in &self.senders {
            if sender.answer_due.is_some_and(|due| at > due.max(self.patience)) {
                found = Some((Invariant::Wait, user, "a challenge is not answered".to_owned()));
            }
        }
        if let Some((invariant, user, what)) = found {
            let user = user.clone();
            self.violate(invariant, at, &user, what);
        }
    }
}
