//! `eXosip2/eX_subscribe.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::mem::CBox;
use crate::sip::Message;

entry_stub! {
    fn eXosip_subscription_build_initial_subscribe(excontext: Option<&Context>, subscribe: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>, event: Str<'_>, expires: c_int) -> c_int;
    fn eXosip_subscription_build_initial_refer(excontext: Option<&Context>, refer: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>, refer_to: Str<'_>) -> c_int;
    fn eXosip_subscription_send_initial_request(excontext: Option<&Context>, subscribe: Option<CBox<Message>>) -> c_int;
    fn eXosip_subscription_build_refresh_request(excontext: Option<&Context>, did: c_int, sub: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_subscription_send_refresh_request(excontext: Option<&Context>, did: c_int, sub: Option<CBox<Message>>) -> c_int;
    fn eXosip_subscription_remove(excontext: Option<&Context>, did: c_int) -> c_int;
    fn eXosip_insubscription_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_insubscription_send_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Option<CBox<Message>>) -> c_int;
    fn eXosip_insubscription_build_request(excontext: Option<&Context>, did: c_int, method: Str<'_>, request: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_insubscription_build_notify(excontext: Option<&Context>, did: c_int, subscription_status: c_int, subscription_reason: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_insubscription_send_request(excontext: Option<&Context>, did: c_int, request: Option<CBox<Message>>) -> c_int;
    fn eXosip_insubscription_remove(excontext: Option<&Context>, did: c_int) -> c_int;
}
