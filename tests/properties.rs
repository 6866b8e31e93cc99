//! What holds for any text: reading never panics, what was read prints to text that reads as the same value, a copy
//! equals what it copies, and all memory comes back.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, dead_code, missing_docs, unreachable_pub)]

#[path = "common/mod.rs"]
#[allow(clippy::undocumented_unsafe_blocks, clippy::multiple_unsafe_ops_per_block)]
mod common;

use std::fmt::Debug;

use common::generate::mutate;
use common::heap;
use common::random::Seeded;
use common::same::is_same;
use eXosip2::mem::{CBox, List, Text};
use eXosip2::sdp::Description;
use eXosip2::sip::grammar::is_one_line;
use eXosip2::sip::text::{TextEditor, TextTree, via};
use eXosip2::sip::{
    AcceptEncoding, AuthenticationInfo, Body, CSeq, CallId, CallInfo, Challenge, ContentLength,
    ContentType, Credentials, Header, Message, NameAddr, Param, Uri, Via, Wire,
};

/// How many texts are made of each seed.
const VARIANTS: usize = 3000;

/// Calls `check` with each seed and with many texts that are almost it; then nothing is left on the heap.
fn for_variants(seeds: &[&str], check: impl Fn(&[u8])) {
    heap::install();
    let live = heap::live();
    for (number, seed) in seeds.iter().enumerate() {
        let mut random = Seeded(number as u64);
        let mut text = seed.as_bytes().to_vec();
        check(&text);
        for _ in 0..VARIANTS {
            // One in four goes on from the last variant instead of from the seed.
            let start = if random.one_in(4) { &text[..] } else { seed.as_bytes() };
            text = mutate(&mut random, start);
            check(&text);
        }
    }
    assert_eq!(heap::live(), live, "blocks and bytes on the heap");
}

/// There and back again.
fn reads_back<T: Wire + PartialEq + Debug>(text: &[u8]) {
    let Ok(value) = T::from_text(text) else { return };
    assert_eq!(value.clone(), value);
    let mut first = Vec::new();
    // Neither C nor the parser of messages gives a header a line break.
    if !is_one_line(text) || value.write(&mut first).is_err() {
        return;
    }
    let shown =
        || format!("{:?} of {:?}", String::from_utf8_lossy(&first), String::from_utf8_lossy(text));
    let again = T::from_text(&first).unwrap_or_else(|_| panic!("{}", shown()));
    assert_eq!(again, value, "{}", shown());
    let mut second = Vec::new();
    again.write(&mut second).unwrap();
    assert_eq!(first, second, "{}", shown());
}

/// A test for each header type.
macro_rules! families {
    ($($test:ident $ty:ident: $($seed:literal)*;)*) => {$(
        #[test]
        fn $test() {
            for_variants(&[$($seed),*], reads_back::<$ty>);
        }
    )*};
}

families! {
    uris Uri: "sip:al%20ice:p%3Aw@[2001:db8::1]:5061;transport=tls;lr;x=%41?Subject=a%26b&z="
        "tel:+358-555-1234567;postd=pp22" "sips:a;b?c@example.com" "soap.beep://192.0.2.103:3002";
    names NameAddr: "\"A \\\" b\" <sip:a@example.com;x=y>;tag=1;z=\"q;\\\"r\"" "A B <tel:+1>;q=1" "sip:a@b:5060;tag=1" "*";
    vias Via: "SIP/2.0/UDP [::1]:5060;branch=z9hG4bK1;rport;x=\"a;b\" (a (b) c)" " sip / 2.0 / TCP  h : 1 ;maddr=1.2.3.4";
    cseqs CSeq: "0009 INVITE" "2147483647 A.-!%*_+`'~";
    call_ids CallId: "1@example.com" "a@b@c" "1";
    content_types ContentType: "multipart/mixed;boundary=\"a;b\";x" " text / plain ;charset=utf-8";
    content_lengths ContentLength: "12" " 0012 ";
    encodings AcceptEncoding: "gzip;q=1.0;x=\"a;b\"" "*;q=0";
    infos CallInfo: "<http://example.com/a;b?c=d>;purpose=icon;x=\"y;z\"" "\"n\" <sip:a@b> ;a";
    challenges Challenge: "Digest realm=\"a,b\", nonce=\"c\\\"d\", qop=\"auth,auth-int\", stale=TRUE, algorithm=SHA-256, userhash=true"
        "Digest realm=r , nonce = n ,foo=\"x,y\"" "Basic realm=\"x\"";
    credentials Credentials: "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\", qop=auth, nc=00000001, cnonce=\"c\", auts=\"x\""
        "Digest username*=UTF-8''J%C3%A4, realm=\"r\"";
    authentication_infos AuthenticationInfo: "nextnonce=\"x\", qop=auth, rspauth=\"y\", cnonce=\"c\", nc=00000001" "NTLM snum=\"1\", srand=\"2\"";
}

const MESSAGES: &[&str] = &[
    "REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1\r\n\
     From: \"Alice, A.\" <sip:alice@example.com>;tag=1\r\nTo: <sip:alice@example.com>\r\nCall-ID: 17@192.0.2.1\r\n\
     CSeq: 2 REGISTER\r\nContact: <sip:alice@192.0.2.1:5060;line=7>;q=0.5;expires=60, \"x\" <sip:b@[2001:db8::1]>\r\n\
     Authorization: Digest username=\"alice\", realm=\"r\", nonce=\"n\", uri=\"sip:example.com\", response=\"0\"\r\n\
     Supported: path, gruu\r\nX-Empty:\r\nX-Blank: \r\nContent-Length: 0\r\n\r\n",
    "SIP/2.0 401 Unauthorized\nv: SIP/2.0/UDP 192.0.2.1:5060;received=192.0.2.9;rport=5062;branch=z9hG4bK1\n\
     Via: SIP/2.0/TCP a;branch=2, SIP/2.0/TLS b:5061;branch=3 (c)\nf: sip:alice@example.com;tag=1\n\
     t: <sip:alice@example.com>;tag=2\ni: 17\nCSeq: 2 REGISTER\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\n\
     Proxy-Authenticate: Basic realm=\"x\"\nSubject: folded\n line\n\tagain\nAccept:\nl: 0\n\n",
    "MESSAGE sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@b>\r\nTo: <sip:c@d>\r\nCall-ID: 1@2\r\n\
     CSeq: 3 MESSAGE\r\nContent-Type: multipart/mixed;boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\n\
     hello\r\n--b1\r\nContent-Type: a/b; c=d\r\nContent-ID: <x>\r\n\r\nw\r\n--b1--\r\n",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\n\
     CSeq: 1 REGISTER\r\nContact: *\r\nAuthentication-Info: nextnonce=\"x\"\r\nAlert-Info: <http://a/b>;x\r\n\
     Allow: A, B\r\nAccept-Language: da, en;q=0.7\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
];

#[test]
fn messages() {
    for_variants(MESSAGES, |text| {
        let Ok(message) = Message::parse(text) else { return };
        assert!(message.clone() == message);
        let mut first = Vec::new();
        if message.write(&mut first).is_err() {
            return;
        }
        let shown =
            || format!("{} of {}", String::from_utf8_lossy(&first), String::from_utf8_lossy(text));
        let again = Message::parse(&first).unwrap_or_else(|_| panic!("{}", shown()));
        let mut second = Vec::new();
        again.write(&mut second).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&second),
            String::from_utf8_lossy(&first),
            "{}",
            shown()
        );
        assert!(is_same(message, again), "{}", shown());
    });
}

const PLAIN: &[&str] = &[
    "SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;rport=5062;received=192.0.2.9;branch=z9hG4bK1\r\n\
     From: <sip:alice@example.com>;tag=1\r\nTo: \"A B\" <sips:alice@example.com:5061;x=y>;tag=\"2;3\"\r\n\
     Call-ID: 17@192.0.2.1\r\nCSeq: 0002 REGISTER\r\n\
     WWW-Authenticate: Digest realm=\"r,s\", nonce=\"n\\\"\", qop=\"auth\"\r\nServer: s (t/1)\r\nContent-Length: 0\r\n\r\n",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP h;branch=1\r\nVia: SIP/2.0/UDP i:1;branch=2;keep=30\r\n\
     From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n\
     Contact: <sip:a@192.0.2.1:5060;line=7>;expires=60;q=0.5;+sip.instance=\"<urn:uuid:1>\"\r\n\
     Contact: <sip:c>;expires=7\r\nExpires: 60\r\nService-Route: <sip:p;lr>\r\nAllow: A, B\r\n\
     Authentication-Info: nextnonce=\"x\"\r\n\r\n",
    "MESSAGE sip:alice@192.0.2.2:5062;transport=udp SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1\r\n\
     From: \"A B\" <sip:bob@example.com>;tag=1\r\nTo: <sip:alice@example.com>\r\nCall-ID: 17@192.0.2.1\r\nCSeq: 20 MESSAGE\r\n\
     Contact: <sip:bob@192.0.2.1:5060;x=y>\r\nContent-Type: text/plain;charset=utf-8\r\nMax-Forwards: 70\r\nUser-Agent: u (v/1)\r\n\
     Content-Length: 5\r\n\r\nhello",
];

#[test]
fn plain_messages() {
    for_variants(PLAIN, |text| {
        let is_plain = common::plain::check(text);
        assert!(is_plain || !PLAIN.iter().any(|seed| seed.as_bytes() == text));
    });
}

#[test]
fn fragments() {
    for_variants(MESSAGES, |text| {
        let Ok(fragment) = Message::parse_fragment(text) else { return };
        assert!(fragment.clone() == fragment);
        let _ = fragment.write_fragment(&mut Vec::new());
    });
}

#[test]
fn parts_of_bodies() {
    const PARTS: &[&str] = &[
        "Content-Type: text/plain;charset=utf-8\r\nContent-ID: <1>\r\n\r\ncontent\r\n",
        "X: y\n\n\n",
    ];
    for_variants(PARTS, |text| {
        let Ok(part) = Body::part(text) else { return };
        assert_eq!(part.clone(), part);
        let mut first = Vec::new();
        part.write(&mut first).unwrap();
        let mut second = Vec::new();
        Body::part(&first).unwrap().write(&mut second).unwrap();
        assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second));
    });
}

#[test]
fn session_descriptions() {
    const DESCRIPTIONS: &[&str] = &[
        "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=Play\r\ni=info\r\nu=http://h\r\ne=a@h\r\np=+1\r\nc=IN IP4 224.0.0.1/127/3\r\n\
         b=AS:1\r\nt=0 0\r\nr=1 2 3\r\nz=1 2\r\nk=clear:x\r\na=tool:x\r\nm=video 49170/2 RTP/AVP 96 98\r\ni=info\r\n\
         c=IN IP6 ::1\r\nb=AS:1\r\nk=prompt\r\na=recvonly\r\na=rtpmap:96 PS/90000\r\nm=audio 8000 RTP/AVP 8\r\n",
        "v=0\no=3402 0 0 IN IP4 192.0.2.1\ns=Play\nc=IN IP4 192.0.2.1\nt=0 0\nm=video 6000 RTP/AVP 96\na=recvonly\n\
         y=0100000001\nf=v/2/4///a///\n",
    ];
    for_variants(DESCRIPTIONS, |text| {
        let Ok(description) = Description::from_text(text) else { return };
        assert_eq!(description.clone(), description);
        let mut first = Vec::new();
        if description.write(&mut first).is_err() {
            return;
        }
        let again = Description::from_text(&first).unwrap();
        assert_eq!(again, description, "{}", String::from_utf8_lossy(&first));
        let mut second = Vec::new();
        again.write(&mut second).unwrap();
        assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second));
    });
}

const SENT: &[&str] = &[
    "REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP 999.999.999.999:99999;rport;branch=z9hG4bK1\r\n\
     From: \"Alice, A.\" <sip:alice@example.com>;tag=1\r\nTo: <sip:alice@example.com>\r\nCall-ID: 17@192.0.2.1\r\n\
     CSeq: 2 REGISTER\r\nContact: <sip:alice@999.999.999.999:99999;line=7>;q=0.5\r\nContact: \"x\" <sip:b@[2001:db8::1]>\r\n\
     Supported: path, gruu\r\nX-Empty: \r\nContent-Length: 0\r\n\r\n",
    "MESSAGE sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/TCP h:5070;branch=1\r\nVia: SIP/2.0/UDP i (c)\r\nFrom: <sip:a@b>\r\n\
     To: <sip:c@d>\r\nCall-ID: 1@2\r\nCSeq: 3 MESSAGE\r\nContact: *\r\nContent-Type: text/plain\r\nContact-X: y\r\n\
     Content-Length:     5\r\n\r\nhello",
];

/// A tree that is used for a text which differs from its own is what reading that text gives.
#[test]
fn trees_of_changed_texts() {
    heap::install();
    let live = heap::live();
    let mut used = 0;
    for (number, seed) in SENT.iter().enumerate() {
        let mut random = Seeded(number as u64);
        for _ in 0..10_000 {
            let sent = change_lines(&mut random, seed);
            let tree = CBox::new(Message::parse_own(seed.as_bytes()).unwrap());
            let Some(tree) = TextTree::written(tree, seed.as_bytes().into()).into_message(&sent)
            else {
                continue;
            };
            let shown = String::from_utf8_lossy(&sent);
            assert_eq!(Message::parse_own(&sent).as_ref(), Ok(&*tree), "{shown}");
            used += usize::from(sent != seed.as_bytes());
        }
    }
    assert!(used > 2000, "{used}");
    assert_eq!(heap::live(), live);
}

/// `text` with changes in its Via and Contact lines, now and then in another.
fn change_lines(random: &mut Seeded, text: &str) -> Vec<u8> {
    let mut sent = Vec::new();
    let changes_all = random.one_in(10);
    for line in text.split_inclusive("\r\n") {
        let is_address = line.starts_with("Via: ") || line.starts_with("Contact: ");
        match random.below(4) {
            0 if is_address && random.one_in(2) => {
                let address = ["192.0.2.1:5070", "[::1]:1", "h", "a.b:05"][random.below(4)];
                sent.extend(line.replace("999.999.999.999:99999", address).bytes());
            }
            0 if is_address || changes_all => {
                let changed = mutate(random, line.trim_end().as_bytes());
                sent.extend(changed);
                sent.extend(b"\r\n");
            }
            _ => sent.extend(line.bytes()),
        }
    }
    sent
}

/// Whatever a program puts into the fields of a tree: what is written of it is what was sent.
#[test]
fn trees_made_by_hand() {
    heap::install();
    let live = heap::live();
    let mut random = Seeded(2);
    let (mut used, mut edits) = (0, 0);
    for _ in 0..20_000 {
        let mut tree = CBox::new(Message::parse_own(SENT[0].as_bytes()).unwrap());
        fill(&mut random, &mut tree);
        let mut text = Vec::new();
        if tree.write(&mut text).is_err() {
            continue;
        }
        let address = ["192.0.2.1:5070", "[::1]:1", "h"][random.below(3)];
        let sent = String::from_utf8_lossy(&text).replace("999.999.999.999:99999", address);
        if let Some((edited, sent)) = edited_tree(&tree, &text, address) {
            let by_text = TextTree::written(tree.clone(), text[..].into()).into_message(&sent);
            let shown = String::from_utf8_lossy(&sent);
            assert_eq!(format!("{:?}", Some(&edited)), format!("{by_text:?}"), "{shown}");
            edits += 1;
        }
        let tree = TextTree::written(tree, text.into()).into_message(sent.as_bytes());
        let Some(tree) = tree else { continue };
        let mut again = Vec::new();
        tree.write(&mut again).unwrap();
        assert_eq!(String::from_utf8_lossy(&again), sent);
        used += 1;
    }
    assert!(used > 5000 && edits > 5000, "{used} {edits}");
    assert_eq!(heap::live(), live);
}

/// The tree of a message that was written as `text` and then got `address` line by line, and its text.
fn edited_tree(
    tree: &CBox<Message>,
    text: &[u8],
    address: &str,
) -> Option<(CBox<Message>, Vec<u8>)> {
    let mut lines = TextEditor::of(text);
    let (host, port) = address.rsplit_once(":").unwrap_or((address, "1"));
    let host = host.trim_matches(['[', ']']);
    if lines.values(b"Via").next().is_some_and(|via| via::has_host(via, b"999.999.999.999")) {
        via::set_sent_by(&mut lines, None, host.as_bytes(), &port.into());
    }
    lines.replace(b"Contact", |contact| {
        let contact = String::from_utf8_lossy(contact);
        let changed = contact.replace("999.999.999.999:99999", address);
        (changed != contact).then(|| changed.into())
    });
    let mut sent = Vec::new();
    lines.write(&mut sent);
    let tree = TextTree::edited(tree.clone(), &lines, sent[..].into())?;
    Some((tree.into_message(&sent).unwrap(), sent))
}

/// Fills a few fields with text that does not belong there.
fn fill(random: &mut Seeded, tree: &mut Message) {
    const PIECES: &[&str] = &[
        "a",
        "\"",
        "\r\n",
        "Via: ",
        "Contact: ",
        " ",
        ",",
        "<",
        ";x=",
        "Content-Length: 7",
        ":",
        "@",
    ];
    let text = |random: &mut Seeded| -> Option<Text> {
        let pieces = (0..random.below(5)).map(|_| PIECES[random.below(PIECES.len())]);
        Some((&*pieces.collect::<String>()).into())
    };
    for _ in 0..=random.below(2) {
        let value = text(random);
        match random.below(8) {
            0 => tree.headers.push(Header { hname: Some("x-y".into()), hvalue: value }),
            1 => tree.from.as_mut().unwrap().displayname = value,
            2 => tree.vias.first_mut().unwrap().comment = value,
            3 => tree.vias.push(Via { host: value, ..tree.vias.first().unwrap().clone() }),
            4 => tree.contacts.first_mut().unwrap().displayname = value,
            5 => tree
                .contacts
                .push(NameAddr { displayname: value, ..tree.contacts.first().unwrap().clone() }),
            6 => tree.call_id.as_mut().unwrap().host = value,
            _ => tree.content_length = None,
        }
    }
}

/// Whatever a program puts into the parts of a URI comes out of what was printed.
#[test]
fn uris_made_by_hand() {
    heap::install();
    let live = heap::live();
    let mut random = Seeded(1);
    for _ in 0..20_000 {
        let mut text =
            || -> Vec<u8> { (0..=random.below(6)).map(|_| 1 + random.below(255) as u8).collect() };
        let uri = Uri {
            scheme: Some("sip".into()),
            username: Some(text()[..].into()),
            password: Some(text()[..].into()),
            host: Some("example.com".into()),
            url_params: params(&mut text),
            url_headers: params(&mut text),
            ..Uri::default()
        };
        let mut printed = Vec::new();
        uri.write(&mut printed).unwrap();
        assert!(printed.iter().all(u8::is_ascii_graphic), "{printed:?}");
        assert_eq!(Uri::from_text(&printed), Ok(uri), "{}", String::from_utf8_lossy(&printed));
    }
    assert_eq!(heap::live(), live);
}

fn params(text: &mut impl FnMut() -> Vec<u8>) -> List<Param> {
    (0..2).map(|_| Param::new(&text(), Some(&text()))).collect()
}
