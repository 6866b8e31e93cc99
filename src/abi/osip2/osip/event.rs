//! `osip_event_t`: an input of a transaction.

use core::ffi::c_int;

use super::{
    OsipEvent, OsipEventType, RCV_REQACK, RCV_REQINVITE, RCV_REQUEST, RCV_STATUS_1XX,
    RCV_STATUS_2XX, RCV_STATUS_3456XX, SND_REQACK, SND_REQINVITE, SND_REQUEST, SND_STATUS_1XX,
    SND_STATUS_2XX, SND_STATUS_3456XX,
};
use crate::abi::boundary::{Given, Out, Str};
use crate::error::Error::BadParameter;
use crate::mem::{CBox, Text};
use crate::sip::Message;

entry! {
    /// The event of a message that was received, from its text; the caller frees it with `osip_event_free`. NULL if the text is
    /// no message.
    fn osip_parse(buf: Str<'_>, length: usize) -> Option<CBox<OsipEvent>> {
        let message = Message::parse(buf.counted(length)?)?;
        let r#type = kind(&message, &RECEIVED).ok_or(BadParameter)?;
        Some(CBox::new(OsipEvent { r#type, transactionid: 0, sip: Some(CBox::new(message)) }))
    }

    /// The event of a message to be sent, which takes `sip` over; the caller frees it with `osip_event_free`. NULL for
    /// a request without method or Request-URI: `sip` is still the caller's then.
    fn osip_new_outgoing_sipmessage(sip: Given<CBox<Message>>) -> Option<CBox<OsipEvent>> {
        let r#type = kind(sip.get().ok_or(BadParameter)?, &SENT).ok_or(BadParameter)?;
        let mut event = CBox::new(OsipEvent { r#type, transactionid: 0, sip: None });
        event.sip = sip.take();
        Some(event)
    }

    /// Frees an event and its message. NULL is ignored.
    fn osip_event_free(event: Option<CBox<OsipEvent>>) {
        drop(event)
    }

    /// The destination of a response, by its topmost Via (RFC 3261 18.2.2, RFC 3581 4): in `address` the host, which the caller
    /// frees with `osip_free`, in `portnum` the port. Without a Via NULL and 0.
    fn osip_response_get_destination(response: Option<&mut Message>, address: Out<'_, Option<Text>>, portnum: Option<&mut c_int>) {
        let destination = response.as_deref().and_then(Message::response_destination);
        if let Some(place) = portnum {
            *place = destination.map_or(0, |(_, port)| port.into());
        }
        address.give_or(None, || Ok(destination.map(|(host, _)| Text::new(host))))?;
    }
}

/// The types for INVITE, ACK, another request, 1xx, 2xx, another response.
const RECEIVED: [OsipEventType; 6] =
    [RCV_REQINVITE, RCV_REQACK, RCV_REQUEST, RCV_STATUS_1XX, RCV_STATUS_2XX, RCV_STATUS_3456XX];
/// As [`RECEIVED`].
const SENT: [OsipEventType; 6] =
    [SND_REQINVITE, SND_REQACK, SND_REQUEST, SND_STATUS_1XX, SND_STATUS_2XX, SND_STATUS_3456XX];

/// Which of `types` a message is of; `None` for a request without method or Request-URI.
fn kind(message: &Message, types: &[OsipEventType; 6]) -> Option<OsipEventType> {
    let [invite, ack, request, provisional, success, other] = *types;
    if !message.is_request() {
        return Some(match message.status_code {
            ..200 => provisional,
            200..300 => success,
            300.. => other,
        });
    }
    message.req_uri.as_ref()?;
    Some(match message.sip_method.as_deref()? {
        b"INVITE" => invite,
        b"ACK" => ack,
        _ => request,
    })
}
