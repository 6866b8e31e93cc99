//! Which message belongs to which transaction. RFC 3261 17.1.3 and 17.2.3.

/// The beginning of each branch that RFC 3261 permits (8.1.1.7).
pub const MAGIC_COOKIE: &[u8] = b"z9hG4bK";
/// The port of a sent-by that names none.
const DEFAULT_PORT: &[u8] = b"5060";

/// What a response repeats of the request of a client transaction.
///
/// RFC 3261 asks for the branch and the method; Call-ID and CSeq number are compared as well, so that a forged response
/// has more to guess.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientKey {
    /// Branch, method and Call-ID, one behind the other.
    text: Box<[u8]>,
    /// Where the method begins, and where the Call-ID does.
    ends: (u32, u32),
    cseq: u32,
}

impl ClientKey {
    /// The key of a request with this branch in its Via, this method, this Call-ID and this number in CSeq.
    pub fn new(branch: &[u8], method: &[u8], call_id: &[u8], cseq: u32) -> Self {
        let end = |length| u32::try_from(length).unwrap_or(u32::MAX);
        let ends = (end(branch.len()), end(branch.len() + method.len()));
        Self { text: [branch, method, call_id].concat().into(), ends, cseq }
    }

    /// The method.
    pub fn method(&self) -> &[u8] {
        self.part(self.ends.0, Some(self.ends.1))
    }

    /// The branch, which no two requests share.
    pub fn branch(&self) -> &[u8] {
        self.part(0, Some(self.ends.0))
    }

    fn part(&self, start: u32, end: Option<u32>) -> &[u8] {
        let end = end.map_or(self.text.len(), |end| end as usize);
        self.text.get(start as usize..end).unwrap_or_default()
    }

    /// Whether a response with these belongs to the transaction.
    pub fn is_answered_by(&self, branch: &[u8], method: &[u8], call_id: &[u8], cseq: u32) -> bool {
        self.branch() == branch
            && self.method() == method
            && self.part(self.ends.1, None) == call_id
            && self.cseq == cseq
    }
}

/// What a received request says about the server transaction that it belongs to.
///
/// All texts are compared with their case, as the original does.
#[derive(Clone, Copy, Debug)]
pub struct RequestIds<'a, F> {
    /// The branch of the topmost Via: empty without a value, `None` without the parameter.
    pub branch: Option<&'a [u8]>,
    /// The host of the topmost Via's sent-by.
    pub host: &'a [u8],
    /// The port there.
    pub port: Option<&'a [u8]>,
    /// The method of CSeq.
    pub method: &'a [u8],
    /// The tag of To.
    pub to_tag: Option<&'a [u8]>,
    /// Call-ID, CSeq number, From tag and the whole topmost Via: what RFC 2543 compares, in any representation.
    pub fields: F,
}

impl<'a, F: PartialEq> RequestIds<'a, F> {
    /// Whether this request belongs to the transaction that `original` created: a repetition of it, or the ACK for
    /// its final response.
    pub fn belongs_to(&self, original: &Self) -> bool {
        let is_ack = self.method == b"ACK" && original.method == b"INVITE";
        let is_same_method = self.method == original.method || is_ack;
        is_same_method
            && match (self.rfc3261_branch(), original.rfc3261_branch()) {
                (Some(_), Some(_)) => self.has_via_of(original),
                // The response may have added the tag that the ACK repeats.
                (None, None) => {
                    self.is_rfc2543_pair(original) && (is_ack || self.to_tag == original.to_tag)
                }
                _ => false,
            }
    }

    /// Whether this request is a CANCEL for the transaction that `original` created (RFC 3261 9.2).
    pub fn cancels(&self, original: &Self) -> bool {
        let is_pair = self.method == b"CANCEL" && !matches!(original.method, b"CANCEL" | b"ACK");
        is_pair
            && match (self.rfc3261_branch(), original.rfc3261_branch()) {
                (Some(_), Some(_)) => self.has_via_of(original),
                (None, None) => self.is_rfc2543_pair(original) && self.to_tag == original.to_tag,
                _ => false,
            }
    }

    fn has_via_of(&self, original: &Self) -> bool {
        let port = |ids: &Self| ids.port.unwrap_or(DEFAULT_PORT);
        self.branch == original.branch && self.host == original.host && port(self) == port(original)
    }

    fn is_rfc2543_pair(&self, original: &Self) -> bool {
        let has_value = |branch: Option<&[u8]>| branch != Some(b"");
        has_value(self.branch) && has_value(original.branch) && self.fields == original.fields
    }

    /// The branch, if it identifies the transaction by itself.
    fn rfc3261_branch(&self) -> Option<&'a [u8]> {
        self.branch.filter(|branch| branch.starts_with(MAGIC_COOKIE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_repeats_branch_method_call_id_and_cseq() {
        let key = ClientKey::new(b"z9hG4bK1", b"REGISTER", b"c@h", 7);
        assert!(key.is_answered_by(b"z9hG4bK1", b"REGISTER", b"c@h", 7));
        assert!(!key.is_answered_by(b"z9hG4bK2", b"REGISTER", b"c@h", 7));
        assert!(!key.is_answered_by(b"z9hG4bK1", b"OPTIONS", b"c@h", 7));
        assert!(!key.is_answered_by(b"z9hG4bK1", b"REGISTER", b"C@h", 7));
        assert!(!key.is_answered_by(b"z9hG4bK1", b"REGISTER", b"c@h", 8));
    }

    type Ids = RequestIds<'static, &'static str>;

    const COOKIE: Ids = RequestIds {
        branch: Some(b"z9hG4bK1"),
        host: b"h",
        port: None,
        method: b"INVITE",
        to_tag: None,
        fields: "call 1 from via",
    };
    const OLD: Ids = RequestIds { branch: Some(b"1"), ..COOKIE };
    const NONE: Ids = RequestIds { branch: None, ..COOKIE };
    const EMPTY: Ids = RequestIds { branch: Some(b""), ..COOKIE };

    #[test]
    fn branch_sent_by_and_method_identify_a_server_transaction() {
        for (request, expected) in [
            (COOKIE, true),
            (Ids { fields: "other", to_tag: Some(b"t"), ..COOKIE }, true),
            (Ids { port: Some(b"5060"), ..COOKIE }, true),
            (Ids { method: b"ACK", ..COOKIE }, true),
            (Ids { port: Some(b"5061"), ..COOKIE }, false),
            (Ids { host: b"H", ..COOKIE }, false),
            (Ids { branch: Some(b"z9hg4bK1"), ..COOKIE }, false),
            (Ids { method: b"CANCEL", ..COOKIE }, false),
            (OLD, false),
            (NONE, false),
        ] {
            assert_eq!(request.belongs_to(&COOKIE), expected, "{request:?}");
        }
        assert!(!COOKIE.belongs_to(&Ids { method: b"ACK", ..COOKIE }));
    }

    #[test]
    fn requests_of_rfc_2543_are_compared_field_by_field() {
        for original in [OLD, NONE] {
            for (request, expected) in [
                (original, true),
                (Ids { method: b"ACK", to_tag: Some(b"new"), ..original }, true),
                (Ids { to_tag: Some(b"new"), ..original }, false),
                (Ids { fields: "other", ..original }, false),
                (Ids { method: b"BYE", ..original }, false),
                (COOKIE, false),
            ] {
                assert_eq!(request.belongs_to(&original), expected, "{request:?}");
            }
        }
        assert!(!EMPTY.belongs_to(&EMPTY));
    }

    #[test]
    fn a_cancel_has_the_branch_of_what_it_cancels() {
        let cancel = |ids: Ids| Ids { method: b"CANCEL", ..ids };
        assert!(cancel(COOKIE).cancels(&COOKIE) && cancel(OLD).cancels(&OLD));
        assert!(!cancel(COOKIE).cancels(&OLD) && !COOKIE.cancels(&COOKIE));
        assert!(!cancel(COOKIE).cancels(&cancel(COOKIE)));
        assert!(!cancel(COOKIE).cancels(&Ids { host: b"other", ..COOKIE }));
    }
}
