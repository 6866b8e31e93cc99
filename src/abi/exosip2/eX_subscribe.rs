//! `eXosip2/eX_subscribe.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::mem::CBox;
use crate::sip::Message;

c_enum! {
    /// State of a subscription (RFC 6665 4.1.2).
    enum SubscriptionState {
        /// None, or one of no standard.
        EXOSIP_SUBCRSTATE_UNKNOWN = 0,
        /// Not decided yet.
        EXOSIP_SUBCRSTATE_PENDING = 1,
        /// Accepted.
        EXOSIP_SUBCRSTATE_ACTIVE = 2,
        /// Over.
        EXOSIP_SUBCRSTATE_TERMINATED = 3,
    }
}

c_enum! {
    /// Why a subscription ended (RFC 6665 4.1.3).
    enum SubscriptionReason {
        /// Subscribe again at once.
        DEACTIVATED = 0,
        /// Subscribe again later.
        PROBATION = 1,
        /// Not allowed.
        REJECTED = 2,
        /// It was not refreshed.
        TIMEOUT = 3,
        /// Nobody decided about it.
        GIVEUP = 4,
        /// What it is about no longer exists.
        NORESOURCE = 5,
    }
}

c_enum! {
    /// Presence of a person. Not used by the library.
    enum PresenceStatus {
        /// Not known.
        EXOSIP_NOTIFY_UNKNOWN = 0,
        /// Not decided yet.
        EXOSIP_NOTIFY_PENDING = 1,
        /// Online.
        EXOSIP_NOTIFY_ONLINE = 2,
        /// Busy.
        EXOSIP_NOTIFY_BUSY = 3,
        /// Back soon.
        EXOSIP_NOTIFY_BERIGHTBACK = 4,
        /// Away.
        EXOSIP_NOTIFY_AWAY = 5,
        /// On the phone.
        EXOSIP_NOTIFY_ONTHEPHONE = 6,
        /// At lunch.
        EXOSIP_NOTIFY_OUTTOLUNCH = 7,
        /// Offline.
        EXOSIP_NOTIFY_CLOSED = 8,
    }
}

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
