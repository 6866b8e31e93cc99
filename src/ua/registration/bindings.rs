//! Our binding among those that a success lists, and what it grants. RFC 3261 10.2.4.

use std::sync::Arc;

use super::{ContactSource, Registration};
use crate::sip::grammar::elements;
use crate::sip::text::{ContactText, ContactTexts, MessageText, header_values};

/// The longest grant in seconds, unless more was requested.
const LONGEST_GRANT: u32 = 30 * 24 * 3600;

/// What a success grants our Contact, in seconds: its own `expires`, else the Expires header if that is less than
/// was asked for. Bindings of other devices do not count.
pub(super) fn granted(
    registration: &Registration,
    response: &MessageText<'_>,
    ours: &[ContactText<'_>],
) -> Option<u32> {
    let contact = ours.iter().filter_map(ContactText::expires).max();
    let header =
        response.expires().filter(|seconds| *seconds < registration.binding.requested_expires);
    let longest = registration.binding.requested_expires.max(LONGEST_GRANT);
    contact.or(header).filter(|seconds| *seconds > 0).map(|seconds| seconds.min(longest))
}

/// Our bindings among those that a response lists: known by our `line`; else, as registrars drop and change what they
/// like, by address, or by user; else the only one there is.
pub(super) fn own_bindings<'r>(
    registration: &Registration,
    request: impl FnOnce() -> Arc<[u8]>,
    response: &'r MessageText<'_>,
    original: &'r [u8],
) -> ContactTexts<'r> {
    let line = registration.contact_id.digits();
    let has_our_line = |it: &ContactText<'r>| it.line() == Some(&line);
    let all: ContactTexts<'r> = response.headers(b"Contact").filter_map(ContactText::of).collect();
    let select = |is_ours: &dyn Fn(&ContactText<'r>) -> bool| -> ContactTexts<'r> {
        all.iter().filter(|it| is_ours(it)).copied().collect()
    };
    let is_application = registration.contact.source == ContactSource::Application;
    if !is_application {
        let ours = select(&has_our_line);
        if !ours.is_empty() {
            return ours;
        }
        // The parser skips broken elements. One with our `line` is ours nevertheless.
        let broken = broken_bindings(original).find(has_our_line);
        if let Some(broken) = broken {
            return [broken].into_iter().collect();
        }
    }
    let request = request();
    let written: ContactTexts<'_> =
        header_values(&request, b"Contact").filter_map(ContactText::of).collect();
    // Another device of ours, with a `line` of its own, may be at the same address.
    let may_be_ours = |it: &ContactText<'r>| it.line().is_none() || is_application;
    let has_address = |it: &ContactText<'r>| written.iter().any(|own| it.has_address_of(own));
    let has_user = |it: &ContactText<'r>| written.iter().any(|own| it.has_user_of(own));
    let exact = select(&|it| may_be_ours(it) && has_address(it) && has_user(it));
    // Who unregisters is not listed: what is left belongs to others.
    if !exact.is_empty() || written.len() != 1 || registration.binding.requested_expires == 0 {
        return exact;
    }
    let single = |ours: ContactTexts<'r>| Some(ours).filter(|ours| ours.len() == 1);
    single(select(&|it| may_be_ours(it) && has_address(it)))
        .or_else(|| single(select(&|it| may_be_ours(it) && has_user(it))))
        .or_else(|| single(all))
        .unwrap_or_default()
}

/// The Contacts of a message as it arrived, whether or not they can be read whole.
fn broken_bindings(text: &[u8]) -> impl Iterator<Item = ContactText<'_>> {
    let values = [&b"Contact"[..], b"m"].map(|name| header_values(text, name));
    values.into_iter().flatten().flat_map(elements).filter_map(ContactText::of)
}
