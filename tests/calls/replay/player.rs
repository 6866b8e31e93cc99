//! Does again what a capture shows: calls the same functions, and plays the peer.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use eXosip2::error::Result;
use eXosip2::mem::CBox;
use eXosip2::sip::{Body, ContentLength, ContentType, Message, NameAddr, Wire};
use eXosip2::transport::{Channel, Path, Transport};
use eXosip2::ua::{DefaultAction, Ids, Input, Listener, Terminated, Ua};

use super::capture::{Entry, Told, branch_of, header, key, plain_kind};
use crate::world::{Seeded, Sent, World, silence};

/// Headers that the library writes; all others are of the program, which adds them to what was built.
const OWN_HEADERS: [&str; 15] = [
    "Via",
    "From",
    "To",
    "Call-ID",
    "CSeq",
    "Contact",
    "Max-Forwards",
    "User-Agent",
    "Content-Length",
    "Authorization",
    "Proxy-Authorization",
    "Record-Route",
    "Route",
    "RAck",
    "Diversion",
];
/// How much later than a call of the program its message is on the wire at most, in milliseconds.
const SOON: u64 = 1500;

/// What came out of a replay.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Calls whose result differs.
    pub(crate) calls: Vec<String>,
    /// Messages that we sent, with the place of that of the capture.
    pub(crate) sent: Vec<(Option<usize>, u64, String)>,
    pub(crate) events: Vec<(u64, Told)>,
}

pub(crate) struct Player<'c> {
    entries: &'c [(u64, Entry)],
    pub(crate) world: World,
    transport: Transport,
    /// Numbers of calls and dialogs in the order in which they were seen: captures count from 1.
    ids: Vec<i32>,
    /// Branches, tags and Call-IDs of the capture and ours, both ways.
    ours: HashMap<String, String>,
    theirs: HashMap<String, String>,
    /// Transactions of the capture and ours.
    tids: HashMap<i32, i32>,
    message: Option<CBox<Message>>,
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
        world.ua.options_mut().keepalive = None;
        let port = if transport == Transport::Udp { own.port() } else { 0 };
        world.ua.add_listener(Listener { transport, port, ipv4: own.is_ipv4() });
        Self {
            entries,
            world,
            transport,
            ids: Vec::new(),
            ours: HashMap::new(),
            theirs: HashMap::new(),
            tids: HashMap::new(),
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
                    let got = self.name_result(name, got);
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
                Entry::Event(_) | Entry::Sent(_) => {}
            }
            self.look();
        }
        let end = entries.last().map_or(0, |(at, _)| *at);
        self.run_until(end + 100);
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

    /// The program registers at the registrar that the next REGISTER of the capture is for.
    fn register(&mut self, index: usize) -> Result<i32> {
        let text = self.entries[index..].iter().find_map(|(_, entry)| match entry {
            Entry::Sent(text) => text.strip_prefix("REGISTER "),
            _ => None,
        });
        let text = text.unwrap();
        let registrar = text.split(' ').next().unwrap().as_bytes();
        let aor = header(text, "To").unwrap().as_bytes();
        let now = self.world.now();
        let ua = &mut self.world.ua;
        let (rid, request) = ua.build_initial_register(now, aor, registrar, None, 3600, None)?;
        ua.send_register(now, rid, Some(request)).map(|()| rid)
    }

    /// The peer sends what it sent in the capture, with our branches and tags. It waits a little for the message that it
    /// answers, which may come at the next call of `automatic_action`.
    fn receive(&mut self, text: &str) {
        let is_answer = text.starts_with("SIP/2.0");
        let branch = branch_of(text);
        for _ in 0..150 {
            if !is_answer || branch.is_none_or(|it| self.ours.contains_key(it)) {
                break;
            }
            self.world.run(Duration::from_millis(10));
            self.look();
        }
        let text = exchange_words(text, &self.ours);
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
    fn look(&mut self) {
        while let Some(sent) = self.world.sent.get(self.looked_at.0).cloned() {
            self.looked_at.0 += 1;
            let at = sent.at.as_millis() as u64;
            let place = self.entries.iter().enumerate().position(|(index, (then, entry))| {
                let Entry::Sent(text) = entry else { return false };
                !self.is_used[index]
                    && *then <= at + self.patience()
                    && key(text) == key(&sent.text)
                    && self.may_be(text, &sent.text)
            });
            if let Some(index) = place {
                self.is_used[index] = true;
                if let Entry::Sent(text) = &self.entries[index].1 {
                    self.learn(text, &sent.text);
                }
            }
            let text = exchange_words(&sent.text, &self.theirs);
            self.outcome.sent.push((place, at, text));
        }
        while let Some(seen) = self.world.events.get(self.looked_at.1).cloned() {
            self.looked_at.1 += 1;
            let Ids { tid, did, cid, sid, nid, rid } = seen.ids;
            // The call is older than its dialog.
            let (nid, cid, sid) = (self.name(nid), self.name(cid), self.name(sid));
            let did = self.name(did);
            let ids = [("tid", tid), ("did", did), ("rid", rid), ("cid", cid), ("sid", sid)];
            let ids = ids.into_iter().chain([("nid", nid)]).filter(|(_, id)| *id != 0);
            let line =
                |text: &str| exchange_words(text.lines().next().unwrap_or_default(), &self.theirs);
            let told = Told {
                kind: plain_kind(&format!("{:?}", seen.kind)),
                ids: ids.map(|(name, id)| (name.to_owned(), id)).collect(),
                messages: [&seen.request, &seen.response, &seen.ack].map(|text| line(text)),
            };
            self.learn_tid(seen.at.as_millis() as u64, &told);
            self.outcome.events.push((seen.at.as_millis() as u64, told));
        }
    }

    /// How much later than ours a message of the capture may be. The original begins TLS late.
    fn patience(&self) -> u64 {
        if self.transport == Transport::Tls { 8000 } else { SOON }
    }

    /// Learns the number of a transaction of the capture from the event that reports it.
    fn learn_tid(&mut self, at: u64, told: &Told) {
        let Some(own) = told.tid() else { return };
        if self.tids.values().any(|known| *known == own) {
            return;
        }
        let theirs = self.entries.iter().find_map(|(then, entry)| match entry {
            Entry::Event(event) if event.kind == told.kind && *then <= at + self.patience() => {
                let tid = event.tid()?;
                let is_same = event.messages[0] == told.messages[0];
                (is_same && !self.tids.contains_key(&tid)).then_some(tid)
            }
            _ => None,
        });
        if let Some(theirs) = theirs {
            self.tids.insert(theirs, own);
        }
    }

    fn own_tid(&self, tid: &str) -> i32 {
        let tid: i32 = tid.parse().unwrap();
        self.tids.get(&tid).copied().unwrap_or(tid)
    }

    /// The number in the capture of a call or dialog of ours.
    fn name(&mut self, id: i32) -> i32 {
        if id <= 0 {
            return id;
        }
        let known = self.ids.iter().position(|known| *known == id);
        let place = known.unwrap_or_else(|| {
            self.ids.push(id);
            self.ids.len() - 1
        });
        place as i32 + 1
    }

    /// Our number for a call or dialog of the capture.
    fn own_id(&self, id: &str) -> i32 {
        let id: i32 = id.parse().unwrap();
        let place = usize::try_from(id).ok().and_then(|id| id.checked_sub(1));
        place.and_then(|place| self.ids.get(place)).copied().unwrap_or(id)
    }

    fn name_result(&mut self, name: &str, result: Result<i32>) -> i32 {
        match (name, result) {
            (
                "eXosip_call_send_initial_invite"
                | "eXosip_call_find_by_replaces"
                | "eXosip_subscription_send_initial_request",
                Ok(cid),
            ) => self.name(cid),
            (_, Ok(number)) => number,
            (_, Err(error)) => error as i32,
        }
    }

    /// Whether a message of ours may be that of the capture: Call-ID and From tag are the same, or not known yet.
    fn may_be(&self, theirs: &str, ours: &str) -> bool {
        let is_response = ours.starts_with("SIP/2.0");
        if is_response && branch_of(theirs) != branch_of(ours) {
            return false;
        }
        ["Call-ID", "From"].iter().all(|name| {
            let words = header(theirs, name).map(last_word).zip(header(ours, name).map(last_word));
            words.is_none_or(|(theirs, ours)| match self.ours.get(theirs) {
                Some(known) => known == ours,
                None => {
                    let is_new = !self.theirs.contains_key(ours);
                    theirs == ours || (is_new && is_number(theirs) && is_number(ours))
                }
            })
        })
    }

    fn learn(&mut self, theirs: &str, ours: &str) {
        let mut pairs = Vec::new();
        for name in ["From", "To", "Call-ID"] {
            pairs.extend(header(theirs, name).zip(header(ours, name)));
        }
        let pairs = pairs.into_iter().map(|(one, other)| (last_word(one), last_word(other)));
        let branches = branch_of(theirs).zip(branch_of(ours));
        let ports = self.transport.is_reliable().then(|| via_port(theirs).zip(via_port(ours)));
        for (one, other) in pairs.chain(branches).chain(ports.flatten()) {
            let is_known = one.is_empty() || other.is_empty();
            if one != other
                && !is_known
                && !self.ours.contains_key(one)
                && !self.theirs.contains_key(other)
            {
                self.ours.insert(one.to_owned(), other.to_owned());
                self.theirs.insert(other.to_owned(), one.to_owned());
            }
        }
    }

    /// What the program added to a message before it sent it, to be seen in the message that followed on the wire.
    fn complete(&self, index: usize, message: &mut Message) {
        let status = message.status_code;
        let word = match status {
            0 => String::from_utf8(message.method().unwrap().to_vec()).unwrap(),
            _ => status.to_string(),
        };
        let cseq = message.cseq.as_ref().map(|cseq| {
            let part = |it: &Option<eXosip2::mem::Text>| {
                String::from_utf8(it.as_deref().unwrap_or_default().to_vec()).unwrap()
            };
            format!("{} {}", part(&cseq.number), part(&cseq.method))
        });
        let now = self.entries[index].0;
        let text = self.entries[index..].iter().find_map(|(at, entry)| match entry {
            Entry::Sent(text)
                if *at <= now + self.patience()
                    && Some(key(text)) == cseq.clone().map(|cseq| (word.clone(), cseq)) =>
            {
                Some(text)
            }
            _ => None,
        });
        let Some(text) = text else { return };
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let has_timer =
            head.to_lowercase().contains("\r\nsession-expires:") && (200..300).contains(&status);
        for line in head.lines().skip(1) {
            let (name, value) = line.split_once(": ").unwrap();
            let is_redirect = name == "Contact" && (300..400).contains(&status);
            let is_own = OWN_HEADERS.contains(&name) && !is_redirect;
            let is_of_timer = has_timer
                && (name.eq_ignore_ascii_case("Session-Expires") || line == "Require: timer");
            if !is_own && !is_of_timer {
                let value = exchange_words(value, &self.ours);
                add(message, name, value.as_bytes());
            }
        }
        if !body.is_empty() {
            message.bodies.push(Body::new(body.as_bytes()));
        }
        message.changed();
    }

    fn keep(&mut self, built: Result<CBox<Message>>) -> Result<i32> {
        self.message = Some(built?);
        Ok(0)
    }

    fn call(&mut self, index: usize, name: &str, arguments: &[String]) -> Result<i32> {
        let now = self.world.now();
        let text = |place: usize| arguments[place].as_str();
        let optional = |place: usize| {
            let text = arguments[place].as_str();
            (text != "NULL").then(|| text.as_bytes().to_vec())
        };
        let number = |place: usize| arguments[place].parse::<i32>().unwrap();
        let mut message = None;
        if name.contains("_send_") && arguments.iter().any(|it| it == "msg") {
            message = self.message.take();
            if let Some(message) = &mut message {
                self.complete(index, message);
            }
        }
        let result = match name {
            "register" => self.register(index),
            "eXosip_add_authentication_info" => {
                let login = eXosip2::ua::NewLogin {
                    username: text(0).as_bytes(),
                    userid: text(1).as_bytes(),
                    password: Some(text(2).as_bytes()),
                    realm: optional(4).map(|_| text(4).as_bytes()),
                    ..Default::default()
                };
                self.world.ua.add_login(now, &login).map(|()| 0)
            }
            "eXosip_call_build_initial_invite" => {
                let [to, from, route, subject] = [1, 2, 3, 4].map(optional);
                let built = self.world.ua.build_initial_invite(
                    to.as_deref(),
                    from.as_deref(),
                    route.as_deref(),
                    subject.as_deref(),
                );
                self.keep(built)
            }
            "eXosip_call_send_initial_invite" => self.world.ua.send_initial_invite(now, message),
            "eXosip_message_build_request" => {
                let [to, from, route] = [2, 3, 4].map(optional);
                let method = text(1).as_bytes();
                let built = self.world.ua.build_message_request(
                    method,
                    to.as_deref(),
                    from.as_deref(),
                    route.as_deref(),
                );
                self.keep(built)
            }
            "eXosip_subscription_build_initial_subscribe" => {
                let [to, from, route] = [1, 2, 3].map(optional);
                let event = text(4).as_bytes();
                let built = self.world.ua.build_subscribe(
                    to.as_deref(),
                    from.as_deref(),
                    route.as_deref(),
                    event,
                    number(5),
                );
                self.keep(built)
            }
            "eXosip_subscription_send_initial_request" => {
                self.world.ua.send_subscription(now, message)
            }
            "eXosip_message_send_request" => self.world.ua.send_message_request(now, message),
            "eXosip_message_build_answer" => {
                let built = self.world.ua.build_message_answer(self.own_tid(text(0)), number(1));
                self.keep(built)
            }
            "eXosip_message_send_answer" => {
                let tid = self.own_tid(text(0));
                self.world.ua.send_message_answer(now, tid, number(1), message).map(|()| 0)
            }
            "eXosip_call_build_request" => {
                let method = text(1).as_bytes().to_vec();
                let did = self.own_id(text(0));
                let built = self.world.ua.build_call_request(now, did, &method);
                self.keep(built)
            }
            "eXosip_call_build_info" | "eXosip_call_build_options" | "eXosip_call_build_update" => {
                let method = name.rsplit('_').next().unwrap().to_uppercase();
                let did = self.own_id(text(0));
                let built = self.world.ua.build_call_request(now, did, method.as_bytes());
                self.keep(built)
            }
            "eXosip_call_build_refer" => {
                let did = self.own_id(text(0));
                let refer_to = exchange_words(text(1), &self.ours);
                let built = self.world.ua.build_call_refer(now, did, refer_to.as_bytes());
                self.keep(built)
            }
            "eXosip_call_build_notify" => {
                let did = self.own_id(text(0));
                let built = self.world.ua.build_call_notify(now, did, number(1));
                self.keep(built)
            }
            "eXosip_call_send_request" => {
                let did = self.own_id(text(0));
                self.world.ua.send_call_request(now, did, message).map(|()| 0)
            }
            "eXosip_call_build_ack" => {
                let built = self.world.ua.build_ack(self.own_tid(text(0)));
                self.keep(built)
            }
            "eXosip_call_send_ack" => {
                self.world.ua.send_ack(now, self.own_tid(text(0)), message).map(|()| 0)
            }
            "eXosip_call_build_answer" => {
                let built = self.world.ua.build_call_answer(self.own_tid(text(0)), number(1));
                self.keep(built)
            }
            "eXosip_call_send_answer" => self
                .world
                .ua
                .send_call_answer(now, self.own_tid(text(0)), number(1), message)
                .map(|()| 0),
            "eXosip_call_terminate" | "eXosip_call_terminate_with_reason" => {
                let (cid, did) = (self.own_id(text(0)), self.own_id(text(1)));
                let reason = arguments.get(2).map(|it| (&b"Reason"[..], it.as_bytes()));
                let end = self.world.ua.terminate_call(now, cid, did, reason);
                end.map(|end| i32::from(end == Terminated::Cancelled))
            }
            "eXosip_call_build_prack" => {
                let seen = self.world.events.iter().rev();
                let reliable = seen.map(|it| &it.response).find(|text| text.contains("RSeq:"));
                let reliable = Message::parse(reliable.unwrap().as_bytes()).unwrap();
                let built = self.world.ua.build_prack(self.own_tid(text(0)), Some(&reliable));
                self.keep(built)
            }
            "eXosip_call_send_prack" => {
                self.world.ua.send_prack(now, self.own_tid(text(0)), message).map(|()| 0)
            }
            "eXosip_call_get_referto" => {
                self.world.ua.call_refer_to(self.own_id(text(0))).map(|_| 0)
            }
            "eXosip_call_find_by_replaces" => {
                let replaces = exchange_words(text(0), &self.ours);
                self.world.ua.find_call_by_replaces(replaces.as_bytes())
            }
            "eXosip_default_action" => {
                let last = self.world.events.last().cloned().unwrap();
                let done = self.world.ua.default_action(now, last.ids, last.status);
                done.map(|done| i32::from(done == DefaultAction::Nothing))
            }
            _ => panic!("{name} is not known to the replay"),
        };
        self.world.settle();
        self.look();
        result
    }
}

/// Adds a header as a program does.
fn add(message: &mut Message, name: &str, value: &[u8]) {
    match name {
        "Content-Type" => {
            message.content_type = Some(CBox::new(ContentType::from_text(value).unwrap()));
        }
        "Accept" if message.accepts.iter().next().is_none() => {
            message.accepts.push(ContentType::from_text(value).unwrap());
        }
        "Accept" => {}
        "Allow" => message.allows.push(ContentLength::from_text(value).unwrap()),
        "Contact" => message.contacts.push(NameAddr::from_text(value).unwrap()),
        _ if message.headers.iter().any(|header| header.is_named(name.as_bytes())) => {}
        _ => message.add_header(name.as_bytes(), value),
    }
}

/// A text with words exchanged: `map` has the new ones.
fn exchange_words(text: &str, map: &HashMap<String, String>) -> String {
    let mut shown = String::new();
    let parts = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    for part in parts {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        shown += map.get(word).map_or(word, String::as_str);
        shown += &part[word.len()..];
    }
    shown
}

fn last_word(value: &str) -> &str {
    value.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// Whether a word is one of the random numbers of the library.
pub(crate) fn is_number(word: &str) -> bool {
    word.len() > 5 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn sent_by(text: &str) -> Option<&str> {
    header(text, "Via")?.split(' ').nth(1)?.split(';').next()
}

fn via_port(text: &str) -> Option<&str> {
    sent_by(text)?.rsplit_once(':').map(|(_, port)| port)
}

fn via_address(text: &str) -> Option<SocketAddr> {
    sent_by(text)?.parse().ok()
}

/// The address in the Request-URI.
fn uri_address(text: &str) -> Option<SocketAddr> {
    let uri = text.split(' ').nth(1)?;
    uri.split_once('@')?.1.split(';').next()?.parse().ok()
}
