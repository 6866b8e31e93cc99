//! What the parties of the program send: messages, publications, subscriptions, calls.

use std::time::Duration;

use eXosip2::sip::{Body, Message};
use eXosip2::ua::{Now, PublishArguments, Ua};

use crate::traffic::{Party, Traffic};

fn text_of(message: &Message) -> String {
    let mut text = Vec::new();
    message.write(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

impl Traffic {
    pub(crate) fn addresses(&self, party: usize) -> (String, String) {
        let Party { user, host, .. } = &self.parties[party];
        (format!("<sip:{user}-peer@{host}>"), format!("<sip:{user}@program.example>"))
    }

    pub(crate) fn send_message(&mut self, ua: &mut Ua, now: Now, at: Duration, party: usize) {
        let (to, from) = self.addresses(party);
        let method = self.rng.pick(&[&b"MESSAGE"[..], b"MESSAGE", b"OPTIONS"]);
        let (to, from) = (Some(to.as_bytes()), Some(from.as_bytes()));
        let mut message = ua.build_message_request(method, to, from, None).unwrap();
        message.bodies.push(Body::new(b"hello"));
        message.changed();
        self.watch.explicit(at, &text_of(&message));
        ua.send_message_request(now, Some(message)).unwrap();
    }

    pub(crate) fn publish(&mut self, ua: &mut Ua, now: Now, at: Duration, party: usize) {
        let expires = self.rng.pick(&[&b"60"[..], b"600", b"5", b"0"]);
        self.publish_for(ua, now, at, party, expires);
    }

    pub(crate) fn publish_for(
        &mut self,
        ua: &mut Ua,
        now: Now,
        at: Duration,
        party: usize,
        expires: &[u8],
    ) {
        let (to, from) = self.addresses(party);
        let message = ua.build_publish(&PublishArguments {
            to: to.as_bytes(),
            from: from.as_bytes(),
            route: None,
            event: b"presence",
            expires,
            content: (expires != b"0").then_some((&b"application/pidf+xml"[..], &b"<x/>"[..])),
        });
        let message = message.unwrap();
        self.watch.explicit(at, &text_of(&message));
        // CSeq goes on from the PUBLISH before: the one on the wire is another.
        self.watch.forget(&text_of(&message));
        let key = self.parties[party].user.clone();
        ua.publish(now, Some(message), key.as_bytes()).unwrap();
    }

    pub(crate) fn subscribe(&mut self, ua: &mut Ua, now: Now, at: Duration, party: usize) {
        let Party { id, did, user, .. } = &self.parties[party];
        let (sid, did, user) = (*id, *did, user.clone());
        let choice = self.rng.below(4);
        if sid > 0 && choice == 0 {
            // It may have ended.
            let _ = ua.remove_subscription(sid);
            self.watch.removed(&user);
            return self.end_subscription(party);
        }
        if sid > 0 {
            let Ok(mut message) = ua.build_subscription_refresh(did) else {
                if ua.remove_subscription(sid).is_err() {
                    self.end_subscription(party);
                } else {
                    self.watch.removed(&user);
                    self.end_subscription(party);
                }
                return;
            };
            message.add_header(b"Expires", if choice == 1 { b"0" } else { b"60" });
            message.add_header(b"Event", b"presence");
            self.watch.explicit(at, &text_of(&message));
            return ua.send_subscription_refresh(now, did, Some(message)).unwrap();
        }
        let (to, from) = self.addresses(party);
        let (to, from) = (Some(to.as_bytes()), Some(from.as_bytes()));
        let expires = self.rng.pick(&[1, 30, 60, 600]);
        let message = ua.build_subscribe(to, from, None, b"presence", expires).unwrap();
        self.watch.explicit(at, &text_of(&message));
        self.parties[party].id = ua.send_subscription(now, Some(message)).unwrap();
    }

    pub(crate) fn end_subscription(&mut self, party: usize) {
        (self.parties[party].id, self.parties[party].did) = (0, 0);
    }

    pub(crate) fn call(&mut self, ua: &mut Ua, now: Now, party: usize) {
        let Party { id: cid, did, .. } = self.parties[party];
        if cid == 0 {
            let (to, from) = self.addresses(party);
            let (to, from) = (Some(to.as_bytes()), Some(from.as_bytes()));
            let invite = ua.build_initial_invite(to, from, None, None).unwrap();
            let cid = ua.send_initial_invite(now, Some(invite)).unwrap();
            self.parties[party].id = cid;
            self.calls.insert(cid);
        } else if self.rng.permille(600) {
            // Not in each state.
            let _ = ua.terminate_call(now, cid, did, None);
        } else if let Ok(info) = ua.build_call_request(now, did, b"INFO") {
            let _ = ua.send_call_request(now, did, Some(info));
        }
    }
}
