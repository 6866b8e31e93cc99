//! The ACK for a final response to INVITE other than 2xx, which belongs to the transaction. RFC 3261 17.1.1.3.

use crate::sip::text::{MessageText, TextEditor};

/// The ACK for a refusal of `invite`. As in the original it has no Max-Forwards, and credentials only if the response does
/// not ask for them.
///
/// `preloaded_route` is the Route that selected the next hop of the INVITE without being written in it.
pub(in crate::ua) fn refusal_ack(
    invite: &[u8],
    preloaded_route: Option<&[u8]>,
    response: &MessageText<'_>,
) -> Option<Vec<u8>> {
    let invite = TextEditor::of(invite);
    let mut text = [b"ACK ", invite.request_uri(), b" SIP/2.0\r\n"].concat();
    let mut put = |name: &[u8], value: &[u8]| {
        text.extend_from_slice(&[name, b": ", value, b"\r\n"].concat());
    };
    put(b"Via", invite.values(b"Via").next()?);
    preloaded_route.into_iter().for_each(|route| put(b"Route", route));
    invite.values(b"Route").for_each(|route| put(b"Route", route));
    put(b"From", invite.values(b"From").next()?);
    put(b"To", response.header(b"To")?);
    put(b"Call-ID", invite.values(b"Call-ID").next()?);
    put(b"CSeq", format!("{} ACK", invite.cseq()?.0).as_bytes());
    if !matches!(response.status(), 401 | 407) {
        for name in [&b"Authorization"[..], b"Proxy-Authorization"] {
            invite.values(name).for_each(|value| put(name, value));
        }
    }
    put(b"Content-Length", b"0");
    text.extend_from_slice(b"\r\n");
    Some(text)
}
