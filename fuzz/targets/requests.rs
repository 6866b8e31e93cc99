//! What peers send to a user agent that answers whatever it reports. Messages are separated by NUL; one that begins with
//! `SIP/` may answer one of the requests that the user agent sends first: MESSAGE, SUBSCRIBE and PUBLISH. A byte 1, 2 or 3
//! stands for what a response repeats of these; 4 for the parties of a request in the dialog of that SUBSCRIBE.

use std::time::{Duration, Instant, SystemTime};

use eXosip2::ua::{
    Channel, Event, EventKind, Ids, Input, Listener, Now, Output, Path, PublishArguments,
    Resolution, Target, Transport, Ua,
};

use crate::random::Seeded;

struct Peers {
    ua: Ua,
    now: Now,
    path: Path,
    /// The first requests that were sent.
    sent: Vec<String>,
}

pub(crate) fn run(bytes: &[u8]) {
    let mut ua = Ua::new(Box::new(Seeded(6)));
    ua.add_listener(Listener { transport: Transport::Udp, port: 5060, ipv4: true });
    let now = Now { instant: Instant::now(), date: SystemTime::UNIX_EPOCH };
    let remote = "192.0.2.1:5060".parse().unwrap();
    let path = Path { transport: Transport::Udp, channel: Channel(1), remote };
    let mut peers = Peers { ua, now, path, sent: Vec::new() };
    peers.send();
    for text in bytes.split(|byte| *byte == 0).take(16) {
        let text = peers.filled(text);
        if let Some(input) = Input::message(path, text.into()) {
            peers.ua.handle_input(now, input);
            peers.settle();
        }
    }
    for _ in 0..2000 {
        let Some(next) = peers.ua.next_timeout() else { break };
        peers.now.instant = next.max(peers.now.instant + Duration::from_millis(1));
        peers.ua.handle_input(peers.now, Input::Timeout);
        peers.settle();
    }
    assert_eq!(peers.ua.statistics(peers.now).transactions.allocated, 0, "a transaction stays");
}

impl Peers {
    fn send(&mut self) {
        let (to, from) = (Some(&b"<sip:b@192.0.2.1>"[..]), Some(&b"<sip:a@192.0.2.7>"[..]));
        let message = self.ua.build_message_request(b"MESSAGE", to, from, None).unwrap();
        self.ua.send_message_request(self.now, Some(message)).unwrap();
        let subscribe = self.ua.build_subscribe(to, from, None, b"presence", 60).unwrap();
        self.ua.send_subscription(self.now, Some(subscribe)).unwrap();
        let publish = self.ua.build_publish(&PublishArguments {
            to: b"<sip:b@192.0.2.1>",
            from: b"<sip:a@192.0.2.7>",
            route: None,
            event: b"presence",
            expires: b"60",
            content: None,
        });
        self.ua.publish(self.now, publish.ok(), b"key").unwrap();
        self.settle();
    }

    /// A text of the input with the headers that its bytes 1 to 4 stand for.
    fn filled(&self, text: &[u8]) -> Vec<u8> {
        let header = |at: usize, name: &str| {
            let mut lines = self.sent.get(at).map_or("", |it| it.as_str()).split("\r\n");
            let line = lines.find(|line| line.starts_with(&format!("{name}: ")));
            line.map_or(String::new(), |line| line[name.len() + 2..].to_owned())
        };
        let response = |at| {
            let [via, from, to, call_id, cseq] =
                ["Via", "From", "To", "Call-ID", "CSeq"].map(|name| header(at, name));
            format!(
                "Via: {via}\r\nFrom: {from}\r\nTo: {to};tag=f\r\nCall-ID: {call_id}\r\nCSeq: {cseq}\r\n"
            )
        };
        let mut filled = Vec::new();
        for byte in text {
            match byte {
                1..=3 => filled.extend(response(usize::from(*byte) - 1).into_bytes()),
                4 => {
                    let [from, to, call_id] = ["From", "To", "Call-ID"].map(|name| header(1, name));
                    let parties =
                        format!("From: {to};tag=f\r\nTo: {from}\r\nCall-ID: {call_id}\r\n");
                    filled.extend(parties.into_bytes());
                }
                _ => filled.push(*byte),
            }
        }
        filled
    }

    /// Accepts a subscription, and notifies its subscriber.
    fn accept(&mut self, ids: Ids) {
        let Ok(answer) = self.ua.build_subscription_answer(self.now, ids.tid, 200) else { return };
        let _ = self.ua.send_subscription_answer(self.now, ids.tid, 200, Some(answer));
        if let Ok(notify) = self.ua.build_notify(self.now, ids.did, 2, 0) {
            let _ = self.ua.send_insubscription_request(self.now, ids.did, Some(notify));
        }
    }

    /// Answers what is reported; drops what is sent.
    fn settle(&mut self) {
        while let Some(output) = self.ua.poll_output() {
            match output {
                Output::Resolve { lookup, .. } => {
                    let (transport, address) = (Transport::Udp, self.path.remote);
                    let targets = vec![Target { transport, address, name: "192.0.2.1".into() }];
                    let expires = self.now.instant + Duration::from_secs(3600);
                    let answer = Ok(Resolution { targets, expires });
                    self.ua.handle_input(self.now, Input::Resolved { lookup, answer });
                }
                Output::Open { attempt, .. } => {
                    let (path, local) = (self.path, "192.0.2.7:5060".parse().unwrap());
                    self.ua.handle_input(self.now, Input::Opened { attempt, path, local });
                }
                Output::Event(Event { kind: EventKind::InSubscriptionNew, ids, .. }) => {
                    self.accept(ids);
                }
                Output::Event(Event { ids, response: None, .. }) if ids.tid > 1 => {
                    let _ = self.ua.send_message_answer(self.now, ids.tid, 200, None);
                }
                Output::Send { bytes, .. } if self.sent.len() < 3 => {
                    self.sent.push(String::from_utf8_lossy(&bytes).into_owned());
                }
                _ => {}
            }
        }
    }
}
