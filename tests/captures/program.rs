//! What the program of a capture added to a message between building and sending it.

use eXosip2::mem::CBox;
use eXosip2::sip::{Body, ContentLength, ContentType, Message, NameAddr, Wire};

use crate::capture::{Entry, header, key};
use crate::player::Player;

/// Headers that the library writes; all others are of the program, which adds them to what was built.
const OWN_HEADERS: [&str; 15] = [
    "Via",
    "From",
    "To",
    "Call-ID",
    "CSeq",
    "Contact",
    "Max-Forwards",
    "User-Agent",
    "Content-Length",
    "Authorization",
    "Proxy-Authorization",
    "Record-Route",
    "Route",
    "RAck",
    "Diversion",
];

impl Player<'_> {
    /// What the program added to a message before it sent it, to be seen in the message that followed on the wire.
    pub(super) fn complete(&self, index: usize, message: &mut Message) {
        let status = message.status_code;
        let word = match status {
            0 => String::from_utf8(message.method().unwrap().to_vec()).unwrap(),
            _ => status.to_string(),
        };
        let cseq = message.cseq.as_ref().map(|cseq| {
            let part = |it: &Option<eXosip2::mem::Text>| {
                String::from_utf8(it.as_deref().unwrap_or_default().to_vec()).unwrap()
            };
            format!("{} {}", part(&cseq.number), part(&cseq.method))
        });
        let now = self.entries[index].0;
        let text = self.entries[index..].iter().find_map(|(at, entry)| match entry {
            Entry::Sent(text)
                if *at <= now + self.patience()
                    && Some(key(text)) == cseq.clone().map(|cseq| (word.clone(), cseq)) =>
            {
                Some(text)
            }
            _ => None,
        });
        let Some(text) = text else { return };
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let has_timer =
            head.to_lowercase().contains("\r\nsession-expires:") && (200..300).contains(&status);
        for line in head.lines().skip(1) {
            let (name, value) = line.split_once(": ").unwrap();
            let is_redirect = name == "Contact" && (300..400).contains(&status);
            let is_own = OWN_HEADERS.contains(&name) && !is_redirect;
            let is_of_timer = has_timer
                && (name.eq_ignore_ascii_case("Session-Expires") || line == "Require: timer");
            let is_added = match self.adds_any_header {
                true => !is_own && !is_of_timer,
                false => is_of_program(message, name),
            };
            if is_added {
                let value = self.names.to_ours(value);
                add(message, name, value.as_bytes());
            }
        }
        if !body.is_empty() && message.bodies.is_empty() {
            let kind = header(text, "Content-Type").unwrap_or_default();
            message.content_type = ContentType::from_text(kind.as_bytes()).ok().map(CBox::new);
            message.bodies.push(Body::new(body.as_bytes()));
        }
        message.changed();
    }
}

/// Whether the program adds this header to a message of a subscription or a publication. What the library adds to responses,
/// and to requests outside of dialogs, is not the program's.
fn is_of_program(message: &Message, name: &str) -> bool {
    let is_in_dialog = message.to.as_ref().is_some_and(|to| to.tag().is_some());
    match name {
        "Expires" | "Event" => message.is_request() && is_in_dialog,
        "Refer-Sub" | "SIP-ETag" => true,
        _ => false,
    }
}

/// Adds a header as a program does.
fn add(message: &mut Message, name: &str, value: &[u8]) {
    match name {
        "Content-Type" => {}
        "Accept" if message.accepts.iter().next().is_none() => {
            message.accepts.push(ContentType::from_text(value).unwrap());
        }
        "Accept" => {}
        "Allow" => message.allows.push(ContentLength::from_text(value).unwrap()),
        "Contact" => message.contacts.push(NameAddr::from_text(value).unwrap()),
        _ if message.headers.iter().any(|header| header.is_named(name.as_bytes())) => {}
        _ => message.add_header(name.as_bytes(), value),
    }
}
