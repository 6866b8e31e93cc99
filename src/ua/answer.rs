//! Skeletons of responses. RFC 3261 8.2.6.

use super::build::contact;
use super::identity::masquerade::{PLACEHOLDER_HOST, PLACEHOLDER_PORT};
use super::options::Options;
use crate::mem::CBox;
use crate::routing::is_secure;
use crate::sip::param::params;
use crate::sip::plain::is_plain_address;
use crate::sip::reason::reason;
use crate::sip::text::{
    ContactText, Copied, CopiedHeaders, ResponseParts, ResponseTree, TextEditor, cseq, decimal,
    header_values, request_uri,
};
use crate::sip::{Message, NameAddr, Uri, Wire, grammar};

/// What a response says beside what it copies of its request.
#[derive(Clone, Copy, Default)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    /// Another reason phrase than the usual one.
    pub(super) reason: Option<&'a [u8]>,
    /// Whether the response copies Record-Route and has our Contact, as those that create dialogs do.
    pub(super) creates_dialog: bool,
    /// Whether the response copies Record-Route.
    pub(super) copies_routes: bool,
    /// Whether To has a tag even in a 100 (RFC 3261 8.2.6.2 permits it), as the original does in dialogs of subscriptions.
    pub(super) has_tag_always: bool,
    /// Whether the response has `Refer-Sub: false` where the request has it.
    pub(super) repeats_refer_sub: bool,
    /// More headers, in their order.
    pub(super) headers: &'a [(&'a [u8], &'a [u8])],
}

impl Answer<'_> {
    /// A response with nothing but its status.
    pub(super) fn of(status: u16) -> Self {
        Self { status, ..Self::default() }
    }
}

/// Appends a response to `text`. `request` may be an earlier response as well.
pub(super) fn response(
    request: &[u8],
    tag: u64,
    answer: &Answer<'_>,
    options: &Options,
    text: &mut Vec<u8>,
) {
    put_response(request, tag, answer, options, text);
    text.extend_from_slice(b"\r\n");
}

/// The same as a tree; `None` if that has to be read from the text.
pub(super) fn response_tree(
    request: &[u8],
    tag: u64,
    answer: &Answer<'_>,
    options: &Options,
) -> Option<CBox<Message>> {
    let mut tree = ResponseTree::default();
    put_response(request, tag, answer, options, &mut tree);
    tree.finish()
}

/// Puts together all of a response but the empty line behind its headers.
fn put_response(
    request: &[u8],
    tag: u64,
    answer: &Answer<'_>,
    options: &Options,
    text: &mut impl ResponseParts,
) {
    let (headers, mut digits) = (CopiedHeaders::of(request), [0; _]);
    let method = cseq(headers.first(Copied::CSeq)).map_or(&b""[..], |(_, method)| method);
    let special = match (answer.status, method) {
        (202, b"SUBSCRIBE") => Some(&b"Accepted subscription"[..]),
        (481, b"NOTIFY") => Some(&b"Subscription Does Not Exist"[..]),
        _ => None,
    };
    let phrase = answer.reason.or(special);
    let phrase = phrase.or_else(|| Some(reason(answer.status.into())?.to_bytes()));
    text.status(answer.status, phrase.unwrap_or(b"Unknown code"));
    copy(text, &headers, Copied::Via, b"Via");
    if answer.creates_dialog || answer.copies_routes {
        copy(text, &headers, Copied::RecordRoute, b"Record-Route");
    }
    copy(text, &headers, Copied::From, b"From");
    let to = headers.first(Copied::To);
    let has_tag = grammar::has(to, b';') && has_tag(to);
    if (answer.status != 100 || answer.has_tag_always) && !has_tag {
        text.header(b"To", &[to, b";tag=", decimal(tag, &mut digits)]);
    } else {
        put(text, b"To", to);
    }
    copy(text, &headers, Copied::CallId, b"Call-ID");
    copy(text, &headers, Copied::CSeq, b"CSeq");
    if answer.creates_dialog {
        put_contact(text, request, &headers, options);
    }
    // Each response to SUBSCRIBE repeats its event, as in the original.
    if method == b"SUBSCRIBE" {
        let event = header_values(request, b"Event").chain(header_values(request, b"o")).next();
        put(text, b"Event", event.unwrap_or(b"presence"));
    }
    put(text, b"User-Agent", options.user_agent());
    if answer.repeats_refer_sub && refers_without_subscription(&headers) {
        put(text, b"Refer-Sub", b"false");
    }
    for (name, value) in answer.headers {
        put(text, name, value);
    }
    put(text, b"Content-Length", b"0");
}

/// Whether an address has a tag.
fn has_tag(address: &[u8]) -> bool {
    if !is_plain_address(address) {
        return NameAddr::from_text(address).is_ok_and(|address| address.tag().is_some());
    }
    let (_, text) = grammar::split_once(address, b'>').unwrap_or_default();
    let mut names = params(text).map_while(Result::ok).map(|(name, _)| name);
    names.any(|name| name.eq_ignore_ascii_case(b"tag"))
}

/// Whether a request is not to create a subscription (RFC 4488).
fn refers_without_subscription(headers: &CopiedHeaders<'_>) -> bool {
    headers.values(Copied::ReferSub).any(|value| value.starts_with(b"false"))
}

/// Puts the Contact into a response that creates a dialog: its user is that of To.
fn put_contact(
    out: &mut impl ResponseParts,
    request: &[u8],
    headers: &CopiedHeaders<'_>,
    options: &Options,
) {
    out.written_header(b"Contact", |value| {
        write_plain_contact(request, headers, options, value) || {
            let contact = response_contact(&TextEditor::of(request), options);
            // It is made of valid parts.
            contact.is_some_and(|contact| contact.write_contact(value).is_ok())
        }
    });
}

/// Appends what [`response_contact`] returns, where that takes no trees; otherwise appends nothing and returns false.
fn write_plain_contact(
    request: &[u8],
    headers: &CopiedHeaders<'_>,
    options: &Options,
    out: &mut Vec<u8>,
) -> bool {
    let is_usual = options.contact_display_name().is_none()
        && options.instance().is_none()
        && options.contact_params().is_empty()
        && headers.values(Copied::RecordRoute).next().is_none();
    let plain = |value| ContactText::of(value).filter(|_| is_plain_address(value));
    let contact = header_values(request, b"Contact").next();
    let (Some(to), Some(contact), true) =
        (plain(headers.first(Copied::To)), contact.and_then(plain), is_usual)
    else {
        return false;
    };
    let is_secure = |uri: &[u8]| uri.get(..5).is_some_and(|it| it.eq_ignore_ascii_case(b"sips:"));
    let is_secure = is_secure(contact.uri()) || is_secure(request_uri(request));
    out.extend_from_slice(if is_secure { b"<sips:" } else { b"<sip:" });
    if !to.user().is_empty() {
        out.extend_from_slice(to.user());
        out.push(b'@');
    }
    for part in [PLACEHOLDER_HOST, ":", PLACEHOLDER_PORT] {
        out.extend_from_slice(part.as_bytes());
    }
    if options.outbound {
        out.extend_from_slice(b";ob");
    }
    if let Some(transport) = transport_word(headers.first(Copied::Via)) {
        out.extend_from_slice(b";transport=");
        out.extend_from_slice(transport.as_bytes());
    }
    out.push(b'>');
    true
}

/// The transport in a Via, if a URI has to name it.
fn transport_word(via: &[u8]) -> Option<&str> {
    let (protocol, _) = grammar::split_before(via, b' ');
    let word = protocol.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    str::from_utf8(word).ok().filter(|word| *word != "UDP")
}

/// The Contact of a response that creates a dialog.
fn response_contact(request: &TextEditor<'_>, options: &Options) -> Option<NameAddr> {
    let to: NameAddr = request.read(b"To")?;
    let uri = |name: &[u8]| request.read(name).and_then(|it: NameAddr| it.url);
    let is_secure = match uri(b"Record-Route").or_else(|| uri(b"Contact")) {
        Some(uri) => is_secure(&uri),
        None => false,
    } || Uri::from_text(request.request_uri()).is_ok_and(|uri| is_secure(&uri));
    let via = request.values(b"Via").next()?;
    contact(&to, is_secure, transport_word(via), options)
}

fn copy(text: &mut impl ResponseParts, headers: &CopiedHeaders<'_>, header: Copied, name: &[u8]) {
    headers.values(header).for_each(|value| put(text, name, value));
}

fn put(text: &mut impl ResponseParts, name: &[u8], value: &[u8]) {
    text.header(name, &[value]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the tree of a response is made without its text; it is the same as that of its text then.
    fn is_made_without_text(request: &str, answer: &Answer<'_>, options: &Options) -> bool {
        let mut text = Vec::new();
        response(request.as_bytes(), 7, answer, options, &mut text);
        let Some(tree) = response_tree(request.as_bytes(), 7, answer, options) else {
            return false;
        };
        let read = Message::parse_own(&text).unwrap();
        assert_eq!(format!("{tree:?}"), format!("{read:?}"), "{request}");
        true
    }

    #[test]
    fn the_tree_of_a_response_is_that_of_its_text() {
        let usual = "MESSAGE sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h:1;rport=2;branch=z9hG4bK1\r\nvia: SIP/2.0/TCP i;branch=2\r\n\
            From: \"B b\" <sip:b@h;x=y>;tag=1\r\nTo: <sip:a@h>\r\nCall-ID: 1@h\r\nCSeq: 7 MESSAGE\r\n\
            Record-Route: <sip:r;lr>, <sip:s>\r\nContact: <sip:b@i>\r\nRefer-Sub: false\r\nSubject: x\r\n\r\nbody";
        let headers: [(&[u8], &[u8]); 2] = [(b"Allow", b"A, B"), (b"X-Odd", b"")];
        let answers = [100, 180, 200, 202, 300, 404, 481, 600, 699].map(Answer::of);
        let more = [
            Answer { creates_dialog: true, ..Answer::of(200) },
            Answer { copies_routes: true, has_tag_always: true, ..Answer::of(100) },
            Answer { repeats_refer_sub: true, headers: &headers, ..Answer::of(200) },
            Answer { reason: Some(b" a  b "), ..Answer::of(200) },
            Answer { reason: Some(b""), ..Answer::of(200) },
        ];
        for answer in answers.iter().chain(&more) {
            let is_made =
                |request: &str| is_made_without_text(request, answer, &Options::default());
            assert!(is_made(usual));
            for (part, other) in [
                ("MESSAGE", "SUBSCRIBE"),
                ("MESSAGE", "NOTIFY"),
                ("Via: SIP/2.0/UDP h:1;", "Via: SIP/2.0/UDP a, SIP/2.0/UDP h ;"),
                ("Via: SIP/2.0/UDP h:1;", "Via: SIP/2.0/UDP h (c, d);"),
                ("\"B b\" <sip:b@h;x=y>", "sip:b%41@h ; x = y"),
                ("To: <sip:a@h>", "To: \"a;tag=2\" <sip:a@[::1]:5060>;TAG=3"),
                ("To: <sip:a@h>", "To: tel:1 ;a=\"b"),
                ("To: <sip:a@h>", "To: <sip:a@h>;tag"),
                ("1@h", "@\t1 @ h"),
                ("7 MESSAGE", "7   message "),
                ("Contact: <sip:b@i>", "Contact: *"),
            ] {
                is_made(&usual.replace(part, other));
            }
        }
        let is_made =
            |request: &str| is_made_without_text(request, &Answer::of(200), &Options::default());
        for (part, folded) in [
            ("\r\nvia: SIP/2.0/TCP i;branch=2", ",\r\n SIP/2.0/TCP i;branch=2"),
            ("<sip:b@h", "\r\n\t<sip:b@h"),
            ("<sip:b@h", "\r<sip:b@h"),
            ("1@h", "1\0@h"),
        ] {
            assert!(!is_made(&usual.replace(part, folded)), "{folded:?}");
        }
        let broken = usual.replace("From: \"B b", "From: \"B");
        assert!(is_made(&broken) && !is_made(&usual.replace("From: \"B b\"", "From: \"B b")));
        let answer = Answer { reason: Some(b"a\r\nb: c"), ..Answer::of(200) };
        assert!(!is_made_without_text(usual, &answer, &Options::default()));
        let answer = Answer { headers: &[(b"X", b"a\r\nb: c")], ..Answer::of(200) };
        assert!(!is_made_without_text(usual, &answer, &Options::default()));
    }

    #[test]
    fn a_tag_is_found_as_in_a_tree() {
        for address in [
            "<sip:a@h>",
            "<sip:a@h>;tag=1",
            "<sip:a@h>;x=1;TAG",
            "<sip:a@h;tag=1>;x",
            "\"a;tag=1\" <sip:h>;x=\";tag=1\"",
            "sip:a@h;tag=1",
            "sip:a@h",
            "<sip:%41@h>;tag=1",
            "<sip:a@h>;tags=1",
            "nothing;tag=1",
        ] {
            let by_tree =
                NameAddr::from_text(address.as_bytes()).is_ok_and(|it| it.tag().is_some());
            assert_eq!(has_tag(address.as_bytes()), by_tree, "{address}");
        }
    }

    #[test]
    fn the_contact_of_a_response_is_written_as_its_tree_would_be() {
        let written = |request: &str, options: &Options| {
            let contact = response_contact(&TextEditor::of(request.as_bytes()), options);
            let (mut by_tree, mut by_text) = (Vec::new(), Vec::new());
            contact.unwrap().write_contact(&mut by_tree).unwrap();
            let (request, headers) = (request.as_bytes(), CopiedHeaders::of(request.as_bytes()));
            let is_plain = write_plain_contact(request, &headers, options, &mut by_text);
            assert!(!is_plain || by_text == by_tree, "{}", String::from_utf8_lossy(request));
            is_plain
        };
        let usual = "INVITE sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nTo: <sip:a@h>\r\nContact: <sip:b@h>\r\n\r\n";
        let with = |change: fn(&mut Options)| {
            let mut options = Options::default();
            change(&mut options);
            options
        };
        let outbound = with(|options| options.outbound = true);
        for options in [&Options::default(), &outbound] {
            assert!(written(usual, options));
            assert!(written(&usual.replace("INVITE sip:", "INVITE SIPS:"), options));
            assert!(written(&usual.replace("<sip:b", "<sips:b"), options));
            assert!(written(&usual.replace("To: <sip:a@", "To: \"A\" <sip:"), options));
            assert!(written(&usual.replace("UDP", "TCP"), options));
            assert!(!written(&usual.replace("To: <sip:a@", "To: <sip:%41@"), options));
            assert!(!written(
                &usual.replace("Contact:", "Record-Route: <sip:r>\r\nContact:"),
                options
            ));
        }
        let named = with(|options| options.set_contact_display_name(b"A").unwrap());
        assert!(!written(usual, &named));
    }
}
