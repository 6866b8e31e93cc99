//! The messages that are parsed, copied and printed.

/// A name and a message.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    vec![
        ("REGISTER", register()),
        ("401", challenge()),
        ("200, 5 contacts", accepted()),
        ("INVITE with SDP", invite()),
        ("12-Via response", response()),
    ]
}

fn lines(lines: &[&str], body: &str) -> String {
    format!("{}\r\nContent-Length: {}\r\n\r\n{body}", lines.join("\r\n"), body.len())
}

/// A REGISTER with credentials.
pub(crate) fn register() -> String {
    lines(
        &[
            "REGISTER sip:registrar.example.com SIP/2.0",
            "Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK455919146",
            "From: <sip:34020000001320000001@example.com>;tag=1774720625",
            "To: <sip:34020000001320000001@example.com>",
            "Call-ID: 267949415",
            "CSeq: 2 REGISTER",
            "Contact: <sip:34020000001320000001@192.0.2.10:5060;line=43bc301e90cb2f7>",
            "Authorization: Digest username=\"34020000001320000001\", realm=\"example.com\", nonce=\"5f1a0c2e77d9\", \
             uri=\"sip:registrar.example.com\", response=\"026573c7d9778d7c60beda7e1acea78c\", algorithm=MD5, \
             cnonce=\"71f6d8b3\", opaque=\"0pq\", qop=auth, nc=00000001",
            "Max-Forwards: 70",
            "User-Agent: eXosip/5.3.0",
            "Expires: 3600",
        ],
        "",
    )
}

fn challenge() -> String {
    lines(
        &[
            "SIP/2.0 401 Unauthorized",
            "Via: SIP/2.0/UDP 192.0.2.10:5060;rport=5060;branch=z9hG4bK455919146;received=192.0.2.10",
            "From: <sip:alice@example.com>;tag=1774720625",
            "To: <sip:alice@example.com>;tag=as58f4201b",
            "Call-ID: 267949415",
            "CSeq: 1 REGISTER",
            "WWW-Authenticate: Digest realm=\"example.com\", nonce=\"5f1a0c2e77d9\", algorithm=MD5, qop=\"auth\", \
             opaque=\"0pq\"",
            "Server: registrar",
        ],
        "",
    )
}

fn accepted() -> String {
    let contacts: Vec<String> = (1..=5)
        .map(|n| {
            format!("Contact: <sip:alice@192.0.2.{n}:5060;line=43bc301e90cb2f{n}>;expires=360{n}")
        })
        .collect();
    let mut all = vec![
        "SIP/2.0 200 OK",
        "Via: SIP/2.0/UDP 192.0.2.10:5060;rport=5060;branch=z9hG4bK455919146;received=192.0.2.10",
        "From: <sip:alice@example.com>;tag=1774720625",
        "To: <sip:alice@example.com>;tag=as58f4201b",
        "Call-ID: 267949415",
        "CSeq: 2 REGISTER",
    ];
    all.extend(contacts.iter().map(String::as_str));
    lines(&all, "")
}

fn invite() -> String {
    let body = "v=0\r\no=alice 2890844526 2890844526 IN IP4 192.0.2.10\r\ns=Play\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n\
                m=video 49170 RTP/AVP 96 98 97\r\na=recvonly\r\na=rtpmap:96 PS/90000\r\na=rtpmap:98 H264/90000\r\n\
                a=rtpmap:97 MPEG4/90000\r\n";
    lines(
        &[
            "INVITE sip:34020000001320000001@192.0.2.20:5060 SIP/2.0",
            "Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK776asdhds",
            "From: \"Platform\" <sip:34020000002000000001@example.com>;tag=1928301774",
            "To: <sip:34020000001320000001@example.com>",
            "Call-ID: a84b4c76e66710@192.0.2.10",
            "CSeq: 20 INVITE",
            "Contact: <sip:34020000002000000001@192.0.2.10:5060>",
            "Content-Type: application/sdp",
            "Max-Forwards: 70",
            "User-Agent: platform/1.0",
            "Subject: 34020000001320000001:0200000001,34020000002000000001:0",
            "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, MESSAGE",
        ],
        body,
    )
}

fn response() -> String {
    let vias: Vec<String> = (1..=12)
        .map(|n| format!("Via: SIP/2.0/UDP p{n}.example.com:5060;branch=z9hG4bK87asdks{n};received=192.0.2.{n}"))
        .collect();
    let mut all = vec!["SIP/2.0 180 Ringing"];
    all.extend(vias.iter().map(String::as_str));
    all.extend([
        "From: Bob <sip:bob@example.com>;tag=456248",
        "To: Alice <sip:alice@example.com>;tag=a6c85cf",
        "Call-ID: 843817637684230@998sdasdh09",
        "CSeq: 1826 INVITE",
        "Contact: <sip:alice@192.0.2.4>",
    ]);
    lines(&all, "")
}

/// The most expensive datagrams of about `length` bytes that we can think of.
pub(crate) fn worst(length: usize) -> Vec<(&'static str, Vec<u8>)> {
    let head = "OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
                To: <sip:b@h>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n";
    let with = |start: &str, unit: &str, end: &str| {
        let room = length.saturating_sub(head.len() + start.len() + end.len() + 4);
        format!("{head}{start}{}{end}\r\n\r\n", unit.repeat(room / unit.len())).into_bytes()
    };
    let parts = |start: &str, unit: &str| {
        let room = length.saturating_sub(head.len() + start.len() + 100);
        let body = format!("{start}{}\r\nx\r\n--b--\r\n", unit.repeat(room / unit.len()));
        let kind = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed;boundary=b";
        format!("{head}{kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    };
    vec![
        ("headers", with("X: 0", "\r\nX: 1", "")),
        ("known headers", with("Allow: A", "\r\nk:b", "")),
        ("vias", with("v:SIP/2.0/UDP h", "\r\nv:SIP/2.0/UDP h", "")),
        ("parameters", with("Contact: <sip:a@h>", ";a", "")),
        ("URI parameters", with("Contact: <sip:a@h", ";a", ">")),
        ("URI headers", with("Contact: <sip:a@h?a=1", "&a=1", ">")),
        ("commas", with("Contact: <sip:h>", ",<sip:h>", "")),
        ("empty elements", with("Contact: <sip:h>", ",", "")),
        ("quotes", with("Contact: ", "\"\"", "<sip:a@h>")),
        ("open quotes", with("Contact: <sip:a@h>", ",\"", "")),
        ("brackets", with("Contact: ", "<", "")),
        ("backslashes", with("Contact: \"", "\\", "\" <sip:a@h>")),
        ("folded lines", with("Subject: a", "\r\n a", "")),
        ("escapes", with("Contact: <sip:", "%61", "@h>")),
        ("challenge", with("WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"", ",x=\"y\"", "")),
        (
            "challenges",
            with(
                "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"",
                "\r\nWWW-Authenticate: Digest realm=\"a\", nonce=\"b\"",
                "",
            ),
        ),
        ("multipart", parts("", "--b\r\nContent-Type: a/b\r\n\r\nx\r\n")),
        ("headers of a part", parts("--b\r\n", "X: 1\r\n")),
        ("almost boundaries", parts("--b\r\nX: 1\r\n\r\n", "--bb\r\n")),
        ("quoted commas", with("Contact: <sip:h>", ",\"a,b\"<sip:h>", "")),
        ("quotes in brackets", with("Contact: <sip:h>", ",<sip:h;a=\",>\"", "")),
        ("brackets in quotes", with("Contact: <sip:h>", ",<sip:h>;a=\">,\"", "")),
        ("quoted parameters", with("Contact: <sip:a@h>", ";a=\"\\\"\"", "")),
        ("escaped percent signs", with("Contact: <sip:%", "25", "@h>")),
        ("escaped NULs", with("Contact: <sip:a%", "00%25", "@h>")),
        ("comments", with("v:SIP/2.0/UDP h ", "(", ")")),
        ("unknown scheme", with("WWW-Authenticate: X a=b", ",x=\"y\"", "")),
        ("open quotes in a challenge", with("WWW-Authenticate: Digest realm=\"a\"", ",x=\"", "")),
        ("parameters without values", with("WWW-Authenticate: Digest realm=\"a\"", ",x", "=y")),
        ("blank lists", with("k:", " ,", "")),
        ("blank lines", with("Subject: a", "\r\n ", "")),
        ("semicolons", with("Contact: <sip:a@h>", "; ", "")),
    ]
}
