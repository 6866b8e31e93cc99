//! `eXosip2/eX_publish.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::ua::PublishArguments;

entry! {
    /// Builds a PUBLISH, which is the caller's to change and to give to `eXosip_publish`, or to free. `to`, `from` and
    /// `event` are needed; `expires` NULL stands for 3600; `ctype` and `body` are given both or not at all.
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
    /// text, whatever the case. `message` is the library's from here on, whatever is returned. Returns the number of the
    /// transaction. `eXosip_automatic_action` refreshes the publication; one with `Expires: 0` removes it.
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
