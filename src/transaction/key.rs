//! Which response belongs to which request. RFC 3261 17.1.3.

use crate::mem::Text;
use crate::sip::{CallId, Message};

/// What a response must repeat of its request.
///
/// RFC 3261 asks for the branch and the method; Call-ID and CSeq number, too, are compared, so that whoever forges
/// a response has to know more.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    branch: Text,
    method: Text,
    call_id: CallId,
    cseq: u32,
}

impl Key {
    /// The key of a request with this branch in its Via, this method, this Call-ID and this number in CSeq.
    pub fn new(branch: &[u8], method: &[u8], call_id: CallId, cseq: u32) -> Self {
        Self { branch: Text::new(branch), method: Text::new(method), call_id, cseq }
    }

    /// The branch: unlike for each request.
    pub fn branch(&self) -> &[u8] {
        &self.branch
    }

    /// Whether `response` answers the request.
    pub fn is_answered_by(&self, response: &Message) -> bool {
        !response.is_request()
            && response.branch() == Some(&self.branch)
            && response.method() == Some(&self.method)
            && response.call_id.as_deref() == Some(&self.call_id)
            && response.cseq_number() == Some(self.cseq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mem::CBox;
    use crate::sip::{CSeq, Param, Via};

    fn call_id(number: &str) -> CallId {
        CallId { number: Some(Text::from(number)), host: None }
    }

    fn response(branch: &str, number: &str, cseq: &str, method: &str) -> Message {
        let text = |text| Some(Text::from(text));
        let mut via = Via::default();
        via.via_params.push(Param { gname: text("Branch"), gvalue: text(branch) });
        let mut message = Message { status_code: 200, ..Message::default() };
        message.vias.push(via);
        message.call_id = Some(CBox::new(call_id(number)));
        message.cseq = Some(CBox::new(CSeq { method: text(method), number: text(cseq) }));
        message
    }

    #[test]
    fn a_response_repeats_branch_method_call_id_and_cseq() {
        let key = Key::new(b"z9hG4bK1", b"REGISTER", call_id("c"), 7);
        assert!(key.is_answered_by(&response("z9hG4bK1", "c", "007", "REGISTER")));
        for (branch, call_id, cseq, method) in [
            ("z9hG4bK2", "c", "7", "REGISTER"),
            ("z9hG4bK1", "C", "7", "REGISTER"),
            ("z9hG4bK1", "c", "8", "REGISTER"),
            ("z9hG4bK1", "c", "7x", "REGISTER"),
            ("z9hG4bK1", "c", "7", "OPTIONS"),
        ] {
            assert!(!key.is_answered_by(&response(branch, call_id, cseq, method)));
        }
    }
}
