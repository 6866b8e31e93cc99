//! `eXosip2/eX_publish.h`: event state (RFC 3903). Codes, ownership and the lock: see `eXosip.h`.

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::ua::PublishArguments;

entry! {
    /// Builds a PUBLISH. `to` and `from` are addresses, `route` is the URI of a proxy or NULL, `event` the package, such
    /// as "presence". `expires` is a number of seconds as text; NULL stands for "3600". `ctype` and `body` are the type
    /// and the text of the state; both are given or none.
    ///
    /// -2 where `to`, `from` or `event` is missing, or one of `ctype` and `body`; -5 for an address that does not parse.
    fn eXosip_build_publish(excontext: Option<&Context>, message: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>, event: Str<'_>, expires: Str<'_>, ctype: Str<'_>, body: Str<'_>) -> c_int {
        message.give_or(None, || {
            let content = match (filled(ctype), filled(body)) {
                (Some(media_type), Some(body)) => Some((media_type, body)),
                (None, None) => None,
                _ => return Err(BadParameter),
            };
            let arguments = PublishArguments {
                to: to.bytes()?,
                from: from.bytes()?,
                route: route.optional(),
                event: event.bytes()?,
                expires: expires.optional().unwrap_or_default(),
                content,
            };
            excontext.ok_or(BadParameter)?.call(|core, _| core.build_publish(&arguments)).map(Some)
        })?;
        OK
    }

    /// Sends a PUBLISH. `to` names the publication: its entity tag and its CSeq go on from the last PUBLISH with the same
    /// text, whatever the case. `eXosip_automatic_action` refreshes the publication with the newest tag; one with
    /// `Expires: 0` removes it.
    ///
    /// Returns the number of the transaction (tid), which the `EXOSIP_MESSAGE_...` event with the result has.
    fn eXosip_publish(excontext: Option<&Context>, message: Option<CBox<Message>>, to: Str<'_>) -> c_int {
        publish(excontext, message, to)?
    }
}

fn publish(
    excontext: Option<&Context>,
    message: Option<CBox<Message>>,
    to: Str<'_>,
) -> Result<c_int> {
    let (context, to) = (excontext.ok_or(BadParameter)?, to.bytes()?);
    context.call(|core, now| core.publish(now, message, to))
}

fn filled<'a>(text: Str<'a>) -> Option<&'a [u8]> {
    text.optional().filter(|text| !text.is_empty())
}
