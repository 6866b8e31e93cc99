//! `osip2/osip_dialog.h`

use core::ffi::{c_int, c_uint};

use crate::abi::boundary::Out;
use crate::abi::types::Dialog;
use crate::mem::CBox;
use crate::sip::Message;

entry_stub! {
    fn osip_dialog_init_as_uac(dialog: Out<'_, Option<CBox<Dialog>>>, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_init_as_uac_with_remote_request(dialog: Out<'_, Option<CBox<Dialog>>>, next_request: Option<&mut Message>, local_cseq: c_int) -> c_int;
    fn osip_dialog_init_as_uas(dialog: Out<'_, Option<CBox<Dialog>>>, invite: Option<&mut Message>, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_free(dialog: *mut Dialog);
    fn osip_dialog_set_state(dialog: *mut Dialog, r#type: c_uint);
    fn osip_dialog_update_route_set_as_uas(dialog: *mut Dialog, invite: Option<&mut Message>) -> c_int;
    fn osip_dialog_update_osip_cseq_as_uas(dialog: *mut Dialog, request: Option<&mut Message>) -> c_int;
    fn osip_dialog_match_as_uac(dialog: *mut Dialog, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_update_tag_as_uac(dialog: *mut Dialog, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_update_route_set_as_uac(dialog: *mut Dialog, response: Option<&mut Message>) -> c_int;
    fn osip_dialog_match_as_uas(dialog: *mut Dialog, request: Option<&mut Message>) -> c_int;
}
