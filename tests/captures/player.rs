//! Does again what a capture shows: calls the same functions, and plays the peer.

use std::time::Duration;

use eXosip2::error::Result;
use eXosip2::mem::CBox;
use eXosip2::sip::Message;
use eXosip2::transport::{Channel, Path, Transport};
use eXosip2::ua::{Ids, Input, Listener, Ua};

use crate::capture::{Entry, SeenEvent, branch_of, header, key, plain_kind, reported_state};
use crate::names::{Names, uri_address, via_address};
use crate::world::{Seeded, Sent, World, silence};

/// How much later than a call of the program its message is on the wire at most, in milliseconds.
const SOON: u64 = 1500;

/// The result of a replay.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Calls whose result differs.
    pub(crate) calls: Vec<String>,
    /// Messages that we sent, with the place of that of the capture.
    pub(crate) sent: Vec<(Option<usize>, u64, String)>,
    pub(crate) events: Vec<(u64, SeenEvent)>,
}

pub(crate) struct Player<'c> {
    pub(super) entries: &'c [(u64, Entry)],
    pub(crate) world: World,
    transport: Transport,
    /// Whether the program of the capture added any header to what was built, or those of subscriptions and publications only.
    pub(crate) adds_any_header: bool,
    /// How long the replay goes on behind the end of the capture, in milliseconds.
    pub(crate) extra: u64,
    pub(super) names: Names,
    /// The message that was built last, and not sent yet.
    pub(super) message: Option<CBox<Message>>,
    looked_at: (usize, usize),
    is_used: Vec<bool>,
    outcome: Outcome,
}

impl<'c> Player<'c> {
    /// A user agent on the port of the capture.
    pub(crate) fn new(entries: &'c [(u64, Entry)]) -> Self {
        let sent = entries.iter().find_map(|(_, entry)| match entry {
            Entry::Sent(text) => Some(text.as_str()),
            _ => None,
        });
        let is_first = |text: &str| text.starts_with("SIP/2.0");
        let received = entries.iter().find_map(|(_, entry)| match entry {
            Entry::Received(text) => Some(text.as_str()),
            _ => None,
        });
        // Our own address: in the Via of a request of ours, or in the Request-URI of the peer's.
        let own = match (sent, received) {
            (Some(text), _) if !is_first(text) => via_address(text),
            (_, Some(text)) => uri_address(text),
            _ => None,
        };
        let own = own.unwrap_or_else(|| "127.0.0.1:5060".parse().unwrap());
        let via = sent.or(received).and_then(|text| header(text, "Via")).unwrap_or_default();
        let asks_for_tcp = |(_, entry): &(u64, Entry)| match entry {
            Entry::Call { arguments, .. } => {
                arguments.iter().any(|it| it.contains("transport=tcp"))
            }
            _ => false,
        };
        let transport = match via.split('/').nth(2).map(|it| it.get(..3)) {
            _ if entries.iter().any(asks_for_tcp) => Transport::Tcp,
            Some(Some("TCP")) => Transport::Tcp,
            Some(Some("TLS")) => Transport::Tls,
            _ => Transport::Udp,
        };
        let mut world = World::new(silence);
        world.is_automatic = false;
        world.own = own;
        world.chosen = transport;
        world.ua = Ua::new(Box::new(Seeded(1)));
        world.keep_alive(None);
        let port = if transport == Transport::Udp { own.port() } else { 0 };
        world.ua.add_listener(Listener { transport, port, ipv4: own.is_ipv4() });
        Self {
            entries,
            world,
            transport,
            adds_any_header: true,
            extra: 100,
            names: Names::default(),
            message: None,
            looked_at: (0, 0),
            is_used: vec![false; entries.len()],
            outcome: Outcome::default(),
        }
    }

    /// Adds the logins that the requests of the capture show.
    pub(crate) fn add_logins(&mut self) {
        let now = self.world.now();
        for (_, entry) in self.entries {
            let Entry::Sent(text) = entry else { continue };
            for line in text.lines().filter(|line| line.contains("Digest username=")) {
                let field = |name: &str| {
                    let value = line.split_once(name).unwrap().1;
                    value.split('"').nth(1).unwrap().as_bytes()
                };
                let (user, realm) = (field("username="), field("realm="));
                let login = eXosip2::ua::NewLogin {
                    username: user,
                    userid: user,
                    password: Some(b"secret"),
                    realm: Some(realm),
                    ..Default::default()
                };
                self.world.ua.add_login(now, &login).unwrap();
            }
        }
    }

    pub(crate) fn play(mut self) -> Outcome {
        let entries = self.entries;
        for (index, (at, entry)) in entries.iter().enumerate() {
            self.run_until(*at);
            match entry {
                Entry::Call { name, arguments, result } => {
                    let got = self.call(index, name, arguments);
                    let got = self.name_result(name, got, *result);
                    if got != *result {
                        let arguments = arguments.join(", ");
                        self.outcome.calls.push(format!("{name}({arguments}) = {result}: {got}"));
                    }
                }
                Entry::Received(text) => self.receive(text),
                Entry::Closed { refuses } => {
                    if let Some(path) = self.world.sent.last().map(|sent| sent.path) {
                        if *refuses {
                            self.world.refused.insert(path.remote);
                        }
                        self.world.input(Input::Closed { channel: path.channel, tls: None });
                    }
                }
                // Timers are late by so much, as they were in the original.
                Entry::Shift(moved) => self.world.elapsed += Duration::from_millis(*moved),
                Entry::Event(_) | Entry::Sent(_) => {}
            }
            self.look();
        }
        let end = entries.last().map_or(0, |(at, _)| *at);
        self.run_until(end + self.extra);
        self.outcome
    }

    fn run_until(&mut self, at: u64) {
        while let Some(left) =
            Duration::from_millis(at).checked_sub(self.world.elapsed).filter(|it| !it.is_zero())
        {
            self.world.run(left.min(Duration::from_millis(500)));
            self.look();
        }
    }

    /// The peer sends what it sent in the capture, with our branches and tags. It waits a little for the message that it
    /// answers, which may come at the next call of `automatic_action`.
    fn receive(&mut self, text: &str) {
        let is_answer = text.starts_with("SIP/2.0");
        let branch = branch_of(text);
        for _ in 0..150 {
            if !is_answer || branch.is_none_or(|it| self.names.has(it)) {
                break;
            }
            self.world.run(Duration::from_millis(10));
            self.look();
        }
        let text = self.names.to_ours(text);
        let source = via_address(&text).filter(|_| !is_answer);
        let last = self.world.sent.iter().rev().find(|it| self.is_peer_of(it, &text));
        let path = match last {
            Some(sent) => sent.path,
            None => Path {
                transport: self.transport,
                channel: Channel(1),
                remote: source.unwrap_or_else(|| "127.0.0.1:1".parse().unwrap()),
            },
        };
        self.world.deliver(path, text.as_bytes());
    }

    /// Whether a message that arrives comes from where we sent `sent` to.
    fn is_peer_of(&self, sent: &Sent, text: &str) -> bool {
        match branch_of(text).filter(|_| text.starts_with("SIP/2.0")) {
            Some(branch) => branch_of(&sent.text) == Some(branch),
            None => self.transport.is_reliable() || via_address(text) == Some(sent.path.remote),
        }
    }

    /// Looks at what was sent and reported since the last look.
    pub(super) fn look(&mut self) {
        while let Some(sent) = self.world.sent.get(self.looked_at.0).cloned() {
            self.looked_at.0 += 1;
            let at = sent.at.as_millis() as u64;
            let place = self.entries.iter().enumerate().position(|(index, (then, entry))| {
                let Entry::Sent(text) = entry else { return false };
                !self.is_used[index]
                    && *then <= at + self.patience()
                    && key(text) == key(&sent.text)
                    && self.names.may_be(text, &sent.text)
            });
            if let Some(index) = place {
                self.is_used[index] = true;
                if let Entry::Sent(text) = &self.entries[index].1 {
                    self.names.learn(text, &sent.text, self.transport.is_reliable());
                }
            }
            let text = self.names.to_theirs(&sent.text);
            self.outcome.sent.push((place, at, text));
        }
        while let Some(seen) = self.world.events.get(self.looked_at.1).cloned() {
            self.looked_at.1 += 1;
            let Ids { tid, did, cid, sid, nid, rid } = seen.ids;
            // The call is older than its dialog.
            let (nid, cid, sid) = [nid, cid, sid].map(|id| self.names.name(id)).into();
            let did = self.names.name(did);
            let ids = [
                ("tid", self.names.tid(tid)),
                ("did", did),
                ("rid", rid),
                ("cid", cid),
                ("sid", sid),
            ];
            let ids = ids.into_iter().chain([("nid", nid)]).filter(|(_, id)| *id != 0);
            let line = |text: &str| self.names.to_theirs(text.lines().next().unwrap_or_default());
            let kind = plain_kind(&format!("{:?}", seen.kind));
            let event = SeenEvent {
                subscription: reported_state(&kind, seen.subscription.0),
                kind,
                ids: ids.map(|(name, id)| (name.to_owned(), id)).collect(),
                messages: [&seen.request, &seen.response, &seen.ack].map(|text| line(text)),
            };
            self.learn_tid(seen.at.as_millis() as u64, tid, &event);
            self.outcome.events.push((seen.at.as_millis() as u64, event));
        }
    }

    /// How much later than ours a message of the capture may be. The original begins TLS late.
    pub(super) fn patience(&self) -> u64 {
        if self.transport == Transport::Tls { 8000 } else { SOON }
    }

    /// Learns the number of a transaction of the capture from the event that reports it.
    fn learn_tid(&mut self, at: u64, own: i32, event: &SeenEvent) {
        if own == 0 || self.names.has_own_tid(own) {
            return;
        }
        let theirs = self.entries.iter().find_map(|(then, entry)| match entry {
            Entry::Event(theirs) if theirs.kind == event.kind && *then <= at + self.patience() => {
                let tid = theirs.tid()?;
                let is_same = theirs.messages[0] == event.messages[0];
                (is_same && !self.names.has_tid(tid)).then_some(tid)
            }
            _ => None,
        });
        if let Some(theirs) = theirs {
            self.names.learn_tid(theirs, own);
        }
    }

    /// The result of a function in the numbers of the capture, which had `theirs`.
    fn name_result(&mut self, name: &str, result: Result<i32>, theirs: i32) -> i32 {
        match (name, result) {
            (
                "eXosip_call_send_initial_invite"
                | "eXosip_call_find_by_replaces"
                | "eXosip_subscription_send_initial_request",
                Ok(id),
            ) => self.names.name(id),
            (
                "eXosip_message_send_request" | "eXosip_options_send_request" | "eXosip_publish",
                Ok(tid),
            ) if tid > 0 && theirs > 0 => {
                self.names.learn_result(theirs, tid);
                theirs
            }
            (_, Ok(number)) => number,
            (_, Err(error)) => error as i32,
        }
    }
}
