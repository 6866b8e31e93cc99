//! Messages for tests: some written by hand, and any number put together from good and bad lines.

use super::random::Seeded;

/// Messages of our own, from which others are made.
pub const SEEDS: &[&str] = &[
    "REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1\r\n\
     From: \"Alice, A.\" <sip:alice@example.com>;tag=1\r\nTo: <sip:alice@example.com>\r\nCall-ID: 17@192.0.2.1\r\n\
     CSeq: 2 REGISTER\r\nContact: <sip:alice@192.0.2.1:5060;line=7>;q=0.5;expires=60, \"x\" <sip:b@[2001:db8::1]>\r\n\
     Authorization: Digest username=\"alice\", realm=\"r\", nonce=\"n\", uri=\"sip:example.com\", response=\"0\", algorithm=MD5, cnonce=\"c\", qop=auth, nc=00000001\r\n\
     Max-Forwards: 70\r\nUser-Agent: tests\r\nExpires: 3600\r\nSupported: path, gruu\r\nContent-Length: 0\r\n\r\n",
    "SIP/2.0 401 Unauthorized\r\nv: SIP/2.0/UDP 192.0.2.1:5060;received=192.0.2.9;rport=5062;branch=z9hG4bK1\r\n\
     Via: SIP/2.0/TCP a.example.com;branch=2, SIP/2.0/TLS b.example.com:5061;branch=3;maddr=192.0.2.3\r\n\
     f: sip:alice@example.com;tag=1\r\nt: <sip:alice@example.com>;tag=2\r\ni: 17\r\nCSeq: 2 REGISTER\r\n\
     WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", stale=false, algorithm=MD5, qop=\"auth,auth-int\", opaque=\"o\", domain=\"sip:a\"\r\n\
     Proxy-Authenticate: Basic realm=\"x\"\r\nServer: s (t)\r\nl: 0\r\n\r\n",
    "INVITE sip:bob:pw@example.com:5061;transport=tls?subject=x&y=z SIP/2.0\r\nVia: SIP/2.0/TLS [2001:db8::2]:5061;branch=z\r\n\
     Record-Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>\r\nRoute: <sip:p3.example.com;lr>\r\n\
     From: Bob <sip:bob@example.com>;tag=x\r\nTo: <tel:+123;phone-context=example.com>\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\
     Subject: folded\r\n line\r\n\tagain\r\nAccept: application/sdp;level=1, text/html\r\nAccept-Encoding: gzip;q=1\r\n\
     Accept-Language: da, en;q=0.7\r\nAlert-Info: <http://example.com/a,b.wav>;x\r\nCall-Info: <http://example.com/p.jpg>;purpose=icon\r\n\
     Error-Info: <sip:e@example.com>\r\nAllow: INVITE, ACK\r\ne: gzip\r\nMIME-Version: 1.0\r\n\
     Proxy-Authorization: Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"0\"\r\n\
     c: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n",
    "MESSAGE sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@b>\r\nTo: <sip:c@d>\r\nCall-ID: 1@2\r\nCSeq: 3 MESSAGE\r\n\
     Content-Type: multipart/mixed;boundary=\"b1\"\r\nContent-Length: 98\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n\
     --b1\r\nContent-Type: a/b; c=d\r\nContent-ID: <x>\r\n\r\nw\r\n--b1--\r\n",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n\
     Contact: *\r\nAuthentication-Info: nextnonce=\"x\"\r\nProxy-Authentication-Info: qop=auth, rspauth=\"y\", cnonce=\"c\", nc=1\r\n\
     Content-Type: text/plain\r\n\r\nhello",
    "SUBSCRIBE sips:a@b SIP/2.0\nVia:SIP/2.0/UDP h\nFrom:<sip:a@b>\nTo:<sip:a@b>\nCall-ID:1\nCSeq:1 SUBSCRIBE\nEvent:presence\nX-Empty:\nX-Blank: \nk: a,,b\n\n",
];

/// Start lines, good and bad.
const START_LINES: &[&str] = &[
    "OPTIONS sip:bob@example.com SIP/2.0",
    "OPTIONS  sip:bob@example.com SIP/2.0",
    "o sips:bob@example.com;x sip/3.0",
    "A.-!%*_+`'~ tel:+1 SIP/2.0",
    "SIP/2.0 200 OK",
    "SIP/2.0 180 Ringing, or so ",
    "SIP/2.0 404 ",
    "SIP/2.0 699 \u{e9}",
    "SIP/2.0 0404 x",
    "OPTIONS sip:bob@example.com",
    "OPTIONS sip:bob@example.com  SIP/2.0",
    "OPTIONS sip:bob@example.com SIP/2.0 ",
    "OPTIONS <sip:bob@example.com> SIP/2.0",
    "OPTIONS sip:bob@example.com HTTP/1.1",
    "OPTIONS bob SIP/2.0",
    " OPTIONS sip:bob@example.com SIP/2.0",
    "SIP/2.0 0 none",
    "SIP/2.0 abc none",
    "sip/2.0 200 OK",
    "",
];

/// Names and values that both libraries read alike, good and bad. Where a value has commas it may be a list.
const LINES: &[(&str, &str)] = &[
    ("Via", "SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1"),
    ("v", "SIP/2.0/TCP a.example.com;branch=2 , SIP/2.0/TLS b.example.com;x=\"a,b\""),
    ("Via", "SIP/2.0/UDP"),
    ("From", "\"Bob, B.\" <sip:bob@example.com>;tag=1"),
    ("f", "sip:bob@example.com"),
    ("To", "<sip:bob@example.com;lr>"),
    ("t", "<sip:bob@example.com"),
    ("Call-ID", "1@example.com"),
    ("i", "1"),
    ("CSeq", "1 OPTIONS"),
    ("cseq", "nothing"),
    ("Contact", "<sip:a,b@example.com>, \"x\\\",y\" <sip:c@example.com>;q=1,, sip:d@example.com"),
    ("m", "*"),
    ("m", "\"open <sip:c@example.com>"),
    ("m", "<sip:c@example.com>;x=\"open, <sip:d@example.com>"),
    ("Route", "<sip:p1.example.com;lr>,<sip:p2.example.com;lr>"),
    ("Route", "nothing"),
    ("Record-Route", "<sip:p1.example.com;lr>, nothing, <sip:p2.example.com;lr>"),
    ("Accept", "a/b;q=1, c/d, nothing"),
    ("Accept", ""),
    ("Accept-Encoding", "gzip, *;q=0"),
    ("Accept-Language", "en, de"),
    ("Alert-Info", "<http://example.com/a,b>, <http://example.com/c>"),
    ("Allow", "A, B,C"),
    ("Call-Info", "<http://example.com/a>;purpose=x"),
    ("Error-Info", "<sip:e@example.com>"),
    ("Content-Encoding", "gzip"),
    ("e", "a, b"),
    ("MIME-Version", "1.0"),
    ("WWW-Authenticate", "Digest realm=\"a,b\", nonce=\"c\""),
    ("Proxy-Authenticate", "Digest realm=\"a\", nonce=\"c\", qop=\"auth,auth-int\""),
    (
        "Authorization",
        "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\"",
    ),
    (
        "Proxy-Authorization",
        "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\"",
    ),
    ("Authentication-Info", "nextnonce=\"x\""),
    ("Subject", "one, two;\"three"),
    ("Max-Forwards", "70"),
    ("X-A_b.C", "a\tb c"),
    ("x", ""),
    ("Require", "a, b ,,c"),
    ("k", "a,\"b,c\",d"),
    ("Supported", ""),
    ("Path", "<sip:a,b@example.com>,<sip:c@example.com>"),
    ("Warning", "301 example.com \"a, b\", 302 c \"d\""),
];

/// A message that is well or ill formed as a whole, of parts that both libraries read alike.
pub fn assemble(random: &mut Seeded) -> Vec<u8> {
    let mut text = String::new();
    let good = if random.one_in(4) { START_LINES.len() } else { 9 };
    text += START_LINES[random.below(good)];
    let line_end = *random.pick(&[&"\r\n", &"\r\n", &"\r\n", &"\n", &"\r"]);
    text += line_end;
    for _ in 0..random.below(12) {
        let (name, value) = LINES[random.below(LINES.len())];
        text += &match random.below(4) {
            0 => name.to_uppercase(),
            1 => name.to_lowercase(),
            _ => String::from(name),
        };
        text += random.pick(&["", "", "", " ", "\t "]);
        text += random.pick(&[":", ":", ":", ":", ":", ":", ":", ":", ":", ""]);
        text += random.pick(&["", " ", " ", " \t "]);
        let folded =
            value.replace(' ', &format!("{line_end}{}", random.pick(&[" ", "\t", " \t "])));
        text += if random.one_in(6) { &folded } else { value };
        text += random.pick(&["", "", "", " ", "\t"]);
        text += line_end;
    }
    // After bare CRs the original reads a body only if Content-Length is not 0.
    let bodies = ["", "hello", "\r\n", "\r\nhello\r\n\r\n"];
    let body = bodies[random.below(if line_end == "\r" { 1 } else { 4 })];
    match random.below(8) {
        0 | 1 => text += &format!("Content-Type: text/plain{line_end}"),
        2 => text += &format!("c: Text / plain ; charset=\"x\"{line_end}"),
        3 => text += &format!("Content-Type: nothing{line_end}"),
        _ => {}
    }
    match random.below(6) {
        0 | 1 => text += &format!("Content-Length: {}{line_end}", body.len()),
        2 => text += &format!("l:{}{line_end}", random.below(9)),
        3 => text += &format!("Content-Length:{}{line_end}", random.pick(&["", " "])),
        _ => {}
    }
    text += random.pick(&[line_end, line_end, line_end, ""]);
    text += body;
    let mut bytes = text.into_bytes();
    if random.one_in(20) {
        let at = random.below(bytes.len() + 1);
        bytes.insert(at, 0);
    }
    bytes
}
