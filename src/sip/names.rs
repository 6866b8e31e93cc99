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

/// The length of the longest name that anything is known about.
const LONGEST: usize = 29;
/// Room for a name, of a size that is quick to work on.
const ROOM: usize = LONGEST.next_multiple_of(16);

/// `name` in lower case, if it is short enough to be a known one.
///
/// Not inlined: by itself the compiler makes twenty instructions of it, not some for each byte (parsing 2 % quicker).
#[inline(never)]
pub(super) fn lower_case<'a>(name: &[u8], room: &'a mut [u8; ROOM]) -> &'a [u8] {
    match room.get_mut(..name.len()) {
        Some(place) if name.len() <= LONGEST => place.copy_from_slice(name),
        _ => return &[],
    }
    // All of the room, as its length is known.
    room.make_ascii_lowercase();
    room.get(..name.len()).unwrap_or_default()
}

impl Name {
    /// The header that `name`, in lower case, stands for.
    #[rustfmt::skip]
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"v" | b"via" => Self::Via,
            b"f" | b"from" => Self::From,
            b"t" | b"to" => Self::To,
            b"i" | b"call-id" => Self::CallId,
            b"cseq" => Self::CSeq,
            b"m" | b"contact" => Self::Contact,
            b"l" | b"content-length" => Self::ContentLength,
            b"c" | b"content-type" => Self::ContentType,
            b"e" | b"content-encoding" => Self::ContentEncoding,
            b"accept" => Self::Accept,
            b"accept-encoding" => Self::AcceptEncoding,
            b"accept-language" => Self::AcceptLanguage,
            b"alert-info" => Self::AlertInfo,
            b"allow" => Self::Allow,
            b"authentication-info" => Self::AuthenticationInfo,
            b"authorization" => Self::Authorization,
            b"call-info" => Self::CallInfo,
            b"error-info" => Self::ErrorInfo,
            b"mime-version" => Self::MimeVersion,
            b"proxy-authenticate" => Self::ProxyAuthenticate,
            b"proxy-authentication-info" => Self::ProxyAuthenticationInfo,
            b"proxy-authorization" => Self::ProxyAuthorization,
            b"record-route" => Self::RecordRoute,
            b"route" => Self::Route,
            b"www-authenticate" => Self::WwwAuthenticate,
            _ => return None,
        })
    }
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

/// Whether a header without a field of its own is a comma separated list. `lower` is what [`lower_case`] makes of its
/// name.
#[rustfmt::skip]
pub(super) fn is_list(name: &[u8], lower: &[u8]) -> bool {
    matches!(lower,
        b"a" | b"accept-contact" | b"accept-resource-priority" | b"u" | b"allow-events" | b"content-language"
        | b"feature-caps" | b"history-info" | b"in-reply-to" | b"p-access-network-info" | b"p-asserted-identity"
        | b"p-asserted-service" | b"p-associated-uri" | b"p-charging-function-addresses" | b"p-early-media"
        | b"p-media-authorization" | b"p-preferred-identity" | b"p-preferred-service" | b"p-refused-uri-list"
        | b"p-visited-network-id" | b"path" | b"permission-missing" | b"policy-contact" | b"policy-id"
        | b"proxy-require" | b"reason" | b"recv-info" | b"j" | b"reject-contact" | b"d" | b"request-disposition"
        | b"require" | b"resource-priority" | b"security-client" | b"security-server" | b"security-verify"
        | b"service-route" | b"k" | b"supported" | b"trigger-consent" | b"unsupported" | b"user-to-user"
        | b"warning"
    ) || ADDED_LISTS.read().iter().any(|added| added.eq_ignore_ascii_case(name))
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
        let mut room = [0; ROOM];
        let lower = lower_case(b"Proxy-AUTHENTICATION-Info", &mut room);
        assert_eq!(Name::of(lower), Some(Name::ProxyAuthenticationInfo));
        assert_eq!(lower_case(&[b'a'; LONGEST + 1], &mut room), b"");
        assert_eq!(Name::of(b"viaa"), None);
    }

    #[test]
    fn a_program_may_add_lists() {
        assert!(!is_list(b"X-list-of-mine", b"x-list-of-mine"));
        add_list(b"X-List-Of-Mine");
        assert!(is_list(b"X-list-of-mine", b"x-list-of-mine"));
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
