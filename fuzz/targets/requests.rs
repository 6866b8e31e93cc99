//! What peers send to a user agent that answers whatever it reports. Messages are separated by NUL; one that begins with
//! `SIP/` may answer the request that the user agent sends first.

use std::time::{Duration, Instant, SystemTime};

use eXosip2::ua::{
    Channel, Event, Input, Listener, Now, Output, Path, Random, Resolution, Target, Transport, Ua,
};

struct Same;

impl Random for Same {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

struct Peers {
    ua: Ua,
    now: Now,
    path: Path,
}

pub(crate) fn run(bytes: &[u8]) {
    let mut ua = Ua::new(Box::new(Same));
    ua.add_listener(Listener { transport: Transport::Udp, port: 5060, ipv4: true });
    let now = Now { instant: Instant::now(), date: SystemTime::UNIX_EPOCH };
    let remote = "192.0.2.1:5060".parse().unwrap();
    let path = Path { transport: Transport::Udp, channel: Channel(1), remote };
    let mut peers = Peers { ua, now, path };
    peers.send();
    for text in bytes.split(|byte| *byte == 0).take(16) {
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
        self.settle();
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
                Output::Event(Event { ids, response: None, .. }) if ids.tid > 1 => {
                    let _ = self.ua.send_message_answer(self.now, ids.tid, 200, None);
                }
                _ => {}
            }
        }
    }
}
