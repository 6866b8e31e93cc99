//! The ACK for a final response other than 2xx. RFC 3261 17.1.1.3.

use super::Transaction;
use crate::mem::{CBox, List, Text};
use crate::sip::{CSeq, Message};

/// Makes the ACK for the last response of an INVITE client transaction, and stores it in the transaction.
pub(super) fn store(transaction: &mut Transaction) {
    let Transaction { orig_request, last_response, ack, .. } = transaction;
    if let (Some(invite), Some(response)) = (orig_request.as_ref(), last_response.as_ref()) {
        *ack = Some(CBox::new(build(invite, response)));
    }
}

/// Request-URI, topmost Via and Route are the INVITE's; From, To, Call-ID and CSeq number are repeated by the response.
fn build(invite: &Message, response: &Message) -> Message {
    let cseq = response.cseq.as_ref().or(invite.cseq.as_ref());
    let number = cseq.and_then(|cseq| cseq.number.clone());
    let mut ack = Message {
        sip_version: Some(Text::from("SIP/2.0")),
        sip_method: Some(Text::from("ACK")),
        req_uri: invite.req_uri.clone(),
        vias: invite.vias.boxes().take(1).cloned().collect::<List<_>>(),
        routes: invite.routes.clone(),
        from: response.from.clone().or_else(|| invite.from.clone()),
        to: response.to.clone().or_else(|| invite.to.clone()),
        call_id: response.call_id.clone().or_else(|| invite.call_id.clone()),
        cseq: Some(CBox::new(CSeq { method: Some(Text::from("ACK")), number })),
        ..Message::default()
    };
    // Credentials that were just refused are not repeated.
    if !matches!(response.status_code, 401 | 407) {
        ack.authorizations = invite.authorizations.clone();
        ack.proxy_authorizations = invite.proxy_authorizations.clone();
    }
    ack.changed();
    ack
}
