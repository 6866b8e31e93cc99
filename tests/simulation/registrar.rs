//! A registrar: one table of bindings behind several server addresses. It challenges, refuses, ignores and forgets.
//! RFC 3261 10.3.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::random::Seeded;
use crate::text::{header, headers, key, quoted, respond, user};

/// What a registrar does with the requests of one user instead of serving them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Neglect {
    Silence,
    Garbage,
    Trying,
    Forbidden,
    Unavailable(Option<u32>),
    Close,
}

/// The binding of one user.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) since: Duration,
    pub(crate) until: Duration,
    /// Whether a request of this user was refused since.
    pub(crate) is_refused: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct User {
    pub(crate) binding: Option<Binding>,
    pub(crate) neglect: Option<Neglect>,
    /// When it was last bound.
    pub(crate) bound: Option<Duration>,
    /// Whether its binding was forgotten, and no request came since.
    pub(crate) is_forgotten: bool,
    /// When it sent one.
    pub(crate) noticed: Option<Duration>,
    /// The newest request, whatever the registrar has lost since.
    newest: Option<(String, u32)>,
    /// The newest request and its answer: a repetition gets the same.
    last: Option<((String, u32), String)>,
    /// Whether credentials of this user were answered by another challenge.
    is_challenged_twice: bool,
    /// The number of its nonce, and for how many requests that was used.
    nonce: u64,
    used: u32,
}

/// What comes back.
pub(crate) enum Answer {
    Text(String),
    Close,
}

/// What becomes of a binding by a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing was decided: no answer, a challenge, a wish for more seconds.
    None,
    Bound,
    Removed,
    Refused,
}

/// How a registrar is set up.
#[derive(Clone, Debug)]
pub(crate) struct Manner {
    /// Whether it asks for credentials.
    pub(crate) is_challenging: bool,
    /// Whether it answers the first credentials of a user by a new nonce.
    pub(crate) challenges_twice: bool,
    /// How many requests a nonce is good for.
    pub(crate) nonce_uses: u32,
    pub(crate) longest: u32,
    pub(crate) shortest: u32,
    /// Whether it lists bindings of other devices, some of them broken.
    pub(crate) lists_others: bool,
    /// Whether answers come from another port of its machine.
    pub(crate) answers_from_elsewhere: bool,
}

pub(crate) struct Registrar {
    pub(crate) name: String,
    pub(crate) realm: String,
    /// Its servers, by number; and those that its name stands for, the preferred one first.
    pub(crate) servers: Vec<usize>,
    pub(crate) named: Vec<usize>,
    /// Whether its name can be looked up.
    pub(crate) is_named: bool,
    pub(crate) users: BTreeMap<String, User>,
    pub(crate) manner: Manner,
    /// Sends 503 to all requests, with so many seconds.
    pub(crate) pause: Option<u32>,
    /// How often it was started.
    epoch: u64,
}

const BROKEN: [&str; 4] = [
    "<sip:other@192.0.2.99:65536>;expires=100",
    "<sip:other@2001:db8::1>;expires=100",
    "<sip:a,b@c,d>;expires=7, <sip:other@192.0.2.98>;expires=3",
    "<sip:other@192.0.2.97:5060:>;expires=60",
];

impl Registrar {
    pub(crate) fn new(number: usize, servers: Vec<usize>, manner: Manner) -> Self {
        Self {
            name: format!("r{number}.example"),
            realm: format!("realm{number}"),
            named: servers.clone(),
            is_named: true,
            servers,
            users: BTreeMap::new(),
            manner,
            pause: None,
            epoch: 1,
        }
    }

    /// Its processes start anew: nonces and the memory of transactions are gone.
    pub(crate) fn restart(&mut self) {
        self.epoch += 1;
        self.users.values_mut().for_each(|user| user.last = None);
    }

    /// It loses all its bindings.
    pub(crate) fn forget(&mut self) {
        for user in self.users.values_mut() {
            user.is_forgotten |= user.binding.take().is_some();
        }
    }

    /// A request arrived.
    pub(crate) fn answer(
        &mut self,
        now: Duration,
        request: &str,
        rng: &mut Seeded,
    ) -> (Vec<Answer>, Outcome) {
        let key = key(request);
        let user = self.users.entry(user(request).to_owned()).or_default();
        // A copy that comes late says nothing about the user agent now.
        if user.newest.as_ref().is_none_or(|it| it.0 != key.0 || it.1 < key.1) {
            user.newest = Some(key.clone());
            if std::mem::take(&mut user.is_forgotten) {
                user.noticed = Some(now);
            }
        }
        if let Some(neglect) = user.neglect {
            return neglected(user, neglect, request);
        }
        if let Some(seconds) = self.pause {
            return refused(user, respond(request, "503 Busy", &[retry_after(seconds)]));
        }
        match &user.last {
            // What comes late is not looked at (RFC 3261 10.3, step 7).
            Some((last, _)) if last.0 == key.0 && last.1 > key.1 => {
                return (Vec::new(), Outcome::None);
            }
            // A repetition may have another branch: it is answered anew, without any effect.
            Some((last, text)) if *last == key => {
                let again = with_via_of(text, request);
                return (vec![Answer::Text(again)], Outcome::None);
            }
            _ => {}
        }
        let (text, outcome) = self.serve(now, request, rng);
        if let Some(user) = self.users.get_mut(crate::text::user(request)) {
            user.last = Some((key, text.clone()));
        }
        (vec![Answer::Text(text)], outcome)
    }

    fn serve(&mut self, now: Duration, request: &str, rng: &mut Seeded) -> (String, Outcome) {
        if self.manner.is_challenging
            && let Some(challenge) = self.challenge(request)
        {
            return (respond(request, "401 Unauthorized", &[challenge]), Outcome::None);
        }
        let asked = header(request, "Expires").and_then(|text| text.parse().ok()).unwrap_or(3600);
        if asked > 0 && asked < self.manner.shortest {
            let minimum = format!("Min-Expires: {}", self.manner.shortest);
            return (respond(request, "423 Interval Too Brief", &[minimum]), Outcome::None);
        }
        let granted = asked.min(self.manner.longest);
        let user = self.users.entry(user(request).to_owned()).or_default();
        let lasting = |contact: &&str| granted > 0 && !contact.ends_with(";expires=0");
        let contacts: Vec<_> = headers(request, "Contact").filter(lasting).collect();
        if contacts.is_empty() {
            user.binding = None;
            return (respond(request, "200 OK", &[]), Outcome::Removed);
        }
        let until = now + Duration::from_secs(granted.into());
        user.bound = Some(now);
        user.binding = Some(Binding { since: now, until, is_refused: false });
        let own = contacts.iter().map(|contact| format!("Contact: {contact};expires={granted}"));
        let mut lines: Vec<String> = own.collect();
        if self.manner.lists_others {
            lines.insert(rng.below(2), format!("Contact: {}", rng.pick(&BROKEN)));
        }
        (respond(request, "200 OK", &lines), Outcome::Bound)
    }

    /// The challenge that the request deserves.
    fn challenge(&mut self, request: &str) -> Option<String> {
        let own = |value: &&str| quoted(value, "realm") == Some(&self.realm);
        let credentials = headers(request, "Authorization").find(own);
        let name = user(request);
        let user = self.users.entry(name.to_owned()).or_default();
        let nonce = format!("n{}-{}", self.epoch, user.nonce);
        let is_known = credentials.is_some_and(|value| {
            quoted(value, "nonce") == Some(&nonce) && quoted(value, "username") == Some(name)
        });
        let mut stale = "";
        if is_known && user.used < self.manner.nonce_uses {
            if !self.manner.challenges_twice || user.is_challenged_twice {
                user.used += 1;
                return None;
            }
            user.is_challenged_twice = true;
            user.nonce += 1;
        } else if credentials.is_some() {
            stale = ", stale=true";
        }
        if user.used >= self.manner.nonce_uses {
            user.nonce += 1;
            user.used = 0;
        }
        let (realm, epoch, nonce) = (&self.realm, self.epoch, user.nonce);
        let head =
            format!("WWW-Authenticate: Digest realm=\"{realm}\", nonce=\"n{epoch}-{nonce}\"");
        Some(format!("{head}, qop=\"auth\"{stale}"))
    }
}

fn neglected(user: &mut User, neglect: Neglect, request: &str) -> (Vec<Answer>, Outcome) {
    let text = match neglect {
        Neglect::Silence => return (Vec::new(), Outcome::None),
        Neglect::Close => return (vec![Answer::Close], Outcome::None),
        Neglect::Garbage => respond(request, "200 OK", &[]).replace("z9hG4bK", "z9hG4bKx"),
        Neglect::Trying => respond(request, "100 Trying", &[]),
        Neglect::Forbidden => return refused(user, respond(request, "403 Forbidden", &[])),
        Neglect::Unavailable(seconds) => {
            let more: Vec<_> = seconds.map(retry_after).into_iter().collect();
            return refused(user, respond(request, "503 Service Unavailable", &more));
        }
    };
    (vec![Answer::Text(text)], Outcome::None)
}

fn refused(user: &mut User, text: String) -> (Vec<Answer>, Outcome) {
    if let Some(binding) = &mut user.binding {
        binding.is_refused = true;
    }
    (vec![Answer::Text(text)], Outcome::Refused)
}

fn retry_after(seconds: u32) -> String {
    format!("Retry-After: {seconds}")
}

/// A response with the Via of another transmission of its request.
fn with_via_of(response: &str, request: &str) -> String {
    let (old, new) = (header(response, "Via"), header(request, "Via"));
    response.replacen(old.unwrap_or_default(), new.unwrap_or_default(), 1)
}
