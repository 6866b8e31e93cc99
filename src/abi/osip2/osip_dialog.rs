//! `osip2/osip_dialog.h`: dialogs (RFC 3261 12).

use core::ffi::{c_int, c_void};

use super::osip::State;
use crate::abi::boundary::Out;
pub use crate::dialog::state::DialogState;
pub use crate::dialog::{CALLEE, CALLER, Dialog, DialogType};
use crate::error::Error::{BadParameter, Undefined};
use crate::error::{OK, Result};
use crate::mem::{CBox, Foreign};
use crate::sip::Message;

entry! {
    /// Makes the dialog of a response that was received to a request that was sent. The caller frees it with
    /// `osip_dialog_free`. OSIP_UNDEFINED_ERROR if From has no tag.
    fn osip_dialog_init_as_uac(dialog: Out<'_, Option<CBox<Dialog>>>, response: Option<&mut Message>) -> c_int {
        create(dialog, || Dialog::of_response(response.ok_or(BadParameter)?))?
    }

    /// As `osip_dialog_init_as_uac`, from a request of the peer that arrives before the response: a NOTIFY. `local_cseq`
    /// is the CSeq number of the request that was sent.
    fn osip_dialog_init_as_uac_with_remote_request(dialog: Out<'_, Option<CBox<Dialog>>>, next_request: Option<&mut Message>, local_cseq: c_int) -> c_int {
        create(dialog, || Dialog::of_early_request(next_request.ok_or(BadParameter)?, local_cseq))?
    }

    /// Makes the dialog of a response that is sent to `invite`. The caller frees it with `osip_dialog_free`.
    /// OSIP_UNDEFINED_ERROR if To of the response has no tag.
    fn osip_dialog_init_as_uas(dialog: Out<'_, Option<CBox<Dialog>>>, invite: *mut Message, response: *mut Message) -> c_int {
        create(dialog, || Dialog::of_request(message(invite)?, message(response)?))?
    }

    /// Frees a dialog. NULL is ignored.
    fn osip_dialog_free(dialog: Option<CBox<Dialog>>) {
        drop(dialog)
    }

    /// Sets the state: `DIALOG_EARLY`, `DIALOG_CONFIRMED` or `DIALOG_CLOSE`. NULL is ignored.
    fn osip_dialog_set_state(dialog: Option<&mut Dialog>, r#type: State) {
        dialog.ok_or(BadParameter)?.state = DialogState(r#type.0)
    }

    /// Takes the Contact of a request that was received as remote target, if it has one. Returns 0.
    fn osip_dialog_update_route_set_as_uas(dialog: Option<&mut Dialog>, invite: Option<&mut Message>) -> c_int {
        dialog.ok_or(BadParameter)?.refresh_target(invite.ok_or(BadParameter)?);
        OK
    }

    /// Takes the CSeq number of a request that was received. Returns 0.
    fn osip_dialog_update_osip_cseq_as_uas(dialog: Option<&mut Dialog>, request: Option<&mut Message>) -> c_int {
        dialog.ok_or(BadParameter)?.update_remote_cseq(request.ok_or(BadParameter)?)?;
        OK
    }

    /// Whether a response that was received belongs to the dialog: 0 if it does, OSIP_UNDEFINED_ERROR if it does not,
    /// OSIP_SYNTAXERROR if a tag is missing that it needs.
    fn osip_dialog_match_as_uac(dialog: Option<&mut Dialog>, response: Option<&mut Message>) -> c_int {
        answer(dialog.ok_or(BadParameter)?.is_dialog_of_response(response.ok_or(BadParameter)?))?
    }

    /// Takes the To tag of a response, if it has one. OSIP_WRONG_STATE if the dialog knows the peer's tag already.
    fn osip_dialog_update_tag_as_uac(dialog: Option<&mut Dialog>, response: Option<&mut Message>) -> c_int {
        dialog.ok_or(BadParameter)?.learn_remote_tag(response.ok_or(BadParameter)?)?;
        OK
    }

    /// Takes the Contact of a response as remote target, and while the dialog is early its Record-Route as route set. A
    /// 2xx confirms the dialog. Returns 0.
    fn osip_dialog_update_route_set_as_uac(dialog: Option<&mut Dialog>, response: Option<&mut Message>) -> c_int {
        dialog.ok_or(BadParameter)?.update_by_response(response.ok_or(BadParameter)?);
        OK
    }

    /// Whether a request that was received belongs to the dialog: 0 if it does, OSIP_UNDEFINED_ERROR if it does not,
    /// OSIP_SYNTAXERROR if its From has no tag.
    fn osip_dialog_match_as_uas(dialog: Option<&mut Dialog>, request: Option<&mut Message>) -> c_int {
        answer(dialog.ok_or(BadParameter)?.is_dialog_of_request(request.ok_or(BadParameter)?))?
    }
}

entry! {
    /// Whether we made the first request of the dialog. Declared, but not exported, by the original.
    fn osip_dialog_is_originator(dialog: Option<&mut Dialog>) -> c_int {
        (dialog.ok_or(BadParameter)?.r#type == CALLER).into()
    }

    /// Whether the peer made the first request of the dialog. Declared, but not exported, by the original.
    fn osip_dialog_is_callee(dialog: Option<&mut Dialog>) -> c_int {
        (dialog.ok_or(BadParameter)?.r#type == CALLEE).into()
    }

    /// What `osip_dialog_set_instance` set. A function where the macro would look into the record (`EXOSIP_OPAQUE`).
    fn osip_dialog_get_instance(dialog: Option<&mut Dialog>) -> *mut c_void {
        dialog.ok_or(BadParameter)?.your_instance.0
    }

    /// Stores a pointer for the application. A function where the macro would look into the record (`EXOSIP_OPAQUE`).
    fn osip_dialog_set_instance(dialog: Option<&mut Dialog>, instance: *mut c_void) {
        dialog.ok_or(BadParameter)?.your_instance = Foreign(instance);
    }
}

/// Makes a dialog for C to own, or NULL if that fails.
fn create(
    place: Out<'_, Option<CBox<Dialog>>>,
    make: impl FnOnce() -> Result<Dialog>,
) -> Result<c_int> {
    place.give_or(None, || Ok(Some(CBox::new(make()?))))?;
    Ok(OK)
}

/// A message that is only read: two parameters may be one and the same.
fn message<'a>(message: *mut Message) -> Result<&'a Message> {
    // SAFETY: the C contract: NULL or a live message, lent for the call.
    unsafe { message.as_ref() }.ok_or(BadParameter)
}

fn answer(matches: Result<bool>) -> Result<c_int> {
    matches?.then_some(OK).ok_or(Undefined)
}
