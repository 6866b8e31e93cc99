//! `eXosip2/eX_call.h`: calls (RFC 3261 13 to 15). A call has a number (cid), its dialog one (did), each request in it one
//! (tid). Codes, ownership and the lock: see `eXosip.h`.

use core::ffi::{c_char, c_int, c_void};
use core::ptr;

use super::give;
use crate::abi::boundary::{LooseStr, Out, Str};
use crate::abi::room::Room;
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::ua::Terminated;

/// What `eXosip_call_terminate` answers after CANCEL.
const CANCELLED: c_int = 1;

entry! {
    /// Attaches a pointer to a call, by its cid or the did of its dialog. The events of the call have it as
    /// `external_reference`, up to the last one. It is never followed. -6 for another number.
    fn eXosip_call_set_reference(excontext: Option<&Context>, id: c_int, reference: *mut c_void) -> c_int {
        let reference = reference.expose_provenance();
        excontext.ok_or(BadParameter)?.call(|core, _| core.set_call_reference(id, reference))?;
        OK
    }

    /// The pointer that was attached to call `cid`; NULL if there is none.
    fn eXosip_call_get_reference(excontext: Option<&Context>, cid: c_int) -> *mut c_void {
        let reference = excontext.ok_or(BadParameter)?.call(|core, _| Ok(core.call_reference(cid)))?;
        reference.map_or(ptr::null_mut(), ptr::with_exposed_provenance_mut)
    }

    /// Builds the INVITE of a new call. `to` and `from` are addresses; `route` is the URI of a proxy with `lr`, or NULL;
    /// `subject` is the value of Subject, or NULL.
    ///
    /// -2 without `to`, -5 for an address that does not parse, -10 without a listener.
    fn eXosip_call_build_initial_invite(excontext: Option<&Context>, invite: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>, subject: Str<'_>) -> c_int {
        give(excontext, invite, |core, _| {
            core.build_initial_invite(to.optional(), from.optional(), route.optional(), subject.optional())
        })?
    }

    /// Sends the INVITE of a new call. Returns the number of the call (cid), greater than 0. -2 for a message that is no
    /// INVITE. The end of the call is `EXOSIP_CALL_RELEASED`, whatever came before.
    fn eXosip_call_send_initial_invite(excontext: Option<&Context>, invite: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_initial_invite(now, invite))?
    }

    /// Builds a request in dialog `did`, with credentials for the realms that have challenged the call. -3 while another
    /// request of this method, of either side, waits for its final response; -6 once the dialog is closed.
    fn eXosip_call_build_request(excontext: Option<&Context>, did: c_int, method: Str<'_>, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_request(now, did, method.bytes()?))?
    }

    /// Builds the ACK for the response to INVITE `tid`, or to the last INVITE of dialog `tid`. -2 if it is no INVITE, -5
    /// if its only response is a 100, -6 if there is none, or no such number.
    fn eXosip_call_build_ack(excontext: Option<&Context>, tid: c_int, ack: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, ack, |core, _| core.build_ack(tid))?
    }

    /// Sends the ACK for the 2xx to INVITE `tid`; with NULL, one that the library builds. The library sends it again for
    /// each repetition of the 2xx. Without an ACK the peer ends the call after 32 s. -6 if there is no such INVITE.
    fn eXosip_call_send_ack(excontext: Option<&Context>, tid: c_int, ack: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_ack(now, tid, ack))?;
        OK
    }

    /// Builds a REFER in dialog `did` (RFC 3515). `refer_to` is the value of Refer-To; NULL or an empty text for none.
    /// Codes as of `eXosip_call_build_request`, -5 for a line break.
    fn eXosip_call_build_refer(excontext: Option<&Context>, did: c_int, refer_to: Str<'_>, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        let refer_to = refer_to.optional().unwrap_or_default();
        give(excontext, request, |core, now| core.build_call_refer(now, did, refer_to))?
    }

    /// Builds an INFO (RFC 6086) in dialog `did`. Codes as of `eXosip_call_build_request`.
    fn eXosip_call_build_info(excontext: Option<&Context>, did: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_request(now, did, b"INFO"))?
    }

    /// Builds an OPTIONS in dialog `did`. Codes as of `eXosip_call_build_request`.
    fn eXosip_call_build_options(excontext: Option<&Context>, did: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_request(now, did, b"OPTIONS"))?
    }

    /// Builds an UPDATE (RFC 3311) in dialog `did`. Codes as of `eXosip_call_build_request`.
    fn eXosip_call_build_update(excontext: Option<&Context>, did: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_request(now, did, b"UPDATE"))?
    }

    /// Builds a NOTIFY in dialog `did`, with Subscription-State (RFC 3515). `subscription_status` is one of `eXosip_ss`;
    /// others count as pending. The caller adds Event and the body. Codes as of `eXosip_call_build_request`.
    fn eXosip_call_build_notify(excontext: Option<&Context>, did: c_int, subscription_status: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_notify(now, did, subscription_status))?
    }

    /// Sends a request in dialog `did`. Returns 0; its number (tid) stands in the event with its result, which is an
    /// `EXOSIP_CALL_MESSAGE_...`, for INVITE those of a call. -2 without a method, -3 and -6 as of
    /// `eXosip_call_build_request`.
    fn eXosip_call_send_request(excontext: Option<&Context>, did: c_int, request: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_call_request(now, did, request))?;
        OK
    }

    /// Builds a response to request `tid` of a call. For an INVITE, `tid` may be that of any INVITE of the call: the last
    /// counts. `status` is from 101 to 699: -2 otherwise. -3 after a final response, -6 for a number that is unknown.
    fn eXosip_call_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, answer, |core, _| core.build_call_answer(tid, status))?
    }

    /// Sends a response to request `tid` of a call. The status in `answer` counts. NULL sends the default response to an
    /// INVITE: -2 if `status` is a 2xx, and for other methods. A 2xx to INVITE is repeated by the library until its ACK
    /// arrives; without one the call ends after 32 s. -3 after a final response, -6 for a number that is unknown.
    fn eXosip_call_send_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_call_answer(now, tid, status, answer))?;
        OK
    }

    /// Ends a call as its state requires: by CANCEL, by a refusal (603) or by BYE. `did` counts if it is greater than 0;
    /// with `cid` alone only an INVITE that rings is ended.
    ///
    /// Returns 1 after CANCEL, else 0. -3 before any response to INVITE (see `EXOSIP_OPT_CANCEL_EARLY`), after CANCEL,
    /// and by `cid` alone for an answered call; -6 for numbers that are unknown.
    fn eXosip_call_terminate(excontext: Option<&Context>, cid: c_int, did: c_int) -> c_int {
        terminate(excontext, cid, did, None)?
    }

    /// As `eXosip_call_terminate`, with the header Reason (RFC 3326); NULL for none.
    fn eXosip_call_terminate_with_reason(excontext: Option<&Context>, cid: c_int, did: c_int, reason: Str<'_>) -> c_int {
        terminate(excontext, cid, did, reason.optional().map(|reason| (&b"Reason"[..], reason)))?
    }

    /// As `eXosip_call_terminate`, with one more header; NULL for none. -5 for a name that is no token, or a line break.
    fn eXosip_call_terminate_with_header(excontext: Option<&Context>, cid: c_int, did: c_int, header_name: Str<'_>, header_value: Str<'_>) -> c_int {
        terminate(excontext, cid, did, header_name.optional().zip(header_value.optional()))?
    }

    /// Builds the PRACK for a reliable provisional response to INVITE `tid` (RFC 3262). -2 if it is no INVITE, -3 once
    /// the INVITE has a final response or that response was acknowledged already, `OSIP_WRONG_FORMAT` (-52) if the
    /// response has no RSeq, -6 for a number that is unknown.
    fn eXosip_call_build_prack(excontext: Option<&Context>, tid: c_int, response1xx: Option<&mut Message>, prack: Out<'_, Option<CBox<Message>>>) -> c_int {
        let response: Option<&Message> = response1xx.map(|response| &*response);
        give(excontext, prack, |core, _| core.build_prack(tid, response))?
    }

    /// Sends the PRACK for a response to INVITE `tid`. Its result is an `EXOSIP_CALL_MESSAGE_...` event. -3 once the
    /// INVITE has a final response, -6 for a number that is unknown.
    fn eXosip_call_send_prack(excontext: Option<&Context>, tid: c_int, prack: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_prack(now, tid, prack))?;
        OK
    }

    /// Writes the value of Refer-To with which another party can replace the call of dialog `did` (RFC 3891): at most
    /// `refer_to_len` bytes, the last one 0. -6 once the dialog is closed.
    fn eXosip_call_get_referto(excontext: Option<&Context>, did: c_int, refer_to: *mut c_char, refer_to_len: usize) -> c_int {
        let text = excontext.ok_or(BadParameter)?.call(|core, _| core.call_refer_to(did))?;
        if refer_to_len > 0 {
            let size = c_int::try_from(refer_to_len).unwrap_or(c_int::MAX);
            Room::new(refer_to, size)?.put_text(&text);
        }
        OK
    }

    /// The call (cid) whose dialog the value of a Replaces header names (RFC 3891 3). -5 without both tags; -6 for no
    /// dialog (answer 481); -3 for a confirmed one with `early-only` (answer 486); -2 for an early one that a peer began
    /// (answer 481).
    fn eXosip_call_find_by_replaces(excontext: Option<&Context>, replaces: LooseStr<'_>) -> c_int {
        let text = replaces.optional().unwrap_or_default();
        excontext.ok_or(BadParameter)?.call(|core, _| core.find_call_by_replaces(text))?
    }
}

fn terminate(
    excontext: Option<&Context>,
    cid: c_int,
    did: c_int,
    header: Option<(&[u8], &[u8])>,
) -> Result<c_int> {
    let context = excontext.ok_or(BadParameter)?;
    let end = context.call(|core, now| core.terminate_call(now, cid, did, header))?;
    Ok(if end == Terminated::Cancelled { CANCELLED } else { OK })
}
