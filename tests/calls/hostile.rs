//! Hostile peers: thousands of malformed and forged requests and responses. Nothing panics, no call is harmed by what is not
//! its own, and nothing is kept that has ended.

use eXosip2::ua::EventKind::{self, *};

use crate::peer::{PEER, Phone, in_dialog, invite, response};
use crate::world::{Seeded, Sent};

const METHODS: [&str; 14] = [
    "INVITE",
    "ACK",
    "BYE",
    "CANCEL",
    "PRACK",
    "UPDATE",
    "INFO",
    "REFER",
    "NOTIFY",
    "OPTIONS",
    "MESSAGE",
    "SUBSCRIBE",
    "REGISTER",
    "FOO",
];
const STATUSES: [u16; 16] =
    [100, 180, 183, 199, 200, 202, 299, 302, 401, 407, 422, 481, 487, 491, 500, 699];
/// Lines that a message gets beside the usual ones.
const LINES: [&str; 24] = [
    "Contact: <sip:x@192.0.2.1:5060>",
    "Contact: *",
    "Contact: <sip:>",
    "Contact: <tel:+1>",
    "Contact: <sip:x@192.0.2.1;ob>",
    "Record-Route: <sip:192.0.2.1>",
    "Record-Route: <sip:192.0.2.1;lr>, <sip:,>",
    "Route: <sip:alice@10.0.0.2;lr>",
    "RSeq: 1\r\nRequire: 100rel",
    "RSeq: 4294967296\r\nRequire: 100rel",
    "RAck: 1 1 INVITE",
    "RAck: x",
    "Session-Expires: 1;refresher=uas\r\nSupported: timer",
    "Session-Expires: 99999999999",
    "Session-Expires: ;refresher",
    "Min-SE: 4294967295",
    "Replaces: in1;to-tag=x;from-tag=pt",
    "Refer-To: <sip:a@b?Replaces=x>",
    "Subscription-State: active;expires=99999999999",
    "Subscription-State: ;;=",
    "Event: refer;id=",
    "Proxy-Authenticate: Digest realm=\"a\", nonce=\"\", qop=\"auth\"",
    "WWW-Authenticate: Digest",
    "Content-Type: multipart/mixed;boundary=",
];

/// What a stranger sends. It knows Call-IDs of calls of others, but never both tags or a branch.
struct Stranger {
    rng: Seeded,
    call_ids: Vec<String>,
    /// Calls of its own: Call-ID and our tag, as far as it knows that.
    own: Vec<(String, String)>,
}

impl Stranger {
    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.rng.below(from.len())]
    }

    fn number(&mut self) -> u64 {
        self.rng.next() >> 33
    }

    fn lines(&mut self) -> String {
        let count = self.rng.below(4);
        (0..count).map(|_| format!("{}\r\n", self.pick(&LINES))).collect()
    }

    /// Call-ID, our tag and its own tag: of a call of its own, or of nothing.
    fn dialog(&mut self) -> (String, String, String) {
        match self.rng.below(4) {
            0 => (format!("new{}", self.number()), String::new(), "st".into()),
            1 if !self.own.is_empty() => {
                let (call_id, tag) = self.own[self.rng.below(self.own.len())].clone();
                (call_id, tag, "st".into())
            }
            _ => {
                let call_id = self.call_ids[self.rng.below(self.call_ids.len())].clone();
                let tag = if self.rng.below(2) == 0 { String::new() } else { "forged".into() };
                (call_id, tag, format!("st{}", self.rng.below(3)))
            }
        }
    }

    fn message(&mut self) -> String {
        let (call_id, tag, own) = self.dialog();
        let method = self.pick(&METHODS);
        let other = if self.rng.below(10) == 0 { self.pick(&METHODS) } else { method };
        let cseq = [1_u32, 2, 3, 20, 21, u32::MAX, 0][self.rng.below(7)];
        let branch = format!("z9hG4bKst{}", self.rng.below(400));
        let tag = if tag.is_empty() { tag } else { format!(";tag={tag}") };
        let (start, from, to) = if self.rng.below(3) == 0 {
            let status = STATUSES[self.rng.below(STATUSES.len())];
            (
                format!("SIP/2.0 {status} X"),
                "<sip:alice@example.com>".to_owned() + &tag,
                format!("<sip:x@y>;tag={own}"),
            )
        } else {
            let to = "<sip:alice@10.0.0.2>".to_owned() + &tag;
            (
                format!("{method} sip:alice@10.0.0.2:5070 SIP/2.0"),
                format!("<sip:x@y>;tag={own}"),
                to,
            )
        };
        let body = if self.rng.below(4) == 0 { "v=0\r\no=x" } else { "" };
        let length = if self.rng.below(12) == 0 { 9999 } else { body.len() };
        let lines = self.lines();
        let text = format!(
            "{start}\r\nVia: SIP/2.0/UDP {PEER};branch={branch};rport\r\nFrom: {from}\r\nTo: {to}\r\n\
             Call-ID: {call_id}\r\nCSeq: {cseq} {other}\r\n{lines}Content-Length: {length}\r\n\r\n{body}"
        );
        self.spoil(text)
    }

    /// One in four messages is broken somewhere.
    fn spoil(&mut self, text: String) -> String {
        let at = self.rng.below(text.len());
        match self.rng.below(16) {
            0 => text[..at].to_owned(),
            1 => text[..at].to_owned() + ";tag=" + &text[at..],
            2 => text[..at].to_owned() + "\r\n" + &text[at..],
            3 => text[..at].to_owned() + &text[(at + 3).min(text.len())..],
            _ => text,
        }
    }

    /// Learns our tags from what we answer.
    fn learn(&mut self, sent: &[Sent]) {
        for it in sent.iter().filter(|it| it.text.starts_with("SIP/2.0 ")) {
            let (Some(call_id), Some(to)) = (it.header("Call-ID"), it.header("To")) else {
                continue;
            };
            let is_own = it.header("From").is_some_and(|from| from.ends_with(";tag=st"));
            if let Some((_, tag)) = to.split_once(";tag=").filter(|_| is_own) {
                self.own.push((call_id.to_owned(), tag.to_owned()));
            }
        }
        let excess = self.own.len().saturating_sub(200);
        self.own.drain(..excess);
    }
}

/// A program that does something about each event, right or wrong.
fn act(phone: &mut Phone, rng: &mut Seeded, from: usize, victims: &[i32]) {
    let events: Vec<_> = phone.world.events[from..].iter().map(|it| (it.kind, it.ids)).collect();
    for (kind, ids) in events {
        if victims.contains(&ids.cid) {
            continue;
        }
        let status = [180, 183, 200, 200, 407, 486, 699][rng.below(7)];
        let _ = match (kind, rng.below(3)) {
            (_, 0) => continue,
            (CallAnswered, _) => phone.ack(ids.tid),
            (CallInvite | CallReinvite | CallMessageNew, _) => phone.answer(ids.tid, status),
            (MessageNew, _) => {
                let now = phone.world.now();
                let sent = phone.world.ua.send_message_answer(now, ids.tid, 404, None);
                phone.world.settle();
                sent
            }
            (CallAck, 1) => phone.send_in_dialog(ids.did, "INFO"),
            (CallAck, _) => phone.terminate(ids.cid, ids.did).map(drop),
            _ => continue,
        };
    }
}

/// Four calls that are not the stranger's: made and received, answered and ringing.
struct Victims {
    made: (i32, i32),
    received: (i32, i32),
    dialing: (i32, i32),
    ringing: (i32, i32),
    made_invite: Sent,
    dialing_invite: Sent,
    answer: Sent,
}

impl Victims {
    fn new(phone: &mut Phone) -> Self {
        let made = phone.invite();
        phone.reply("INVITE", "200 OK", "a");
        let made_invite = phone.last("INVITE");
        let tid = phone.tid(CallAnswered);
        phone.ack(tid).unwrap();
        let made = (made, phone.did());
        phone.arrive(&invite());
        let tid = phone.tid(CallInvite);
        phone.answer(tid, 200).unwrap();
        let answer = phone.world.last().clone();
        phone.arrive(&in_dialog(&answer, "ACK", 1));
        let received = (phone.cid(), phone.did());
        let dialing = phone.invite();
        phone.reply("INVITE", "180 Ringing", "d");
        let dialing_invite = phone.last("INVITE");
        let dialing = (dialing, phone.did());
        phone.arrive(&invite().replace("in1", "in2").replace("z9hG4bK", "z9hG4bKv"));
        let ringing = (phone.cid(), phone.tid(CallInvite));
        phone.answer(ringing.1, 180).unwrap();
        Self { made, received, dialing, ringing, made_invite, dialing_invite, answer }
    }

    fn cids(&self) -> [i32; 4] {
        [self.made.0, self.received.0, self.dialing.0, self.ringing.0]
    }

    /// All four go on as if nothing had happened.
    fn are_well(&self, phone: &mut Phone) {
        for (_, did) in [self.made, self.received] {
            phone.send_in_dialog(did, "OPTIONS").unwrap();
            phone.reply("OPTIONS", "200 OK", "");
        }
        let bye = in_dialog(&self.answer, "BYE", 2).replace("z9hG4bK", "z9hG4bKvictim");
        phone.arrive(&bye);
        let contact = "Contact: <sip:bob@192.0.2.9:5061>\r\n";
        phone.arrive(&response(&self.dialing_invite, "200 OK", "d", contact));
        let tid = phone.tid(CallAnswered);
        phone.ack(tid).unwrap();
        phone.answer(self.ringing.1, 200).unwrap();
        assert!(phone.world.last().text.starts_with("SIP/2.0 200 OK\r\n"));
        phone.terminate(self.made.0, self.made.1).unwrap();
        let bye = phone.last("BYE");
        assert_eq!(bye.header("Call-ID"), self.made_invite.header("Call-ID"));
    }
}

fn is_about(cids: [i32; 4]) -> impl Fn(&(EventKind, i32)) -> bool {
    move |(_, cid)| cids.contains(cid)
}

fn attack(seed: u64, messages: usize) {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().call_limit = 100;
    phone.world.ua.options_mut().report_forks = seed.is_multiple_of(2);
    phone.world.ua.options_mut().reliable_provisional = seed.is_multiple_of(3);
    phone.world.ua.options_mut().end_expired_sessions = seed.is_multiple_of(5);
    let victims = Victims::new(&mut phone);
    let call_ids = [&victims.made_invite, &victims.dialing_invite, &victims.answer];
    let mut call_ids: Vec<_> =
        call_ids.iter().map(|it| it.header("Call-ID").unwrap().to_owned()).collect();
    call_ids.push("in2".into());
    let mut stranger = Stranger { rng: Seeded(seed), call_ids, own: Vec::new() };
    let mut rng = Seeded(!seed);
    let before = phone.world.events.len();
    for _ in 0..messages {
        let (events, sent) = (phone.world.events.len(), phone.world.sent.len());
        let text = stranger.message();
        phone.arrive(&text);
        act(&mut phone, &mut rng, events, &victims.cids());
        let answers: Vec<Sent> = phone.world.sent[sent..].to_vec();
        stranger.learn(&answers);
        phone.run(rng.below(20) as u64);
        let calls = phone.world.ua.statistics(phone.world.now()).calls.allocated;
        // Calls of ours, calls of peers, and forks.
        assert!(calls <= 100 + 2 + 2 * 16, "{calls} calls");
    }
    let about: Vec<_> =
        phone.world.events[before..].iter().map(|it| (it.kind, it.ids.cid)).collect();
    let harmed: Vec<_> = about.into_iter().filter(is_about(victims.cids())).collect();
    assert_eq!(harmed, [], "seed {seed}");
    victims.are_well(&mut phone);
    // All calls end, and nothing is left.
    for _ in 0..4 {
        let dialogs: Vec<_> = phone.world.events.iter().map(|it| it.ids).collect();
        for ids in dialogs.iter().filter(|ids| ids.did > 0 && ids.cid > 0) {
            let _ = phone.terminate(ids.cid, ids.did);
        }
        phone.run(250_000);
    }
    let left = phone.world.ua.statistics(phone.world.now());
    assert_eq!((left.calls.allocated, left.transactions.allocated), (0, 0), "seed {seed}");
}

#[test]
fn strangers_harm_no_call_and_leave_nothing_behind() {
    for seed in 1..=60 {
        attack(seed, 1000);
    }
}

#[test]
fn a_flood_of_invites_is_refused_beyond_the_limit() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().call_limit = 50;
    let (made, did) = {
        let victims = phone.invite();
        phone.reply("INVITE", "200 OK", "a");
        phone.ack(1).unwrap();
        (victims, phone.did())
    };
    phone.sent();
    for number in 0..5000 {
        let text = invite().replace("in1", &format!("flood{number}"));
        phone.arrive(&text.replace("z9hG4bK", &format!("z9hG4bK{number}-")));
    }
    assert_eq!(phone.count("SIP/2.0 503 Service Unavailable\r\n"), 4950);
    assert_eq!(phone.world.ua.statistics(phone.world.now()).calls.allocated, 51);
    phone.send_in_dialog(did, "INFO").unwrap();
    phone.reply("INFO", "200 OK", "a");
    assert_eq!(phone.cid(), made);
    // Once they are over, others may call.
    phone.run(400_000);
    phone.events();
    phone.arrive(&invite());
    assert_eq!(phone.events().len(), 1);
}
