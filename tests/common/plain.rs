//! What is called plain can be read where it stands: the parser takes it, and its lines say what it would write.

use eXosip2::dialog::{Dialog, StoredDialog};
use eXosip2::mem::CBox;
use eXosip2::sip::plain::{RequestPlaces, is_plain_response};
use eXosip2::sip::{AuthenticationInfo, CSeq, Challenge, Message, NameAddr, Param, Uri, Via, Wire};

/// The headers that the core reads of a request without its tree.
const READ_OF_REQUEST: [&str; 7] =
    ["via", "from", "to", "call-id", "cseq", "contact", "record-route"];

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
    let places = RequestPlaces::of(text);
    if !is_plain_response(text) && places.is_none() {
        return false;
    }
    let message = Message::parse(text)
        .unwrap_or_else(|_| panic!("not read: {:?}", String::from_utf8_lossy(text)));
    let mut written = Vec::new();
    message.write(&mut written).expect("what was read is written");
    let (ours, parsed) = (lines(text), lines(&written));
    let start = |lines: &[String]| lines.first().map(|line| start_line(line));
    assert_eq!(start(&ours), start(&parsed), "the start line");
    let names = if places.is_some() { &READ_OF_REQUEST[..] } else { &READ };
    for name in names {
        let says =
            |lines: &[String]| lines.iter().filter_map(|it| value(it, name)).collect::<Vec<_>>();
        assert_eq!(says(&ours), says(&parsed), "{name} of {}", String::from_utf8_lossy(text));
    }
    if let Some(places) = places {
        check_dialog(text, &places, &message);
    }
    true
}

/// The dialog that a plain request creates is that of its tree.
fn check_dialog(text: &[u8], places: &RequestPlaces, request: &Message) {
    let tag =
        |address: &NameAddr| address.tag().map(|tag| tag.gvalue.as_deref().map(<[u8]>::to_vec));
    let shown = String::from_utf8_lossy(text);
    for (place, address) in [(places.from_tag, &request.from), (places.to_tag, &request.to)] {
        let place = place.map(|tag| Some(tag.part(text).to_vec()));
        assert_eq!(place, address.as_deref().and_then(tag), "a tag of {shown}");
    }
    let Some(stored) = StoredDialog::of_plain_request(text, places, 7) else { return };
    let mut to = request.to.clone();
    if let Some(to) = to.as_mut().filter(|to| to.tag().is_none()) {
        to.gen_params.push(Param::new(b"tag", Some(b"7")));
    }
    let mut response = request.clone();
    (response.status_code, response.to) = (180, to);
    let mut dialog =
        Dialog::of_request(request, &response).expect("it has all that a dialog needs");
    dialog.local_cseq = 1;
    if dialog.remote_contact_uri.is_none() {
        let url = request.from.as_ref().and_then(|from| from.url.clone());
        dialog.remote_contact_uri = Some(CBox::new(NameAddr { url, ..NameAddr::default() }));
    }
    assert_eq!(stored, StoredDialog::from(&dialog), "the dialog of {shown}");
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
        "from" | "to" | "contact" | "record-route" => rewritten::<NameAddr>(value),
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
