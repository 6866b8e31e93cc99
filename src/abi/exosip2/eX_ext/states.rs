//! States that subscribers see: documents, and NOTIFYs at each change.

use core::ffi::c_int;

use crate::abi::boundary::Str;
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::OK;
use crate::mem::Text;
use crate::ua::{self, MessageCounts};

entry! {
    /// Sets the document of an event package, such as `presence`: `eXosip_insubscription_automatic` accepts SUBSCRIBEs for it,
    /// and each of these subscribers gets a NOTIFY with the document, now and when it is set again, at most once a second.
    /// `document` NULL ends their subscriptions with `noresource`. Returns 0; -2 for a package that is no token or a missing
    /// type, -5 for a type that does not parse, -6 if NULL is set where nothing was, -4 for the 33rd package.
    fn eXosip_insubscription_set_state(excontext: Option<&Context>, package: Str<'_>, content_type: Str<'_>, document: Str<'_>) -> c_int {
        let package = package.bytes()?;
        let document = document.optional().map(|document| Ok((content_type.line()?, document))).transpose()?;
        excontext.ok_or(BadParameter)?.call(|core, now| core.set_shared_state(now, package, document))?;
        OK
    }

    /// A presence document, `application/pidf+xml` (RFC 3863), for the caller to free with `osip_free`: `entity`, such as
    /// `sip:alice@example.com`, can be reached or not; `note` is a text for people, or NULL. Both are escaped. NULL without
    /// `entity`.
    fn eXosip_build_presence(entity: Str<'_>, is_open: c_int, note: Str<'_>) -> Option<Text> {
        let text = ua::presence_document(entity.bytes()?, is_open != 0, note.optional());
        Some(Text::new(&text))
    }

    /// A summary of voice messages, `application/simple-message-summary` (RFC 3842), for the caller to free with `osip_free`:
    /// how many new and old messages there are, and how many of each are urgent. `account` is the URI of the mailbox, or NULL.
    /// NULL for a number below 0, and for an account that is not one line.
    fn eXosip_build_message_summary(account: Str<'_>, new_messages: c_int, old_messages: c_int, urgent_new: c_int, urgent_old: c_int) -> Option<Text> {
        let number = |number| u32::try_from(number).map_err(|_| BadParameter);
        let voice = MessageCounts {
            new: number(new_messages)?,
            old: number(old_messages)?,
            urgent_new: number(urgent_new)?,
            urgent_old: number(urgent_old)?,
        };
        Some(Text::new(&ua::message_summary(account.optional(), voice)?))
    }
}
