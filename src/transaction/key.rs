//! Which response belongs to which request. RFC 3261 17.1.3.

use crate::mem::Text;

/// What a response must repeat of its request.
///
/// RFC 3261 asks for the branch and the method; Call-ID and CSeq number, too, are compared, so that whoever forges
/// a response has to know more.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    branch: Text,
    method: Text,
    call_id: Text,
    cseq: u32,
}

impl Key {
    /// The key of a request with this branch in its Via, this method, this Call-ID and this number in CSeq.
    pub fn new(branch: &[u8], method: &[u8], call_id: &[u8], cseq: u32) -> Self {
        let [branch, method, call_id] = [branch, method, call_id].map(Text::new);
        Self { branch, method, call_id, cseq }
    }

    /// The branch: unlike for each request.
    pub fn branch(&self) -> &[u8] {
        &self.branch
    }

    /// Whether a response with these answers the request.
    pub fn is_answered_by(&self, branch: &[u8], method: &[u8], call_id: &[u8], cseq: u32) -> bool {
        *self.branch == *branch
            && *self.method == *method
            && *self.call_id == *call_id
            && self.cseq == cseq
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_repeats_branch_method_call_id_and_cseq() {
        let key = Key::new(b"z9hG4bK1", b"REGISTER", b"c@h", 7);
        assert!(key.is_answered_by(b"z9hG4bK1", b"REGISTER", b"c@h", 7));
        assert!(!key.is_answered_by(b"z9hG4bK2", b"REGISTER", b"c@h", 7));
        assert!(!key.is_answered_by(b"z9hG4bK1", b"OPTIONS", b"c@h", 7));
        assert!(!key.is_answered_by(b"z9hG4bK1", b"REGISTER", b"C@h", 7));
        assert!(!key.is_answered_by(b"z9hG4bK1", b"REGISTER", b"c@h", 8));
    }
}
