//! The application: what it does with its registrations, at random.

use std::time::Duration;

use eXosip2::ua::{EventKind, Now, Ua};

use crate::random::Seeded;

/// What an object of the application may use while it acts.
pub(crate) struct Hands<'a> {
    pub(crate) ua: &'a mut Ua,
    pub(crate) now: Now,
    pub(crate) rng: &'a mut Seeded,
    /// Requests that were sent, as text.
    pub(crate) sent: &'a mut Vec<String>,
    /// Whether the user was removed from the user agent.
    pub(crate) is_removed: bool,
    /// What was done, for the story.
    pub(crate) did: String,
}

/// An object of the application that sends requests through the user agent: a registration. Messages, subscriptions and
/// calls join the simulation by this trait.
pub(crate) trait Object {
    /// The number in its events; 0 before it has one.
    fn id(&self) -> i32;
    /// The user that stands in From of its requests.
    fn user(&self) -> &str;
    /// The registrar, or later the peer, that it talks to.
    fn peer(&self) -> usize;
    /// Whether the application wants the object to live: a registration, to be bound.
    fn is_wanted(&self) -> bool;
    /// Whether the user agent has something of it in its tables.
    fn is_held(&self) -> bool;
    /// Whether the user agent can answer challenges to it.
    fn has_login(&self) -> bool;
    /// Begins.
    fn start(&mut self, hands: &mut Hands<'_>);
    /// Does one thing at random.
    fn act(&mut self, hands: &mut Hands<'_>);
    /// An event came.
    fn see(&mut self, kind: EventKind, status: u16);
    /// The user agent may have forgotten it, once it has said good-bye.
    fn look_up(&mut self, ua: &Ua);
    /// Drops all registrations without a request.
    fn drop_out(&mut self, hands: &mut Hands<'_>);
}

/// One account at one registrar.
pub(crate) struct Registration {
    user: String,
    registrar: usize,
    uri: String,
    domain: String,
    expires: i32,
    rid: i32,
    is_wanted: bool,
    has_login: bool,
    is_leaving: bool,
    realm: String,
}

impl Registration {
    pub(crate) fn new(
        user: String,
        registrar: usize,
        uri: String,
        (domain, realm): (String, String),
        expires: i32,
    ) -> Self {
        Self {
            user,
            registrar,
            uri,
            domain,
            expires,
            rid: 0,
            is_wanted: false,
            has_login: false,
            is_leaving: false,
            realm,
        }
    }

    pub(crate) fn add_login(&mut self, ua: &mut Ua) {
        let (user, realm) = (self.user.as_bytes(), self.realm.as_bytes());
        ua.credentials_mut().add(user, user, Some(b"secret"), None, Some(realm)).unwrap();
        self.has_login = true;
    }

    /// Builds the first REGISTER and sends it.
    fn begin(&mut self, hands: &mut Hands<'_>) {
        let from = format!("sip:{}@{}", self.user, self.domain);
        let (from, uri) = (from.as_bytes(), self.uri.as_bytes());
        let built = hands.ua.build_initial_register(hands.now, from, uri, None, self.expires, None);
        let (rid, message) = built.unwrap();
        self.rid = rid;
        self.is_wanted = true;
        self.is_leaving = false;
        send(hands, rid, message);
        hands.did = format!("registers for {} s", self.expires);
    }

    /// Sends another REGISTER, if none is under way.
    fn renew(&mut self, hands: &mut Hands<'_>, expires: i32) -> bool {
        let built = hands.ua.build_register(hands.now, self.rid, expires);
        let Ok(message) = built else { return false };
        send(hands, self.rid, message);
        true
    }
}

fn send(hands: &mut Hands<'_>, rid: i32, message: eXosip2::mem::CBox<eXosip2::sip::Message>) {
    let mut text = Vec::new();
    message.write(&mut text).unwrap();
    hands.ua.send_register(hands.now, rid, Some(message)).unwrap();
    hands.sent.push(String::from_utf8(text).unwrap());
}

impl Object for Registration {
    fn id(&self) -> i32 {
        self.rid
    }

    fn user(&self) -> &str {
        &self.user
    }

    fn peer(&self) -> usize {
        self.registrar
    }

    fn is_wanted(&self) -> bool {
        self.is_wanted
    }

    fn is_held(&self) -> bool {
        self.rid > 0
    }

    fn has_login(&self) -> bool {
        self.has_login
    }

    fn start(&mut self, hands: &mut Hands<'_>) {
        // A newcomer's program adds the login when the challenge is there.
        if hands.rng.permille(900) {
            self.add_login(hands.ua);
        }
        self.begin(hands);
    }

    fn act(&mut self, hands: &mut Hands<'_>) {
        if !self.has_login {
            self.add_login(hands.ua);
            hands.did = "adds its login".to_owned();
            return;
        }
        self.look_up(hands.ua);
        if self.rid == 0 {
            return self.begin(hands);
        }
        match hands.rng.below(10) {
            0 => {
                if self.renew(hands, 0) {
                    (self.is_wanted, self.is_leaving) = (false, true);
                    hands.did = "unregisters".to_owned();
                }
            }
            1 => {
                self.drop_out(hands);
                hands.did = "is removed".to_owned();
            }
            2 | 3 => {
                // Built, and never sent.
                drop(hands.ua.build_register(hands.now, self.rid, 600));
                hands.did = "builds a REGISTER only".to_owned();
            }
            _ if self.is_wanted => {
                if self.renew(hands, self.expires) {
                    hands.did = "refreshes".to_owned();
                }
            }
            _ => {
                if self.renew(hands, self.expires) {
                    (self.is_wanted, self.is_leaving) = (true, false);
                    hands.did = "registers again".to_owned();
                }
            }
        }
    }

    fn see(&mut self, _: EventKind, _: u16) {}

    fn look_up(&mut self, ua: &Ua) {
        if self.is_leaving && self.rid > 0 && ua.registration(self.rid).is_err() {
            self.rid = 0;
            self.is_leaving = false;
        }
    }

    fn drop_out(&mut self, hands: &mut Hands<'_>) {
        self.look_up(hands.ua);
        if self.rid > 0 {
            hands.ua.remove_register(self.rid).unwrap();
            hands.is_removed = true;
        }
        self.rid = 0;
        self.is_wanted = false;
    }
}

/// How the application treats the user agent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    /// The time from one `automatic_action` to the next; `None`: the user agent is autonomous.
    pub(crate) look: Option<Duration>,
    /// About how long it leaves one account alone.
    pub(crate) rest: Duration,
}

impl Habits {
    pub(crate) fn new(rng: &mut Seeded, length: Duration) -> Self {
        let looks = [200, 500, 1000, 20_000].map(Duration::from_millis);
        let look = rng.permille(600).then(|| rng.pick(&looks));
        // In a third of the worlds the application hardly stirs.
        let rest = length * rng.pick(&[1, 2, 20]);
        Self { look, rest }
    }
}
