//! What the tests of subscriptions share: a program that subscribes and is subscribed to, and its peer.

use eXosip2::error::Result;
use eXosip2::mem::{CBox, Text};
use eXosip2::sip::{Body, Message, Wire};
use eXosip2::ua::NewLogin;

use crate::endpoint;
use crate::world::Sent;

pub(crate) use crate::endpoint::{Endpoint as Desk, path, without_numbers};

impl Desk {
    pub(crate) fn login(&mut self) {
        let now = self.world.now();
        let login = NewLogin {
            username: b"alice",
            userid: b"alice",
            password: Some(b"secret"),
            ..NewLogin::default()
        };
        self.world.ua.add_login(now, &login).unwrap();
    }

    pub(crate) fn build(&mut self, expires: i32) -> CBox<Message> {
        let (to, from) = (&b"<sip:bob@192.0.2.1>"[..], &b"<sip:alice@example.com>"[..]);
        self.world.ua.build_subscribe(Some(to), Some(from), None, b"presence", expires).unwrap()
    }

    /// Sends a SUBSCRIBE. Returns its sid.
    pub(crate) fn subscribe(&mut self, expires: i32) -> i32 {
        let message = self.build(expires);
        self.send(message)
    }

    pub(crate) fn send(&mut self, message: CBox<Message>) -> i32 {
        let now = self.world.now();
        let sid = self.world.ua.send_subscription(now, Some(message)).unwrap();
        self.world.settle();
        self.numbers.push(sid);
        sid
    }

    /// A subscription that is accepted. Returns its sid and did.
    pub(crate) fn subscribed(&mut self, expires: i32) -> (i32, i32) {
        let sid = self.subscribe(expires);
        self.reply("SUBSCRIBE", "202 Accepted", &format!("Expires: {expires}\r\n"));
        let did = self.did();
        self.events();
        self.sent();
        (sid, did)
    }

    pub(crate) fn refer(&mut self) -> i32 {
        let (to, from) = (&b"<sip:bob@192.0.2.1>"[..], &b"<sip:alice@example.com>"[..]);
        let carol = b"<sip:carol@192.0.2.3>";
        let message = self.world.ua.build_refer(Some(to), Some(from), None, carol).unwrap();
        self.send(message)
    }

    /// Refreshes by the program.
    pub(crate) fn refresh(&mut self, did: i32, expires: &str, body: &str) -> Result<()> {
        let now = self.world.now();
        let mut message = self.world.ua.build_subscription_refresh(did)?;
        message.add_header(b"Expires", expires.as_bytes());
        if !body.is_empty() {
            set_body(&mut message, body);
        }
        self.world.ua.send_subscription_refresh(now, did, Some(message))?;
        self.world.settle();
        Ok(())
    }

    pub(crate) fn count(&self, start: &str) -> usize {
        self.world.sent.iter().filter(|it| it.text.starts_with(start) && !it.is_again).count()
    }

    /// The peer answers the last request with this method.
    pub(crate) fn reply(&mut self, method: &str, status: &str, headers: &str) {
        let text = response(&self.last(method), status, "peertag", headers);
        self.arrive(&text);
    }

    pub(crate) fn challenge(&mut self, method: &str, nonce: &str) {
        let header =
            format!("WWW-Authenticate: Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\"\r\n");
        self.reply(method, "401 Unauthorized", &header);
    }

    /// The NOTIFY of the peer for the last SUBSCRIBE or REFER outside of dialogs.
    pub(crate) fn notify(&mut self, cseq: u32, state: &str) {
        let text =
            self.request("NOTIFY", cseq, "peertag", &format!("Subscription-State: {state}\r\n"));
        self.arrive(&text);
    }

    /// A request of the peer in the dialog of the first SUBSCRIBE or REFER.
    pub(crate) fn request(&self, method: &str, cseq: u32, tag: &str, headers: &str) -> String {
        let is_initial = |it: &&Sent| {
            !it.header("To").unwrap().contains("tag=")
                && (it.text.starts_with("SUBSCRIBE") || it.text.starts_with("REFER"))
        };
        let initial = self.world.sent.iter().rev().find(is_initial).unwrap();
        let from = format!("<sip:bob@192.0.2.1>;tag={tag}");
        let (call_id, to) = (initial.header("Call-ID").unwrap(), initial.header("From").unwrap());
        let branch = format!("{}-{cseq}-{tag}", method.to_lowercase());
        request(&branch, method, cseq, (call_id, &from, to), headers)
    }

    /// The SUBSCRIBE of a peer; `to` is the tag of To and what stands before it.
    pub(crate) fn be_subscribed(&mut self, call_id: &str, headers: &str) {
        let parties = (call_id, "<sip:peer@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>");
        let text = request(&format!("{call_id}-1"), "SUBSCRIBE", 1, parties, headers);
        self.arrive(&text);
    }

    /// A request of the subscriber in the dialog that `answer` created.
    pub(crate) fn subscriber_sends(
        &mut self,
        answer: &Sent,
        method: &str,
        cseq: u32,
        headers: &str,
    ) {
        let (call_id, to) = (answer.header("Call-ID").unwrap(), answer.header("To").unwrap());
        let parties = (call_id, "<sip:peer@192.0.2.1>;tag=pt", to);
        let text = request(&format!("{call_id}-{cseq}"), method, cseq, parties, headers);
        self.arrive(&text);
    }

    pub(crate) fn answer(&mut self, tid: i32, status: i32) -> Result<()> {
        let now = self.world.now();
        let answer = self.world.ua.build_subscription_answer(now, tid, status)?;
        self.world.ua.send_subscription_answer(now, tid, status, Some(answer))?;
        self.world.settle();
        Ok(())
    }

    /// Sends a NOTIFY of the program.
    pub(crate) fn tell(&mut self, did: i32, state: i32, reason: i32) -> Result<()> {
        let now = self.world.now();
        let mut notify = self.world.ua.build_notify(now, did, state, reason)?;
        notify.add_header(b"Event", b"presence");
        self.world.ua.send_insubscription_request(now, did, Some(notify))?;
        self.world.settle();
        Ok(())
    }

    pub(crate) fn send_other(&mut self, did: i32, method: &str) -> Result<()> {
        let now = self.world.now();
        let request = self.world.ua.build_insubscription_request(did, method.as_bytes())?;
        self.world.ua.send_insubscription_request(now, did, Some(request))?;
        self.world.settle();
        Ok(())
    }

    /// The events since the last look: kind, tid, status, state; objects by the order in which they appeared.
    pub(crate) fn events(&mut self) -> Vec<String> {
        let mut shown = Vec::new();
        for it in &self.world.events[self.seen..] {
            let mut text = format!("{:?} t{}", it.kind, it.ids.tid);
            for (name, id) in [("s", it.ids.sid), ("n", it.ids.nid), ("d", it.ids.did)] {
                if id == 0 {
                    continue;
                }
                let known = self.numbers.iter().position(|number| *number == id);
                let place = known.unwrap_or_else(|| {
                    self.numbers.push(id);
                    self.numbers.len() - 1
                });
                text += &format!(" {name}{}", place + 1);
            }
            if it.status > 0 {
                text += &format!(" {}", it.status);
            }
            if it.subscription != (0, 0) {
                text += &format!(" ss={}/{}", it.subscription.0, it.subscription.1);
            }
            shown.push(text);
        }
        self.seen = self.world.events.len();
        shown
    }

    /// How many subscriptions there are: outgoing and incoming.
    pub(crate) fn kept(&mut self) -> (usize, usize) {
        let now = self.world.now();
        let counts = self.world.ua.statistics(now);
        (counts.subscriptions.allocated, counts.insubscriptions.allocated)
    }
}

pub(crate) fn set_body(message: &mut Message, body: &str) {
    message.content_type = eXosip2::sip::ContentType::from_text(b"text/plain").ok().map(CBox::new);
    message.bodies.push(Body::new(body.as_bytes()));
    message.changed();
}

const CONTACT: &str = "Contact: <sip:peer@192.0.2.9:5061>\r\n";

/// A response of the peer to a request of ours.
pub(crate) fn response(request: &Sent, status: &str, tag: &str, headers: &str) -> String {
    endpoint::response(request, status, tag, &format!("{CONTACT}{headers}"))
}

/// A request of the peer; `parties` are Call-ID, From and To.
pub(crate) fn request(
    branch: &str,
    method: &str,
    cseq: u32,
    parties: (&str, &str, &str),
    headers: &str,
) -> String {
    endpoint::request_on(
        &format!("z9hG4bK{branch}"),
        method,
        cseq,
        parties,
        &format!("{CONTACT}{headers}"),
    )
}

/// The text of a header that a message was built with.
pub(crate) fn header_of(message: &Message, name: &[u8]) -> Option<String> {
    let header = message.headers.iter().find(|it| it.is_named(name))?;
    header.hvalue.as_ref().map(|value: &Text| String::from_utf8_lossy(value).into_owned())
}
