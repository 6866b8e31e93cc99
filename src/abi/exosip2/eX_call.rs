//! `eXosip2/eX_call.h`

use core::ffi::{c_int, c_void};

use crate::abi::boundary::{LooseStr, Out, Str};
use crate::context::Context;
use crate::mem::CBox;
use crate::sip::Message;

entry_stub! {
    fn eXosip_call_set_reference(excontext: Option<&Context>, id: c_int, reference: *mut c_void) -> c_int;
    fn eXosip_call_get_reference(excontext: Option<&Context>, cid: c_int) -> *mut c_void;
    fn eXosip_call_build_initial_invite(excontext: Option<&Context>, invite: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>, subject: Str<'_>) -> c_int;
    fn eXosip_call_send_initial_invite(excontext: Option<&Context>, invite: Option<CBox<Message>>) -> c_int;
    fn eXosip_call_build_request(excontext: Option<&Context>, did: c_int, method: Str<'_>, request: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_call_build_ack(excontext: Option<&Context>, tid: c_int, ack: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_call_send_ack(excontext: Option<&Context>, tid: c_int, ack: Option<CBox<Message>>) -> c_int;
    fn eXosip_call_build_refer(excontext: Option<&Context>, did: c_int, refer_to: Str<'_>, request: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_call_build_info(excontext: Option<&Context>, did: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_call_build_options(excontext: Option<&Context>, did: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_call_build_update(excontext: Option<&Context>, did: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_call_build_notify(excontext: Option<&Context>, did: c_int, subscription_status: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_call_send_request(excontext: Option<&Context>, did: c_int, request: Option<CBox<Message>>) -> c_int;
    fn eXosip_call_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_call_send_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Option<CBox<Message>>) -> c_int;
    fn eXosip_call_terminate(excontext: Option<&Context>, cid: c_int, did: c_int) -> c_int;
    fn eXosip_call_terminate_with_reason(excontext: Option<&Context>, cid: c_int, did: c_int, reason: Str<'_>) -> c_int;
    fn eXosip_call_terminate_with_header(excontext: Option<&Context>, cid: c_int, did: c_int, header_name: Str<'_>, header_value: Str<'_>) -> c_int;
    fn eXosip_call_build_prack(excontext: Option<&Context>, tid: c_int, response1xx: Option<&mut Message>, prack: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_call_send_prack(excontext: Option<&Context>, tid: c_int, prack: Option<CBox<Message>>) -> c_int;
    fn eXosip_call_get_referto(excontext: Option<&Context>, did: c_int, refer_to: LooseStr<'_>, refer_to_len: usize) -> c_int;
    fn eXosip_call_find_by_replaces(excontext: Option<&Context>, replaces: LooseStr<'_>) -> c_int;
}
