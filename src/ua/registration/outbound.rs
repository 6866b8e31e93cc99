//! Client-initiated connections: flows that the registrar knows by number. RFC 5626, RFC 6223.

use std::time::Duration;

use crate::sip::param::find_param;
use crate::sip::param::remove_param;
use crate::sip::text::MessageText;
use crate::sip::text::via;
use crate::sip::text::{Contact, TextEditor};
use crate::sip::{Message, Param, grammar};
use crate::ua::options::Options;

/// The first hop does not support outbound.
pub(in crate::ua) const FIRST_HOP_LACKS_OUTBOUND: u16 = 439;

/// What flows need.
const FOR_FLOWS: &[u8] = b"path, outbound";

/// The longest time between keepalives that a server may choose.
const LONGEST_INTERVAL: u32 = 24 * 3600;

/// Writes the supported extensions into a first REGISTER. `reg-id` needs an instance.
pub(in crate::ua) fn announce(message: &mut Message, is_own_contact: bool, options: &Options) {
    let is_outbound = options.reg_id > 0 && options.instance().is_some() && is_own_contact;
    if is_outbound && let Some(contact) = message.contacts.first_mut() {
        let number = options.reg_id.to_string();
        contact.gen_params.push(Param::new(b"reg-id", Some(number.as_bytes())));
    }
    match (options.path || is_outbound, is_outbound) {
        (true, true) => message.add_header(b"Supported", FOR_FLOWS),
        (true, false) => message.add_header(b"Supported", b"path"),
        (false, _) => {}
    }
    if options.keep
        && let Some(via) = message.vias.first_mut()
    {
        via.via_params.push(Param::new(b"keep", None));
    }
}

/// Whether a request has a flow number.
pub(in crate::ua) fn has_number(request: &TextEditor<'_>) -> bool {
    let contacts: Vec<Contact> = request.read_all(b"Contact");
    contacts.iter().any(|contact| find_param(&contact.0.gen_params, b"reg-id").is_some())
}

/// Removes what [`announce`] added about flows, and nothing else.
pub(in crate::ua) fn withdraw(request: &mut TextEditor<'_>, options: &Options) {
    request.edit_all(b"Contact", |contact: &mut Contact| {
        remove_param(&mut contact.0.gen_params, b"reg-id");
    });
    request.replace(b"Supported", |value| {
        let is_announced = value == FOR_FLOWS && !options.path;
        let is_left = |word: &&[u8]| !is_announced && !word.eq_ignore_ascii_case(b"outbound");
        let left: Vec<_> = grammar::elements(value).filter(is_left).collect();
        (left.len() < grammar::elements(value).count()).then(|| left.join(&b", "[..]))
    });
    request.remove(b"Supported", <[u8]>::is_empty);
}

/// The keepalive interval that the server requests: Flow-Timer (RFC 5626 5.4), or `keep` in our Via (RFC 6223).
pub(in crate::ua) fn keepalive_interval(response: &MessageText<'_>) -> Option<Duration> {
    let flow_timer = response.header(b"Flow-Timer");
    let keep = response.vias().next().and_then(|via| via::param(via, b"keep")?);
    let seconds = flow_timer.into_iter().chain(keep).filter_map(|text| grammar::number(text).ok());
    let shortest = seconds.filter(|seconds| (1..=LONGEST_INTERVAL).contains(seconds)).min()?;
    Some(Duration::from_secs(shortest.into()))
}
