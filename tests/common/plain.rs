//! What is called plain can be read where it stands: the parser takes it, and its lines say what it would write.

use eXosip2::sip::plain::{RequestPlaces, is_plain_response};
use eXosip2::sip::{AuthenticationInfo, CSeq, Challenge, Message, NameAddr, Uri, Via, Wire};

/// The headers that the core reads of a response.
const READ: [&str; 16] = [
    "via",
    "from",
    "to",
    "call-id",
    "cseq",
    "contact",
    "www-authenticate",
    "proxy-authenticate",
    "authentication-info",
    "proxy-authentication-info",
    "expires",
    "min-expires",
    "retry-after",
    "flow-timer",
    "service-route",
    "p-associated-uri",
];

/// Checks a text. Returns whether it is plain.
pub fn check(text: &[u8]) -> bool {
    if !is_plain_response(text) && RequestPlaces::of(text).is_none() {
        return false;
    }
    let message = Message::parse(text)
        .unwrap_or_else(|_| panic!("not read: {:?}", String::from_utf8_lossy(text)));
    let mut written = Vec::new();
    message.write(&mut written).expect("what was read is written");
    let (ours, parsed) = (lines(text), lines(&written));
    let start = |lines: &[String]| lines.first().map(|line| start_line(line));
    assert_eq!(start(&ours), start(&parsed), "the start line");
    for name in READ {
        let says =
            |lines: &[String]| lines.iter().filter_map(|it| value(it, name)).collect::<Vec<_>>();
        assert_eq!(says(&ours), says(&parsed), "{name} of {}", String::from_utf8_lossy(text));
    }
    true
}

/// The lines up to the body.
fn lines(text: &[u8]) -> Vec<String> {
    let text = text.iter().map(|byte| char::from(*byte)).collect::<String>();
    let (head, _) = text.split_once("\r\n\r\n").expect("an empty line");
    head.split("\r\n").map(str::to_owned).collect()
}

/// A start line; of a request with its URI as it is written.
fn start_line(line: &str) -> String {
    let mut words: Vec<_> = line.splitn(3, ' ').map(str::to_owned).collect();
    if let [method, uri, _] = &mut *words
        && !method.starts_with("SIP/")
    {
        *uri = rewritten::<Uri>(uri).expect("the URI is read");
    }
    words.join(" ")
}

/// What a line says, if it has that name and can be read.
fn value(line: &str, wanted: &str) -> Option<String> {
    let (name, value) =
        line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
    let value = value.trim_matches([' ', '\t']);
    match name.to_ascii_lowercase().as_str() {
        "via" => rewritten::<Via>(value),
        "from" | "to" | "contact" => rewritten::<NameAddr>(value),
        "cseq" => rewritten::<CSeq>(value),
        "www-authenticate" | "proxy-authenticate" => rewritten::<Challenge>(value),
        "authentication-info" | "proxy-authentication-info" => {
            rewritten::<AuthenticationInfo>(value)
        }
        _ => Some(value.to_owned()),
    }
}

fn rewritten<T: Wire>(value: &str) -> Option<String> {
    let value: Vec<u8> = value.chars().map(|it| it as u8).collect();
    let mut text = Vec::new();
    T::from_text(&value).ok()?.write(&mut text).ok()?;
    Some(text.iter().map(|byte| char::from(*byte)).collect())
}
