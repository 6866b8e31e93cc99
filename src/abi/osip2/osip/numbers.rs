//! The numbers of message callbacks (`osip_message_callback_type_t`).

use core::ffi::c_int;
use core::ptr::null_mut;

use super::machine::Kind;
use super::{MessageCallbackType, OsipEventType, Transaction};
use super::{
    OSIP_ICT_ACK_SENT, OSIP_ICT_ACK_SENT_AGAIN, OSIP_ICT_INVITE_SENT, OSIP_ICT_INVITE_SENT_AGAIN,
    OSIP_ICT_STATUS_1XX_RECEIVED, OSIP_ICT_STATUS_2XX_RECEIVED, OSIP_ICT_STATUS_3XX_RECEIVED,
    OSIP_ICT_STATUS_3456XX_RECEIVED_AGAIN, OSIP_ICT_STATUS_TIMEOUT, OSIP_IST_ACK_RECEIVED,
    OSIP_IST_ACK_RECEIVED_AGAIN, OSIP_IST_INVITE_RECEIVED, OSIP_IST_INVITE_RECEIVED_AGAIN,
    OSIP_IST_STATUS_1XX_SENT, OSIP_IST_STATUS_2XX_SENT, OSIP_IST_STATUS_2XX_SENT_AGAIN,
    OSIP_IST_STATUS_3XX_SENT, OSIP_IST_STATUS_3456XX_SENT_AGAIN, OSIP_NICT_REGISTER_SENT,
    OSIP_NICT_REQUEST_SENT_AGAIN, OSIP_NICT_STATUS_1XX_RECEIVED, OSIP_NICT_STATUS_2XX_RECEIVED,
    OSIP_NICT_STATUS_3XX_RECEIVED, OSIP_NICT_STATUS_TIMEOUT, OSIP_NIST_REGISTER_RECEIVED,
    OSIP_NIST_REQUEST_RECEIVED_AGAIN, OSIP_NIST_STATUS_1XX_SENT, OSIP_NIST_STATUS_2XX_SENT,
    OSIP_NIST_STATUS_2XX_SENT_AGAIN, OSIP_NIST_STATUS_3XX_SENT, OSIP_NIST_STATUS_3456XX_SENT_AGAIN,
    RCV_STATUS_1XX, RCV_STATUS_2XX, SND_STATUS_1XX, SND_STATUS_2XX,
};
use crate::mem::CBox;
use crate::sip::Message;
use crate::transaction::Report;

/// What was sent.
#[derive(Clone, Copy)]
pub(super) enum Sent {
    Request,
    RequestAgain,
    Ack,
    AckAgain,
    /// A response that was handed over by an event of this type.
    Response(OsipEventType),
    ResponseAgain,
}

/// The methods with a number of their own, in C's order; the number behind theirs is that of all others.
const METHODS: [&[u8]; 7] =
    [b"REGISTER", b"BYE", b"OPTIONS", b"INFO", b"CANCEL", b"NOTIFY", b"SUBSCRIBE"];

/// The callback for what was sent, and the message that it gets.
pub(super) fn of_sent(kind: Kind, sent: Sent, it: &mut Transaction) -> (c_int, *mut Message) {
    let is_invite = matches!(kind, Kind::Ict | Kind::Ist);
    let number = match sent {
        Sent::Request if is_invite => OSIP_ICT_INVITE_SENT.0,
        Sent::Request => by_method(OSIP_NICT_REGISTER_SENT, it),
        Sent::RequestAgain if is_invite => OSIP_ICT_INVITE_SENT_AGAIN.0,
        Sent::RequestAgain => OSIP_NICT_REQUEST_SENT_AGAIN.0,
        Sent::Ack => OSIP_ICT_ACK_SENT.0,
        Sent::AckAgain => OSIP_ICT_ACK_SENT_AGAIN.0,
        Sent::Response(event) if is_invite => {
            let firsts =
                [OSIP_IST_STATUS_1XX_SENT, OSIP_IST_STATUS_2XX_SENT, OSIP_IST_STATUS_3XX_SENT];
            by_class(firsts, event, it)
        }
        Sent::Response(event) => {
            let firsts =
                [OSIP_NIST_STATUS_1XX_SENT, OSIP_NIST_STATUS_2XX_SENT, OSIP_NIST_STATUS_3XX_SENT];
            by_class(firsts, event, it)
        }
        Sent::ResponseAgain => again(is_invite, it).0,
    };
    let message = match sent {
        Sent::Request | Sent::RequestAgain => &it.orig_request,
        Sent::Ack | Sent::AckAgain => &it.ack,
        Sent::Response(_) | Sent::ResponseAgain => &it.last_response,
    };
    (number, message.as_ref().map_or(null_mut(), |message: &CBox<Message>| message.lend().as_ptr()))
}

/// The callback for a report; `None` where the original has none.
pub(super) fn of_report(
    kind: Kind,
    report: Report,
    event: OsipEventType,
    it: &mut Transaction,
) -> Option<c_int> {
    Some(match (kind, report) {
        (Kind::Ist, Report::Request) => OSIP_IST_INVITE_RECEIVED.0,
        (_, Report::Request) => by_method(OSIP_NIST_REGISTER_RECEIVED, it),
        (Kind::Ist, Report::RequestAgain) => OSIP_IST_INVITE_RECEIVED_AGAIN.0,
        (_, Report::RequestAgain) => OSIP_NIST_REQUEST_RECEIVED_AGAIN.0,
        (_, Report::Ack) => OSIP_IST_ACK_RECEIVED.0,
        (_, Report::AckAgain) => OSIP_IST_ACK_RECEIVED_AGAIN.0,
        (Kind::Ict, Report::Provisional | Report::Final) => {
            let firsts = [
                OSIP_ICT_STATUS_1XX_RECEIVED,
                OSIP_ICT_STATUS_2XX_RECEIVED,
                OSIP_ICT_STATUS_3XX_RECEIVED,
            ];
            by_class(firsts, event, it)
        }
        (_, Report::Provisional | Report::Final) => {
            let firsts = [
                OSIP_NICT_STATUS_1XX_RECEIVED,
                OSIP_NICT_STATUS_2XX_RECEIVED,
                OSIP_NICT_STATUS_3XX_RECEIVED,
            ];
            by_class(firsts, event, it)
        }
        (_, Report::FinalAgain) => OSIP_ICT_STATUS_3456XX_RECEIVED_AGAIN.0,
        (Kind::Ict, Report::Timeout) => OSIP_ICT_STATUS_TIMEOUT.0,
        (Kind::Nict, Report::Timeout) => OSIP_NICT_STATUS_TIMEOUT.0,
        (_, Report::Timeout | Report::TransportError) => return None,
    })
}

fn by_method(first: MessageCallbackType, it: &Transaction) -> c_int {
    let method = it.orig_request.as_ref().and_then(|request| request.sip_method.as_deref());
    let at = METHODS.iter().position(|name| Some(*name) == method).unwrap_or(METHODS.len());
    c_int::try_from(at).map_or(first.0, |at| first.0 + at)
}

/// By the class that the event names: that of 1xx, that of 2xx, or the first of four for the others, by the status.
fn by_class(firsts: [MessageCallbackType; 3], event: OsipEventType, it: &Transaction) -> c_int {
    let [provisional, success, first] = firsts;
    match event {
        RCV_STATUS_1XX | SND_STATUS_1XX => provisional.0,
        RCV_STATUS_2XX | SND_STATUS_2XX => success.0,
        _ => match status(it) {
            300..400 => first.0,
            400..500 => first.0 + 1,
            500..600 => first.0 + 2,
            _ => first.0 + 3,
        },
    }
}

fn again(is_invite: bool, it: &Transaction) -> MessageCallbackType {
    match (is_invite, status(it)) {
        (true, ..200) => OSIP_IST_STATUS_1XX_SENT,
        (true, 200..300) => OSIP_IST_STATUS_2XX_SENT_AGAIN,
        (true, _) => OSIP_IST_STATUS_3456XX_SENT_AGAIN,
        (false, ..200) => OSIP_NIST_STATUS_1XX_SENT,
        (false, 200..300) => OSIP_NIST_STATUS_2XX_SENT_AGAIN,
        (false, _) => OSIP_NIST_STATUS_3456XX_SENT_AGAIN,
    }
}

fn status(it: &Transaction) -> c_int {
    it.last_response.as_ref().map_or(0, |response| response.status_code)
}
