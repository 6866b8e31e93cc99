//! Which response belongs to which request. RFC 3261 17.1.3.

use crate::error::{Error, Result};
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
    /// The key of a request. It needs a Via with a branch, a Call-ID and a CSeq.
    pub fn of(request: &Message) -> Result<Self> {
        let found = || {
            Some(Self {
                branch: Text::new(request.branch()?),
                method: request.sip_method.clone()?,
                call_id: (**request.call_id.as_ref()?).clone(),
                cseq: request.cseq_number()?,
            })
        };
        found().ok_or(Error::BadParameter)
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

    fn message(branch: &str, call_id: &str, cseq: &str, method: &str) -> Message {
        let text = |text| Some(Text::from(text));
        let mut via = Via::default();
        via.via_params.push(Param { gname: text("Branch"), gvalue: text(branch) });
        let mut message = Message { sip_method: text(method), ..Message::default() };
        message.vias.push(via);
        message.call_id = Some(CBox::new(CallId { number: text(call_id), host: None }));
        message.cseq = Some(CBox::new(CSeq { method: text(method), number: text(cseq) }));
        message
    }

    fn response(branch: &str, call_id: &str, cseq: &str, method: &str) -> Message {
        Message { status_code: 200, sip_method: None, ..message(branch, call_id, cseq, method) }
    }

    #[test]
    fn a_response_repeats_branch_method_call_id_and_cseq() {
        let key = Key::of(&message("z9hG4bK1", "c", "7", "REGISTER")).unwrap();
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

    #[test]
    fn a_request_without_via_or_call_id_has_no_key() {
        let mut request = message("z9hG4bK1", "c", "7", "REGISTER");
        request.vias.clear();
        assert_eq!(Key::of(&request), Err(Error::BadParameter));
        let mut request = message("z9hG4bK1", "c", "7", "REGISTER");
        request.call_id = None;
        assert_eq!(Key::of(&request), Err(Error::BadParameter));
        assert_eq!(Key::of(&Message::default()), Err(Error::BadParameter));
    }
}
