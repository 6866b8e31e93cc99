//! `eXosip2/eX_subscribe.h`: subscriptions (RFC 6665) and REFER outside of calls (RFC 3515). A subscription of ours has a number (sid),
//! one of a peer another (nid), its dialog one (did). Codes, ownership and the lock: see `eXosip.h`.

use core::ffi::c_int;

use super::give;
use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::OK;
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
        /// No decision was made about it.
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

entry! {
    /// Builds the SUBSCRIBE of a new subscription. `to` and `from` are addresses, `route` is the URI of a proxy or NULL,
    /// `event` the package, such as "presence"; `expires` is in seconds. -2 where one of the three is missing, -5 for
    /// what does not parse.
    fn eXosip_subscription_build_initial_subscribe(excontext: Option<&Context>, subscribe: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>, event: Str<'_>, expires: c_int) -> c_int {
        give(excontext, subscribe, |core, _| {
            core.build_subscribe(to.optional(), from.optional(), route.optional(), event.bytes()?, expires)
        })?
    }

    /// Builds a REFER outside of calls. `to` and `from` are addresses, `route` is the URI of a proxy or NULL; `refer_to`
    /// is the value of Refer-To. -2 where `to` or `from` is missing, -5 for what does not parse.
    fn eXosip_subscription_build_initial_refer(excontext: Option<&Context>, refer: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>, refer_to: Str<'_>) -> c_int {
        give(excontext, refer, |core, _| {
            core.build_refer(to.optional(), from.optional(), route.optional(), refer_to.bytes()?)
        })?
    }

    /// Sends the SUBSCRIBE or REFER of a new subscription. `eXosip_automatic_action` refreshes it in time and answers
    /// challenges. Returns the number of the subscription (sid), greater than 0.
    fn eXosip_subscription_send_initial_request(excontext: Option<&Context>, subscribe: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_subscription(now, subscribe))?
    }

    /// Builds the next SUBSCRIBE or REFER in dialog `did`. The caller adds Expires, Event and Accept. -3 while the last
    /// one waits for its response, -6 once the subscription is over.
    fn eXosip_subscription_build_refresh_request(excontext: Option<&Context>, did: c_int, sub: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, sub, |core, _| core.build_subscription_refresh(did))?
    }

    /// Sends a SUBSCRIBE or REFER in dialog `did`. One with `Expires: 0` ends the subscription. Returns 0. -3 and -6 as
    /// of `eXosip_subscription_build_refresh_request`.
    fn eXosip_subscription_send_refresh_request(excontext: Option<&Context>, did: c_int, sub: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_subscription_refresh(now, did, sub))?;
        OK
    }

    /// Forgets the subscription with this sid or did. Nothing is sent: later NOTIFYs are reported as
    /// `EXOSIP_MESSAGE_NEW`. -6 if there is none.
    fn eXosip_subscription_remove(excontext: Option<&Context>, did: c_int) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, _| core.remove_subscription(did))?;
        OK
    }

    /// Builds a response to SUBSCRIBE or REFER `tid`. `status` is from 101 to 699. -6 for a number that is unknown.
    fn eXosip_insubscription_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, answer, |core, now| core.build_subscription_answer(now, tid, status))?
    }

    /// Sends a response to SUBSCRIBE or REFER `tid`. The status in `answer` counts. NULL sends the default response: -2
    /// if `status` is a 2xx. What is not answered gets 480 after 32 s. -3 after a final response, -6 for a number that is
    /// unknown.
    fn eXosip_insubscription_send_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_subscription_answer(now, tid, status, answer))?;
        OK
    }

    /// Builds a request to the subscriber of dialog `did`. -3 while a NOTIFY waits for its response, -6 once the
    /// subscription is over.
    fn eXosip_insubscription_build_request(excontext: Option<&Context>, did: c_int, method: Str<'_>, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, _| core.build_insubscription_request(did, method.bytes()?))?
    }

    /// Builds a NOTIFY in dialog `did`. `subscription_status` is one of `eXosip_ss`, `subscription_reason` one of
    /// `eXosip_ss_reason`, which counts for terminated only. The caller adds Event and the body. Codes as of
    /// `eXosip_insubscription_build_request`.
    fn eXosip_insubscription_build_notify(excontext: Option<&Context>, did: c_int, subscription_status: c_int, subscription_reason: c_int, request: Out<'_, Option<CBox<Message>>>) -> c_int {
        give(excontext, request, |core, now| core.build_notify(now, did, subscription_status, subscription_reason))?
    }

    /// Sends a request to the subscriber of dialog `did`. Its result is an `EXOSIP_NOTIFICATION_...` event. A NOTIFY with
    /// the state `terminated` ends the subscription once it is answered. Returns 0. Codes as of
    /// `eXosip_insubscription_build_request`.
    fn eXosip_insubscription_send_request(excontext: Option<&Context>, did: c_int, request: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_insubscription_request(now, did, request))?;
        OK
    }

    /// Forgets the incoming subscription of dialog `did`. Nothing is sent. -6 if there is none.
    fn eXosip_insubscription_remove(excontext: Option<&Context>, did: c_int) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, _| core.remove_insubscription(did))?;
        OK
    }
}
