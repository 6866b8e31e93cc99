//! The header names that the parser knows, in full and compact. RFC 3261 7.3.3 and 20.

use parking_lot::RwLock;

/// A header with a field of its own in [`Message`](super::Message).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Accept,
    AcceptEncoding,
    AcceptLanguage,
    AlertInfo,
    Allow,
    AuthenticationInfo,
    Authorization,
    CallId,
    CallInfo,
    Contact,
    ContentEncoding,
    ContentLength,
    ContentType,
    CSeq,
    ErrorInfo,
    From,
    MimeVersion,
    ProxyAuthenticate,
    ProxyAuthenticationInfo,
    ProxyAuthorization,
    RecordRoute,
    Route,
    To,
    Via,
    WwwAuthenticate,
}

impl Name {
    /// The header that `name` stands for, in whatever case.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        // By its length and its first letter, of which this makes a small one, a name is one of few.
        let first = name.first()? | 0x20;
        Some(match (name.len(), first) {
            (1, b'c') => Self::ContentType,
            (1, b'e') => Self::ContentEncoding,
            (1, b'f') => Self::From,
            (1, b'i') => Self::CallId,
            (1, b'l') => Self::ContentLength,
            (1, b'm') => Self::Contact,
            (1, b't') => Self::To,
            (1, b'v') => Self::Via,
            (2, b't') if is(name, b"To") => Self::To,
            (3, b'v') if is(name, b"Via") => Self::Via,
            (4, b'c') if is(name, b"CSeq") => Self::CSeq,
            (4, b'f') if is(name, b"From") => Self::From,
            (5, b'a') if is(name, b"Allow") => Self::Allow,
            (5, b'r') if is(name, b"Route") => Self::Route,
            (6, b'a') if is(name, b"Accept") => Self::Accept,
            (7, b'c') if is(name, b"Call-ID") => Self::CallId,
            (7, b'c') if is(name, b"Contact") => Self::Contact,
            (9, b'c') if is(name, b"Call-Info") => Self::CallInfo,
            (10, b'a') if is(name, b"Alert-Info") => Self::AlertInfo,
            (10, b'e') if is(name, b"Error-Info") => Self::ErrorInfo,
            (12, b'c') if is(name, b"Content-Type") => Self::ContentType,
            (12, b'm') if is(name, b"MIME-Version") => Self::MimeVersion,
            (12, b'r') if is(name, b"Record-Route") => Self::RecordRoute,
            (13, b'a') if is(name, b"Authorization") => Self::Authorization,
            (14, b'c') if is(name, b"Content-Length") => Self::ContentLength,
            (15, b'a') if is(name, b"Accept-Encoding") => Self::AcceptEncoding,
            (15, b'a') if is(name, b"Accept-Language") => Self::AcceptLanguage,
            (16, b'c') if is(name, b"Content-Encoding") => Self::ContentEncoding,
            (16, b'w') if is(name, b"WWW-Authenticate") => Self::WwwAuthenticate,
            (18, b'p') if is(name, b"Proxy-Authenticate") => Self::ProxyAuthenticate,
            (19, b'a') if is(name, b"Authentication-Info") => Self::AuthenticationInfo,
            (19, b'p') if is(name, b"Proxy-Authorization") => Self::ProxyAuthorization,
            (25, b'p') if is(name, b"Proxy-Authentication-Info") => Self::ProxyAuthenticationInfo,
            _ => return None,
        })
    }
}

/// Whether `name` is `full`, in whatever case. Most are written as in the RFC: that takes few instructions.
#[inline(always)]
fn is<const N: usize>(name: &[u8], full: &[u8; N]) -> bool {
    name == full || name.eq_ignore_ascii_case(full)
}

/// Whether two names mean the same header, in full or compact.
pub(super) fn is_same(one: &[u8], other: &[u8]) -> bool {
    full(one).eq_ignore_ascii_case(full(other))
}

/// The full form of a compact name (RFC 3261 7.3.3, and the RFCs that define the others).
#[rustfmt::skip]
fn full(name: &[u8]) -> &[u8] {
    let [letter] = name else { return name };
    match letter.to_ascii_lowercase() {
        b'a' => b"Accept-Contact", b'b' => b"Referred-By", b'c' => b"Content-Type", b'd' => b"Request-Disposition",
        b'e' => b"Content-Encoding", b'f' => b"From", b'i' => b"Call-ID", b'j' => b"Reject-Contact",
        b'k' => b"Supported", b'l' => b"Content-Length", b'm' => b"Contact", b'n' => b"Identity-Info",
        b'o' => b"Event", b'r' => b"Refer-To", b's' => b"Subject", b't' => b"To", b'u' => b"Allow-Events",
        b'v' => b"Via", b'x' => b"Session-Expires", b'y' => b"Identity",
        _ => name,
    }
}

/// The length of the longest name of a list.
const LONGEST: usize = 29;

/// Whether a header without a field of its own is a comma separated list.
pub(super) fn is_list(name: &[u8]) -> bool {
    // All of the room is put in lower case, as its length is known.
    let mut room = [0; LONGEST.next_multiple_of(16)];
    let lower = match room.get_mut(..name.len()) {
        Some(place) if name.len() <= LONGEST => {
            place.copy_from_slice(name);
            room.make_ascii_lowercase();
            room.get(..name.len()).unwrap_or_default()
        }
        _ => &[],
    };
    is_known_list(lower) || ADDED_LISTS.read().iter().any(|added| added.eq_ignore_ascii_case(name))
}

/// Whether the header of this name, in lower case, is a list by its RFC.
#[rustfmt::skip]
fn is_known_list(name: &[u8]) -> bool {
    matches!(name,
        b"a" | b"accept-contact" | b"accept-resource-priority" | b"u" | b"allow-events" | b"content-language"
        | b"feature-caps" | b"history-info" | b"in-reply-to" | b"p-access-network-info" | b"p-asserted-identity"
        | b"p-asserted-service" | b"p-associated-uri" | b"p-charging-function-addresses" | b"p-early-media"
        | b"p-media-authorization" | b"p-preferred-identity" | b"p-preferred-service" | b"p-refused-uri-list"
        | b"p-visited-network-id" | b"path" | b"permission-missing" | b"policy-contact" | b"policy-id"
        | b"proxy-require" | b"reason" | b"recv-info" | b"j" | b"reject-contact" | b"d" | b"request-disposition"
        | b"require" | b"resource-priority" | b"security-client" | b"security-server" | b"security-verify"
        | b"service-route" | b"k" | b"supported" | b"trigger-consent" | b"unsupported" | b"user-to-user"
        | b"warning"
    )
}

/// The names that a program has declared to be lists.
static ADDED_LISTS: RwLock<Vec<Box<[u8]>>> = RwLock::new(Vec::new());

/// Declares that headers of this name are comma separated lists, in every message parsed from now on.
pub fn add_list(name: &[u8]) {
    let mut lists = ADDED_LISTS.write();
    if !lists.iter().any(|added| added.eq_ignore_ascii_case(name)) {
        lists.push(name.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_of_a_name_is_known() {
        for name in
            ["Proxy-Authentication-Info", "Proxy-AUTHENTICATION-Info", "proxy-authentication-info"]
        {
            assert_eq!(Name::of(name.as_bytes()), Some(Name::ProxyAuthenticationInfo), "{name}");
        }
        assert_eq!(Name::of(b"V"), Some(Name::Via));
        assert_eq!(Name::of(b"\x16ia"), None);
        assert_eq!(Name::of(b"viaa"), None);
    }

    #[test]
    fn a_program_may_add_lists() {
        assert!(!is_list(b"X-list-of-mine"));
        add_list(b"X-List-Of-Mine");
        assert!(is_list(b"X-list-of-mine"));
    }

    #[test]
    fn a_list_that_a_program_added_may_have_any_name() {
        let name = "X-A-Name-That-Is-Longer-Than-All-The-Known-Ones";
        add_list(name.as_bytes());
        let text = format!("OPTIONS sip:a SIP/2.0\r\n{name}: a, b\r\n\r\n");
        let message = crate::sip::Message::parse(text.as_bytes()).unwrap();
        assert_eq!(message.headers.len(), 2);
    }
}
