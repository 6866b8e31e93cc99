//! The program of a capture runs again, on our user agent and in virtual time; the peer says what it said then.

use std::collections::HashMap;
use std::time::Duration;

use eXosip2::error::{Error, Result};
use eXosip2::mem::CBox;
use eXosip2::sip::{Body, ContentType, Message, Wire};
use eXosip2::transport::{Channel, Path, Transport};
use eXosip2::ua::{DefaultAction, EventKind, Input, NewLogin, PublishArguments};

use crate::script::{Argument, Step, What};
use crate::world::{Sent, World, header, silence};

/// How long the original may have been earlier with something than ours.
const PATIENCE: Duration = Duration::from_millis(1300);

/// What happened: when, in seconds, and what. Calls and events are one list, messages the other.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) program: Vec<(f64, What)>,
    pub(crate) wire: Vec<(f64, String)>,
}

pub(crate) struct Replay {
    world: World,
    steps: Vec<Step>,
    /// The message that was built last, and not sent yet.
    built: Option<CBox<Message>>,
    record: Record,
    /// How many events of the world are in the record.
    seen: usize,
    /// What stands in the capture for what is ours: numbers of objects and transactions, branches, tags, Call-IDs.
    numbers: HashMap<(bool, i32), i32>,
    texts: Vec<(String, String)>,
    /// Which steps of the capture have been found in ours, and which of ours in the capture.
    found: Vec<bool>,
    paired: (Vec<bool>, Vec<bool>),
    /// Which messages of the capture showed what the program adds.
    shown: Vec<bool>,
    peer: u16,
}

fn port(via: &str) -> Option<u16> {
    via.split([' ', ';']).nth(1)?.rsplit_once(':')?.1.parse().ok()
}

/// The addresses of both sides, as the capture shows them.
fn ports(steps: &[Step]) -> (Transport, u16, u16) {
    for step in steps {
        match &step.what {
            What::Sent(text) if !text.starts_with("SIP/2.0") => {
                let via = header(text, "Via").unwrap();
                let transport = if via.contains("/TCP") { Transport::Tcp } else { Transport::Udp };
                let own = port(via).unwrap();
                return (transport, own, own + 1);
            }
            What::Received(text) if !text.starts_with("SIP/2.0") => {
                let uri = text.split(' ').nth(1).unwrap();
                let own = uri.rsplit_once(':').unwrap().1.parse().unwrap();
                return (Transport::Udp, own, port(header(text, "Via").unwrap()).unwrap());
            }
            _ => {}
        }
    }
    (Transport::Udp, 5070, 5060)
}

/// What two copies of a message have in common.
fn signature(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    format!("{line} {}", header(text, "CSeq").unwrap_or_default())
}

impl Replay {
    pub(crate) fn new(steps: Vec<Step>, is_automatic: bool, has_login: bool) -> Self {
        let (transport, own, peer) = ports(&steps);
        let mut world = World::at(transport, ([127, 0, 0, 1], own).into(), silence);
        world.is_automatic = is_automatic;
        world.chosen = transport;
        if has_login {
            world
                .ua
                .credentials_mut()
                .add(b"alice", b"alice", Some(b"secret"), None, None)
                .unwrap();
        }
        let count = steps.len();
        Self {
            world,
            steps,
            built: None,
            record: Record::default(),
            seen: 0,
            numbers: HashMap::new(),
            texts: Vec::new(),
            found: vec![false; count],
            paired: (Vec::new(), Vec::new()),
            shown: vec![false; count],
            peer,
        }
    }

    /// Runs all steps.
    pub(crate) fn run(mut self) -> Record {
        let first = self.steps.first().map_or(0.0, |step| step.at).min(0.0);
        for index in 0..self.steps.len() {
            let step = self.steps[index].clone();
            self.advance(step.at - first);
            match step.what {
                What::Call { name, arguments, code } => {
                    self.catch_up(index);
                    self.call(index, (name, arguments), code);
                }
                What::Received(text) => {
                    self.catch_up(index);
                    self.receive(&text);
                }
                What::Closed => {
                    let channel = self.world.sent.last().unwrap().path.channel;
                    self.world.input(Input::Closed { channel, tls: None });
                }
                // Timers are late by so much, as they were in the original.
                What::Shift(seconds) => self.world.elapsed += Duration::from_secs_f64(seconds),
                What::Event(_) | What::Sent(_) => {}
            }
            self.note_events(first);
        }
        self.world.run(PATIENCE);
        self.note_events(first);
        let end = self.steps.last().map_or(0.0, |step| step.at);
        self.record.program.retain(|(at, _)| *at <= end + 1.3);
        for sent in &self.world.sent {
            let at = sent.at.as_secs_f64() + first;
            if at <= end + 0.3 {
                self.record.wire.push((at, sent.text.clone()));
            }
        }
        self.record
    }

    fn advance(&mut self, to: f64) {
        let to = Duration::from_secs_f64(to.max(0.0));
        let wait = to.saturating_sub(self.world.elapsed);
        self.world.run(wait);
    }

    fn note_events(&mut self, first: f64) {
        for event in &self.world.events[self.seen..] {
            let start = |text: &str| match text.lines().next() {
                Some(line) if !line.is_empty() => line.to_owned(),
                _ => "None".to_owned(),
            };
            let mut line = format!("{:?} \"\" ", event.kind);
            let ids = event.ids;
            for (name, id) in [
                ("tid", ids.tid),
                ("did", ids.did),
                ("cid", ids.cid),
                ("sid", ids.sid),
                ("nid", ids.nid),
            ] {
                if id != 0 {
                    line += &format!("{name}={id} ");
                }
            }
            let (state, reason) = event.subscription;
            if state != 0 {
                line += &format!("ss={state}/{reason} ");
            }
            let [request, response, ack] =
                [&event.request, &event.response, &event.ack].map(|text| start(text));
            line += &format!("| req={request} | resp={response} | ack={ack}");
            self.record.program.push((event.at.as_secs_f64() + first, What::Event(line)));
        }
        self.seen = self.world.events.len();
    }

    /// What the capture shows before a step has happened here, too: its numbers and texts are ours.
    fn catch_up(&mut self, index: usize) {
        let end = self.world.elapsed + PATIENCE;
        // The consequence of a call may stand before it, at the same time.
        let is_call = matches!(self.steps[index].what, What::Call { .. });
        let at = self.steps[index].at - if is_call { 0.002 } else { -1.0 };
        let before = self.steps[..index].iter().take_while(|step| step.at < at).count();
        while !self.pair(before) && self.world.elapsed < end {
            self.world.run(Duration::from_millis(10));
        }
        self.pair(index);
        for number in (0..before).filter(|number| !self.found[*number]) {
            println!("not found: {:?}", self.steps[number]);
        }
        self.found[..before].fill(true);
    }

    /// Finds what the capture shows before a step in what has happened here. False if something is missing.
    fn pair(&mut self, index: usize) -> bool {
        self.paired.0.resize(self.world.sent.len(), false);
        self.paired.1.resize(self.world.events.len(), false);
        let mut is_complete = true;
        for number in 0..index {
            if self.found[number] {
                continue;
            }
            self.found[number] = match self.steps[number].what.clone() {
                What::Sent(text) => self.pair_message(&text),
                What::Event(line) => self.pair_event(&line),
                _ => true,
            };
            is_complete &= self.found[number];
        }
        is_complete
    }

    fn pair_message(&mut self, text: &str) -> bool {
        let wanted = signature(&self.ours(text));
        let sent = &self.world.sent;
        let fits =
            |(at, sent): &(usize, &Sent)| !self.paired.0[*at] && signature(&sent.text) == wanted;
        let Some((at, sent)) = sent.iter().enumerate().find(fits) else { return false };
        let values = |text: &str| {
            let param = |name: &str, key: &str| {
                let value = header(text, name)?.split_once(key)?.1;
                Some(value.split([';', '>', ',']).next()?.to_owned())
            };
            [
                param("Via", "branch="),
                param("From", ";tag="),
                param("To", ";tag="),
                header(text, "Call-ID").map(str::to_owned),
            ]
        };
        for (theirs, ours) in values(text).into_iter().zip(values(&sent.text)) {
            if let (Some(theirs), Some(ours)) = (theirs, ours)
                && theirs != ours
                && !self.texts.iter().any(|(known, _)| *known == theirs)
            {
                self.texts.push((theirs, ours));
            }
        }
        self.paired.0[at] = true;
        true
    }

    fn pair_event(&mut self, line: &str) -> bool {
        let kind = line.split(' ').next().unwrap().replace('_', "").to_lowercase();
        let fits = |(at, event): &(usize, &crate::world::Seen)| {
            !self.paired.1[*at] && format!("{:?}", event.kind).to_lowercase() == kind
        };
        let Some((at, event)) = self.world.events.iter().enumerate().find(fits) else {
            return false;
        };
        let ids = event.ids;
        for word in line.split(" | ").next().unwrap().split(' ') {
            let Some((name, value)) = word.split_once('=') else { continue };
            let Ok(value) = value.parse::<i32>() else { continue };
            let (is_transaction, ours) = match name {
                "tid" => (true, ids.tid),
                "did" => (false, ids.did),
                "cid" => (false, ids.cid),
                "sid" => (false, ids.sid),
                "nid" => (false, ids.nid),
                _ => continue,
            };
            self.numbers.entry((is_transaction, value)).or_insert(ours);
        }
        self.paired.1[at] = true;
        true
    }

    /// A text of the capture with our branches, tags and Call-IDs.
    fn ours(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (theirs, ours) in &self.texts {
            text = text.replace(theirs, ours);
        }
        text
    }

    fn receive(&mut self, text: &str) {
        let text = self.ours(text);
        let mut path = Path {
            transport: Transport::Udp,
            channel: Channel(1),
            remote: ([127, 0, 0, 1], self.peer).into(),
        };
        if let Some(sent) = self.world.sent.last().filter(|sent| sent.path.transport.is_reliable())
        {
            path = sent.path;
        }
        // An address that the system has chosen for our end of a connection.
        let text = match self.world.sent.last() {
            Some(sent) if path.transport.is_reliable() && text.starts_with("SIP/2.0") => {
                let via = header(&text, "Via").unwrap().to_owned();
                text.replace(&via, header(&sent.text, "Via").unwrap())
            }
            _ => text,
        };
        self.world.deliver(path, text.as_bytes());
    }

    fn number(&self, is_transaction: bool, value: i32) -> i32 {
        if value <= 0 {
            return value;
        }
        self.numbers.get(&(is_transaction, value)).copied().unwrap_or(1_000_000 + value)
    }

    fn call(&mut self, index: usize, (name, arguments): (String, Vec<Argument>), code: i32) {
        let takes = name.contains("_send_") || name == "eXosip_publish";
        let message = if takes && arguments.contains(&Argument::Object) {
            let mut message = self.built.take();
            if let Some(message) = &mut message {
                let status = match arguments.get(1) {
                    Some(Argument::Number(status)) if !message.is_request() => Some(*status),
                    _ => None,
                };
                self.add_what_the_program_adds(index, message, status);
            }
            message
        } else {
            None
        };
        let result = self.perform(&name, &arguments, message);
        self.world.settle();
        let ours = result.unwrap_or_else(Error::code);
        if code > 0 && ours > 0 {
            let is_object = matches!(
                &*name,
                "eXosip_subscription_send_initial_request" | "eXosip_call_send_initial_invite"
            );
            self.numbers.entry((!is_object, code)).or_insert(ours);
        }
        // Numbers differ from run to run.
        let shown = if code > 0 && ours > 0 { code } else { ours };
        let what = What::Call { name, arguments, code: shown };
        let first = self.steps.first().map_or(0.0, |step| step.at).min(0.0);
        self.record.program.push((self.world.elapsed.as_secs_f64() + first, what));
    }

    /// Headers and body that the program of the capture added to a message between building and sending it.
    fn add_what_the_program_adds(
        &mut self,
        index: usize,
        message: &mut Message,
        status: Option<i32>,
    ) {
        let method = message.method().filter(|_| message.is_request()).map(<[u8]>::to_vec);
        let is_copy = |text: &str| match &method {
            Some(method) => text.as_bytes().starts_with(method),
            None => text.starts_with(&format!("SIP/2.0 {}", status.unwrap_or(0))),
        };
        let shows = |step: &Step| matches!(&step.what, What::Sent(text) if is_copy(text));
        let place =
            (index..self.steps.len()).find(|at| !self.shown[*at] && shows(&self.steps[*at]));
        let Some(place) = place else { return };
        self.shown[place] = true;
        let What::Sent(text) = self.steps[place].what.clone() else { return };
        message.status_code = status.unwrap_or(0);
        let is_initial = message.to.as_ref().is_some_and(|to| to.tag().is_none());
        for name in ["Expires", "Event", "Refer-Sub", "SIP-ETag"] {
            // What the library adds to a message outside of dialogs is not the program's.
            let is_theirs = match name {
                "Event" | "Expires" => !is_initial && method.is_some(),
                _ => true,
            };
            let has = message.headers.iter().any(|it| it.is_named(name.as_bytes()));
            if let Some(value) = header(&text, name).filter(|_| is_theirs && !has) {
                message.add_header(name.as_bytes(), value.as_bytes());
            }
        }
        let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        if !body.is_empty() && message.bodies.is_empty() {
            let kind = header(&text, "Content-Type").unwrap_or_default();
            message.content_type = ContentType::from_text(kind.as_bytes()).ok().map(CBox::new);
            message.bodies.push(Body::new(body.as_bytes()));
        }
        message.changed();
    }

    fn built(&mut self, built: Result<CBox<Message>>) -> Result<i32> {
        self.built = None;
        self.built = Some(built?);
        Ok(0)
    }

    #[allow(clippy::too_many_lines, reason = "one line for each function of the library")]
    fn perform(
        &mut self,
        name: &str,
        arguments: &[Argument],
        message: Option<CBox<Message>>,
    ) -> Result<i32> {
        let now = self.world.now();
        let text = |at: usize| match &arguments[at] {
            Argument::Text(text) => Some(text.as_bytes()),
            _ => None,
        };
        let number = |at: usize| match arguments[at] {
            Argument::Number(number) => number,
            _ => 0,
        };
        let tid = |it: &Self| it.number(true, number(0));
        let object = |it: &Self| it.number(false, number(0));
        let last = self.world.events.last().cloned();
        let name = name.strip_prefix("eXosip_").unwrap();
        let done = |result: Result<()>| result.map(|()| 0);
        let (own_tid, own_object) = (tid(self), object(self));
        let ua = &mut self.world.ua;
        match name {
            "add_authentication_info" => {
                let login = NewLogin {
                    username: text(0).unwrap_or_default(),
                    userid: text(1).unwrap_or_default(),
                    password: text(2),
                    ha1: text(3),
                    realm: text(4),
                };
                done(ua.add_login(now, &login))
            }
            "message_build_request" => {
                let built = ua.build_message_request(text(1).unwrap(), text(2), text(3), text(4));
                self.built(built)
            }
            "options_build_request" => {
                let built = ua.build_message_request(b"OPTIONS", text(1), text(2), text(3));
                self.built(built)
            }
            "message_send_request" | "options_send_request" => {
                ua.send_message_request(now, message)
            }
            "message_build_answer" | "options_build_answer" => {
                let built = ua.build_message_answer(own_tid, number(1));
                self.built(built)
            }
            "message_send_answer" | "options_send_answer" => {
                done(ua.send_message_answer(now, own_tid, number(1), message))
            }
            "build_publish" => {
                let built = ua.build_publish(&PublishArguments {
                    to: text(1).unwrap_or_default(),
                    from: text(2).unwrap_or_default(),
                    route: text(3),
                    event: text(4).unwrap_or_default(),
                    expires: text(5).unwrap_or_default(),
                    content: text(6).zip(text(7)),
                });
                self.built(built)
            }
            "publish" => ua.publish(now, message, text(1).unwrap()),
            "subscription_build_initial_subscribe" => {
                let event = text(4).unwrap();
                let built = ua.build_subscribe(text(1), text(2), text(3), event, number(5));
                self.built(built)
            }
            "subscription_build_initial_refer" => {
                let built = ua.build_refer(text(1), text(2), text(3), text(4).unwrap());
                self.built(built)
            }
            "subscription_send_initial_request" => ua.send_subscription(now, message),
            "subscription_build_refresh_request" => {
                let built = ua.build_subscription_refresh(own_object);
                self.built(built)
            }
            "subscription_send_refresh_request" => {
                done(ua.send_subscription_refresh(now, own_object, message))
            }
            "subscription_remove" => done(ua.remove_subscription(own_object)),
            "insubscription_build_answer" => {
                let built = ua.build_subscription_answer(now, own_tid, number(1));
                self.built(built)
            }
            "insubscription_send_answer" => {
                done(ua.send_subscription_answer(now, own_tid, number(1), message))
            }
            "insubscription_build_notify" => {
                let built = ua.build_notify(now, own_object, number(1), number(2));
                self.built(built)
            }
            "insubscription_build_request" => {
                let built = ua.build_insubscription_request(own_object, text(1).unwrap());
                self.built(built)
            }
            "insubscription_send_request" => {
                done(ua.send_insubscription_request(now, own_object, message))
            }
            "insubscription_remove" => done(ua.remove_insubscription(own_object)),
            "insubscription_automatic" => {
                let event = last.unwrap();
                let request = Message::parse(event.request.as_bytes())?;
                let is_new = event.kind == EventKind::InSubscriptionNew;
                done(ua.answer_automatically(now, is_new, event.ids, &request))
            }
            "default_action" => {
                let event = last.unwrap();
                match ua.default_action(now, event.ids, event.status)? {
                    DefaultAction::Retried => Ok(0),
                    DefaultAction::Nothing => Ok(1),
                }
            }
            "call_build_initial_invite" => {
                let built = ua.build_initial_invite(text(1), text(2), text(3), text(4));
                self.built(built)
            }
            "call_send_initial_invite" => ua.send_initial_invite(now, message),
            "call_build_ack" => {
                let built = ua.build_ack(own_tid);
                self.built(built)
            }
            "call_send_ack" => done(ua.send_ack(now, own_tid, message)),
            "call_build_request" => {
                let built = ua.build_call_request(now, own_object, text(1).unwrap());
                self.built(built)
            }
            "call_send_request" => done(ua.send_call_request(now, own_object, message)),
            "call_build_answer" => {
                let built = ua.build_call_answer(own_tid, number(1));
                self.built(built)
            }
            "call_send_answer" => done(ua.send_call_answer(now, own_tid, number(1), message)),
            "call_terminate" => {
                let did = self.number(false, number(1));
                let ended = self.world.ua.terminate_call(now, own_object, did, None)?;
                Ok(i32::from(format!("{ended:?}") == "Cancelled"))
            }
            other => panic!("{other} is not known"),
        }
    }
}
