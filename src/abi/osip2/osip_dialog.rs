//! `osip2/osip_dialog.h`

use core::ffi::{c_int, c_void};

use super::osip::State;
use crate::abi::boundary::Out;
use crate::error::Error::BadParameter;
use crate::mem::{CBox, List, Text};
use crate::sip::{Message, NameAddr};

c_enum! {
    /// Who made the first request of a dialog.
    enum DialogType {
        /// We did.
        CALLER = 0,
        /// The peer did.
        CALLEE = 1,
    }
}

/// One dialog (RFC 3261 12).
#[repr(C)]
pub struct Dialog {
    /// Call-ID.
    pub call_id: Option<Text>,
    /// Our tag.
    pub local_tag: Option<Text>,
    /// The peer's tag; NULL if it has none.
    pub remote_tag: Option<Text>,
    /// `line` parameter of the request URI.
    pub line_param: Option<Text>,
    /// Routes of requests in the dialog, of type `osip_record_route_t`.
    pub route_set: List<NameAddr>,
    /// CSeq number of our last request.
    pub local_cseq: c_int,
    /// CSeq number of the peer's last request.
    pub remote_cseq: c_int,
    /// To of our requests.
    pub remote_uri: Option<CBox<NameAddr>>,
    /// From of our requests.
    pub local_uri: Option<CBox<NameAddr>>,
    /// Request URI of our requests.
    pub remote_contact_uri: Option<CBox<NameAddr>>,
    /// Not 0 for `sips`; not used.
    pub secure: c_int,
    /// Who made the first request.
    pub r#type: DialogType,
    /// `DIALOG_EARLY`, `DIALOG_CONFIRMED` or `DIALOG_CLOSE`.
    pub state: State,
    /// The application's own.
    pub your_instance: *mut c_void,
}

record_size!(Dialog: 104, 60);

entry_stub! {
    fn osip_dialog_init_as_uac(dialog: Out<'_, Option<CBox<Dialog>>>, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_init_as_uac_with_remote_request(dialog: Out<'_, Option<CBox<Dialog>>>, next_request: Option<&mut Message>, local_cseq: c_int) -> c_int;
    fn osip_dialog_init_as_uas(dialog: Out<'_, Option<CBox<Dialog>>>, invite: Option<&mut Message>, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_free(dialog: *mut Dialog);
    fn osip_dialog_set_state(dialog: *mut Dialog, r#type: State);
    fn osip_dialog_update_route_set_as_uas(dialog: *mut Dialog, invite: Option<&mut Message>) -> c_int;
    fn osip_dialog_update_osip_cseq_as_uas(dialog: *mut Dialog, request: Option<&mut Message>) -> c_int;
    fn osip_dialog_match_as_uac(dialog: *mut Dialog, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_update_tag_as_uac(dialog: *mut Dialog, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_update_route_set_as_uac(dialog: *mut Dialog, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_match_as_uas(dialog: *mut Dialog, request: Option<&mut Message>) -> c_int;
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
        dialog.ok_or(BadParameter)?.your_instance
    }

    /// Stores a pointer for the application. A function where the macro would look into the record (`EXOSIP_OPAQUE`).
    fn osip_dialog_set_instance(dialog: Option<&mut Dialog>, instance: *mut c_void) {
        dialog.ok_or(BadParameter)?.your_instance = instance;
    }
}
