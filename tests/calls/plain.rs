//! Calls of peers whose requests are read without a tree, beside the same calls with trees.

use eXosip2::sip::plain::RequestPlaces;
use eXosip2::ua::{EventKind, Input};

use crate::endpoint::path;
use crate::peer::{Phone, in_dialog, invite_with, request};
use crate::world::Seeded;

/// What is reported and sent, and how many dialogs and transactions are left.
type Course = (Vec<String>, Vec<String>, (usize, usize));

/// How the requests of a call are changed before they arrive.
type Change<'c> = &'c dyn Fn(String) -> String;

/// One peer, whose requests are changed, and are read as they come or as trees.
struct Peer<'c> {
    phone: Phone,
    change: Change<'c>,
    is_parsed: bool,
    plain: usize,
}

impl Peer<'_> {
    fn arrive(&mut self, text: &str) {
        let text = (self.change)(text.to_owned()).into_bytes();
        let own = Some(self.phone.world.own);
        self.plain += usize::from(RequestPlaces::of(&text).is_some());
        let input = match self.is_parsed {
            true => Input::parsed(path(), text.into()),
            false => Input::message(path(), text.into()),
        };
        if let Some(input) = input {
            self.phone.world.input(input.received_at(|| own));
        }
    }

    /// Both call, and the peer ends it, or the program.
    fn call(&mut self, is_ended_by_peer: bool) {
        for _ in 0..2 {
            self.arrive(&invite_with("Supported: timer, 100rel\r\n"));
        }
        let _ = self.phone.answer(1, 180);
        // Another INVITE of the same dialog, or one that came by another path.
        self.arrive(&invite_with("").replace("invite-1", "invite-2"));
        let _ = self.phone.answer(1, 200);
        let mut answers =
            self.phone.world.sent.iter().filter(|it| it.text.starts_with("SIP/2.0 200"));
        let Some(answer) = answers.next_back().cloned() else { return };
        for _ in 0..2 {
            self.arrive(&in_dialog(&answer, "ACK", 1));
        }
        self.arrive(&in_dialog(&answer, "INFO", 2));
        self.arrive(&in_dialog(&answer, "INFO", 2).replace("info-2", "again"));
        let is_info = |kind| kind == EventKind::CallMessageNew;
        let info = self.phone.world.events.iter().rev().find(|it| is_info(it.kind));
        if let Some(tid) = info.map(|it| it.ids.tid) {
            let _ = self.phone.answer(tid, 200);
        }
        self.arrive(&in_dialog(&answer, "INVITE", 3));
        self.arrive(&in_dialog(&answer, "MESSAGE", 4));
        self.arrive(&in_dialog(&answer, "OPTIONS", 5));
        // One of an old peer.
        let from = "<sip:bob@192.0.2.1>;tag=pt";
        self.arrive(&request("OPTIONS", 6, "in1", from, "<sip:alice@10.0.0.2>", ""));
        self.arrive(&request("BYE", 7, "in1", from, "<sip:alice@10.0.0.2>", ""));
        self.arrive(&request("BYE", 8, "in1", from, "<sip:alice@10.0.0.2>;tag=other", ""));
        if is_ended_by_peer {
            for _ in 0..2 {
                self.arrive(&in_dialog(&answer, "BYE", 9));
            }
        } else if let Some(it) = self.phone.world.events.iter().find(|it| it.ids.did > 0) {
            let (cid, did) = (it.ids.cid, it.ids.did);
            let _ = self.phone.terminate(cid, did);
        }
        self.phone.run(40_000);
    }

    fn course(&mut self) -> Course {
        let now = self.phone.world.now();
        let statistics = self.phone.world.ua.statistics(now);
        let world = &self.phone.world;
        let event = |it: &crate::world::Seen| {
            let texts = (&it.request, &it.response, &it.ack);
            format!("{:?} {:?} {texts:?} {:?}", it.kind, it.ids, it.cause)
        };
        let sent = world.sent.iter().map(|it| format!("{:?} {:?}\n{}", it.at, it.path, it.text));
        let left = (statistics.calls.allocated, statistics.transactions.allocated);
        (world.events.iter().map(event).collect(), sent.collect(), left)
    }
}

/// Both courses of a call, and how many of its requests were plain.
fn compare(change: Change<'_>) -> usize {
    let mut plain = 0;
    for is_ended_by_peer in [true, false] {
        let [as_it_comes, as_tree] = [false, true].map(|is_parsed| {
            let mut peer = Peer { phone: Phone::new(), change, is_parsed, plain: 0 };
            peer.call(is_ended_by_peer);
            plain += peer.plain;
            peer.course()
        });
        let text = change(invite_with(""));
        assert_eq!(as_it_comes.0, as_tree.0, "{text}");
        assert_eq!(as_it_comes.1, as_tree.1, "{text}");
        assert_eq!(as_it_comes.2, as_tree.2, "{text}");
    }
    plain
}

#[test]
fn a_call_whose_requests_are_read_without_trees_goes_as_one_with_trees() {
    const CHANGES: &[(&str, &str)] = &[
        ("", ""),
        ("From: <sip:bob", "From: \"Bob B\" <sip:bob"),
        ("From: <sip:bob", "From: \"Bob B\"<sip:bob"),
        ("From: <sip:bob", "From: Bob <sip:bob"),
        ("From: <sip:bob@192.0.2.1>", "From: sip:bob@192.0.2.1"),
        ("From: <sip:bob", "From: <sip:b%6Fb"),
        ("From: <sip:bob@", "From: <sip:bob:secret@"),
        ("From: <sip:bob@192.0.2.1>", "From: <sip:192.0.2.1;x=y>"),
        ("To: <sip:alice", "To: \"A\" <sip:alice"),
        ("To: <sip:alice", "To: \"A\"<sip:alice"),
        ("To: <sip:alice@10.0.0.2>", "To: <sip:10.0.0.2>"),
        ("To: <sip:alice@10.0.0.2>", "To: <sips:alice@10.0.0.2:5061;user=phone>;x=\"y z\""),
        (";tag=pt", ""),
        (";tag=pt", ";tag"),
        (";tag=pt", ";TAG=pt"),
        (";tag=pt", ";tag=\"pt\""),
        (";tag=pt", ";x=1;tag=pt;tag=qu"),
        ("<sip:bob@192.0.2.9:5061>", "\"B\" <sip:bob@192.0.2.9:5061;transport=udp>;q=0.5"),
        ("<sip:bob@192.0.2.9:5061>", "\"B\"<sip:bob@192.0.2.9:5061>"),
        ("<sip:bob@192.0.2.9:5061>", "<sip:bob@192.0.2.9:05061>"),
        ("<sip:bob@192.0.2.9:5061>", "<sip:bob@192.0.2.9:5061;ob>"),
        ("<sip:bob@192.0.2.9:5061>", "<sip:bob@192.0.2.9>\r\nContact: <sip:c@192.0.2.8>"),
        ("<sip:bob@192.0.2.9:5061>", "<sip:bob@192.0.2.9>, <sip:c@192.0.2.8>"),
        ("<sip:bob@192.0.2.9:5061>", "*"),
        ("<sip:bob@192.0.2.9:5061>", "<sip:bob@HOST.example>"),
        ("Contact: ", "X-Contact: "),
        ("Contact: ", "m: "),
        ("Contact: ", "contact:"),
        ("Max-Forwards: ", "Record-Route: <sip:192.0.2.7;lr>\r\nMax-Forwards: "),
        (
            "Max-Forwards: ",
            "Record-Route: <sip:192.0.2.7;lr>\r\nRecord-Route: \"p\" <sip:p@192.0.2.6;lr>;x\r\nMax-Forwards: ",
        ),
        ("Max-Forwards: ", "Record-Route: \"p\"<sip:192.0.2.7;lr>\r\nMax-Forwards: "),
        ("Max-Forwards: ", "Record-Route: <sip:192.0.2.7>\r\nMax-Forwards: "),
        ("Max-Forwards: ", "Record-Route: <sip:r;lr>, <sip:s;lr>\r\nMax-Forwards: "),
        ("Max-Forwards: ", "Record-Route: <sip:r\r\nMax-Forwards: "),
        ("Max-Forwards: ", "Route: <sip:10.0.0.2;lr>, <sip:b;lr>\r\nMax-Forwards: "),
        ("Max-Forwards: ", "Allow: INVITE, ACK, UPDATE, BYE\r\nMax-Forwards: "),
        ("Max-Forwards: ", "Allow: INVITE\r\nAllow: UPDATE\r\nMax-Forwards: "),
        ("Max-Forwards: ", "Authorization: what, ever\r\nAccept: */*\r\nMax-Forwards: "),
        ("Max-Forwards: ", "Session-Expires: 90\r\nMin-SE: 90\r\nMax-Forwards: "),
        ("Max-Forwards: ", "Replaces: a;to-tag=b;from-tag=c\r\nMax-Forwards: "),
        ("Max-Forwards: ", "X-Empty:\r\nMax-Forwards: "),
        ("Max-Forwards: ", "X-Folded: a\r\n b\r\nMax-Forwards: "),
        ("Max-Forwards: ", "no header\r\nMax-Forwards: "),
        ("sip:alice@10.0.0.2:5070 SIP", "sip:alice@10.0.0.2:5070;line=0a1b;x SIP"),
        ("sip:alice@10.0.0.2:5070 SIP", "sip:alice@10.0.0.2:5070;LINE;line=2 SIP"),
        ("sip:alice@10.0.0.2:5070 SIP", "sip:10.0.0.2 SIP"),
        ("sip:alice@10.0.0.2:5070 SIP", "sips:alice@10.0.0.2 SIP"),
        ("sip:alice@10.0.0.2:5070 SIP", "tel:+1234 SIP"),
        (" SIP/2.0\r\nVia", " SIP/3.0\r\nVia"),
        (";rport", ""),
        (";rport", ";received=192.0.2.9;rport=1"),
        (";rport", ";rport\r\nVia: SIP/2.0/TCP 192.0.2.8;branch=z9hG4bKo"),
        (";rport", ";rport (comment)"),
        ("UDP 192.0.2.1:5060", "UDP phone.example:5099"),
        ("UDP 192.0.2.1:5060", "TCP 192.0.2.1"),
        ("z9hG4bK", "old"),
        ("branch=", "branches="),
        ("Call-ID: in1", "Call-ID: in1@192.0.2.1"),
        ("Call-ID: in1", "Call-ID: in 1"),
        ("Call-ID: in1", "i: in1"),
        ("Call-ID: in1", "Call-ID: in1\r\nCall-ID: in2"),
        ("CSeq: ", "CSeq: 000"),
        ("CSeq: ", "CSeq: 99999999"),
        ("CSeq: ", "CSeq:\t"),
        ("CSeq: ", "CSeq: 2147483648"),
        ("\r\nCSeq: ", "\r\nX-CSeq: "),
        ("\r\nFrom: ", "\r\nX-From: "),
        ("\r\nTo: ", "\r\nX-To: "),
        ("\r\nVia: ", "\r\nX-Via: "),
        ("\r\nCall-ID: ", "\r\nX-Call-ID: "),
        (
            "Content-Length: 0\r\n\r\n",
            "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n",
        ),
        (
            "Content-Length: 0\r\n\r\n",
            "Content-Type: application/sdp\r\nContent-Length: 3\r\n\r\nv=0\r\n",
        ),
        (
            "Content-Length: 0\r\n\r\n",
            "Content-Type: application/sdp\r\nContent-Length: 9\r\n\r\nv=0\r\n",
        ),
        (
            "Content-Length: 0\r\n\r\n",
            "Content-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--",
        ),
        ("Content-Length: 0\r\n", ""),
        ("Content-Length: 0\r\n\r\n", ""),
        ("\r\n", "\n"),
    ];
    let mut plain = 0;
    for (from, to) in CHANGES {
        plain += compare(&|text| if from.is_empty() { text } else { text.replace(from, to) });
    }
    assert!(plain > 2000, "{plain}");
}

/// A text with a few random changes, which depend on the text and on `seed` alone.
fn mutated(text: String, seed: u64) -> String {
    const PARTS: [&str; 20] = [
        "\r\n",
        "\r\n ",
        "\n",
        "\t",
        " ",
        ";",
        ";tag",
        ";tag=",
        "=",
        "\"",
        "<",
        ">",
        ",",
        "@",
        ":",
        "%41",
        "(c)",
        "\0",
        "é",
        ";x=\"y;z\"",
    ];
    let (mut random, mut text) = (Seeded(seed), text.into_bytes());
    for _ in 0..=random.below(3) {
        let at = random.below(text.len());
        let end = (at + random.below(6)).min(text.len());
        match random.below(4) {
            0 => drop(text.drain(at..end)),
            1 => drop(text.splice(at..at, random.pick(&PARTS).bytes())),
            2 => drop(text.splice(at..end, random.pick(&PARTS).bytes())),
            _ => {
                let copied = text[at..end].to_vec();
                let to = random.below(text.len());
                drop(text.splice(to..to, copied));
            }
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn requests_with_random_changes_are_handled_without_trees_as_with_them() {
    let plain: usize = (0..400).map(|seed| compare(&|text| mutated(text, seed))).sum();
    assert!(plain > 1000, "{plain}");
}
