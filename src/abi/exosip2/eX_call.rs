//! `eXosip2/eX_call.h`

use core::ffi::{c_char, c_int, c_void};
use core::ptr;

use crate::abi::boundary::{LooseStr, Out, Str};
use crate::abi::room::Room;
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::ua::{Now, Terminated, Ua};

/// What `eXosip_call_terminate` answers after CANCEL.
const CANCELLED: c_int = 1;

entry! {
    /// Attaches a pointer to a call, by its cid or the did of its dialog. The events of the call carry it.
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

    /// Builds the INVITE of a new call, which is the caller's to change and to give to `eXosip_call_send_initial_invite`,
    /// or to free. `to` and `from` are addresses; `route` is the URI of a proxy or NULL; `subject` may be NULL.
    fn eXosip_call_build_initial_invite(excontext: Option<&Context>, invite: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>, subject: Str<'_>) -> c_int {
        give(excontext, invite, |core, _| {
            core.build_initial_invite(to.optional(), from.optional(), route.optional(), subject.optional())
        })?
    }

    /// Sends the INVITE of a new call. `invite` is the library's from here on, whatever is returned. Returns the number of
    /// the call (cid).
    fn eXosip_call_send_initial_invite(excontext: Option<&Context>, invite: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_initial_invite(now, invite))?
    }

    /// Builds a request in dialog `did`, which is the caller's to change and to give to `eXosip_call_send_request`, or to
    /// free. `OSIP_WRONG_STATE` while another request of this method waits for its end.
    fn eXosip_call_build_request(excontext: Option<&Context>, did: c_int, method: Str<'_>, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_request(now, did, method.bytes()?))?
    }

    /// Builds the ACK for the 2xx to INVITE `tid`, which is the caller's to change and to give to `eXosip_call_send_ack`,
    /// or to free.
    fn eXosip_call_build_ack(excontext: Option<&Context>, tid: c_int, ack: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, ack, |core, _| core.build_ack(tid))?
    }

    /// Sends the ACK for the 2xx to INVITE `tid`; with NULL, one that the library builds. `ack` is the library's from here
    /// on, whatever is returned. The library sends it again for each repetition of the 2xx.
    fn eXosip_call_send_ack(excontext: Option<&Context>, tid: c_int, ack: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_ack(now, tid, ack))?;
        OK
    }

    /// Builds a REFER in dialog `did`. `refer_to` is the value of Refer-To.
    fn eXosip_call_build_refer(excontext: Option<&Context>, did: c_int, refer_to: Str<'_>, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        let refer_to = refer_to.optional().unwrap_or_default();
        give(excontext, request, |core, now| core.build_call_refer(now, did, refer_to))?
    }

    /// Builds an INFO in dialog `did`.
    fn eXosip_call_build_info(excontext: Option<&Context>, did: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_request(now, did, b"INFO"))?
    }

    /// Builds an OPTIONS in dialog `did`.
    fn eXosip_call_build_options(excontext: Option<&Context>, did: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_request(now, did, b"OPTIONS"))?
    }

    /// Builds an UPDATE in dialog `did`.
    fn eXosip_call_build_update(excontext: Option<&Context>, did: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_request(now, did, b"UPDATE"))?
    }

    /// Builds a NOTIFY in dialog `did`. `subscription_status` is one of `eXosip_ss`; the caller adds Event.
    fn eXosip_call_build_notify(excontext: Option<&Context>, did: c_int, subscription_status: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_call_notify(now, did, subscription_status))?
    }

    /// Sends a request in dialog `did`. `request` is the library's from here on, whatever is returned.
    fn eXosip_call_send_request(excontext: Option<&Context>, did: c_int, request: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_call_request(now, did, request))?;
        OK
    }

    /// Builds a response to request `tid` of a call, which is the caller's to change and to give to
    /// `eXosip_call_send_answer`, or to free. For an INVITE, `tid` may be that of any INVITE of the call: the last counts.
    fn eXosip_call_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, answer, |core, _| core.build_call_answer(tid, status))?
    }

    /// Sends a response to request `tid` of a call. `answer` is the library's from here on, whatever is returned; its own
    /// status counts. NULL sends the default response to an INVITE, unless `status` is a 2xx.
    fn eXosip_call_send_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_call_answer(now, tid, status, answer))?;
        OK
    }

    /// Ends a call: by CANCEL, a refusal or BYE, whatever its state asks for. `did` counts if it is greater than 0. Returns
    /// 1 after CANCEL, else 0.
    fn eXosip_call_terminate(excontext: Option<&Context>, cid: c_int, did: c_int) -> c_int {
        terminate(excontext, cid, did, None)?
    }

    /// As `eXosip_call_terminate`, with the header Reason.
    fn eXosip_call_terminate_with_reason(excontext: Option<&Context>, cid: c_int, did: c_int, reason: Str<'_>) -> c_int {
        terminate(excontext, cid, did, reason.optional().map(|reason| (&b"Reason"[..], reason)))?
    }

    /// As `eXosip_call_terminate`, with one more header; NULL for none.
    fn eXosip_call_terminate_with_header(excontext: Option<&Context>, cid: c_int, did: c_int, header_name: Str<'_>, header_value: Str<'_>) -> c_int {
        terminate(excontext, cid, did, header_name.optional().zip(header_value.optional()))?
    }

    /// Builds the PRACK for a reliable provisional response to INVITE `tid`, which is the caller's to change and to give to
    /// `eXosip_call_send_prack`, or to free. `OSIP_WRONG_FORMAT` if the response has no RSeq.
    fn eXosip_call_build_prack(excontext: Option<&Context>, tid: c_int, response1xx: Option<&mut Message>, prack: Out<'_, Option<CBox<Message>>>) -> c_int {
        let response: Option<&Message> = response1xx.map(|response| &*response);
        give(excontext, prack, |core, _| core.build_prack(tid, response))?
    }

    /// Sends a PRACK. `prack` is the library's from here on, whatever is returned.
    fn eXosip_call_send_prack(excontext: Option<&Context>, tid: c_int, prack: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_prack(now, tid, prack))?;
        OK
    }

    /// Writes the Refer-To with which another party can replace the call of dialog `did`; at most `refer_to_len` bytes, the
    /// last one 0.
    fn eXosip_call_get_referto(excontext: Option<&Context>, did: c_int, refer_to: *mut c_char, refer_to_len: usize) -> c_int {
        let text = excontext.ok_or(BadParameter)?.call(|core, _| core.call_refer_to(did))?;
        if refer_to_len > 0 {
            let size = c_int::try_from(refer_to_len).unwrap_or(c_int::MAX);
            Room::new(refer_to, size)?.put_text(&text);
        }
        OK
    }

    /// The call whose dialog the value of a Replaces header names (RFC 3891).
    fn eXosip_call_find_by_replaces(excontext: Option<&Context>, replaces: LooseStr<'_>) -> c_int {
        let text = replaces.optional().unwrap_or_default();
        excontext.ok_or(BadParameter)?.call(|core, _| core.find_call_by_replaces(text))?
    }
}

fn give(
    excontext: Option<&Context>,
    place: Out<'_, Option<CBox<Message>>>,
    build: impl FnOnce(&mut Ua, Now) -> Result<CBox<Message>>,
) -> Result<c_int> {
    place.give_or(None, || excontext.ok_or(BadParameter)?.call(build).map(Some))?;
    Ok(OK)
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
