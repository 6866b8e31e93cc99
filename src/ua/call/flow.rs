//! Where requests in a dialog go instead of the remote target. RFC 5626 5.3.

use crate::sip::{Message, Uri, grammar};
use crate::ua::io::{Path, Transport};
use crate::ua::options::Options;

/// Where requests go after a message whose Contact has `ob` (RFC 5626 5.3), or after any if the application wants that:
/// to its source. Over TLS also where the Contact is the address of the source: the peer at that end of the connection is
/// known already. `None` if a Record-Route decides, or the Contact.
pub(in crate::ua) fn contact_flow(
    message: &Message,
    source: Path,
    options: &Options,
) -> Option<Path> {
    let contact_url = message.contacts.first().and_then(|contact| contact.url.as_ref())?;
    let has_ob = contact_url.url_params.iter().any(|param| param.is_named(b"ob"));
    let is_direct = message.record_routes.is_empty();
    let is_source = || source.transport == Transport::Tls && is_at(contact_url, source);
    (is_direct && (has_ob || options.reuse_connections || is_source())).then_some(source)
}

/// Whether [`contact_flow`] may return something for a message with this Contact.
pub(super) fn may_have_flow(contact: &[u8], source: Path, options: &Options) -> bool {
    options.reuse_connections || source.transport == Transport::Tls || has_ob(contact)
}

/// Whether a Contact has what may be the parameter `ob`.
fn has_ob(contact: &[u8]) -> bool {
    let mut behind = contact.split(|byte| *byte == b';').skip(1).map(<[u8]>::trim_ascii_start);
    behind.any(|it| it.get(..2).is_some_and(|name| name.eq_ignore_ascii_case(b"ob")))
}

/// Whether a URI names the far end of a path by its address.
fn is_at(uri: &Uri, path: Path) -> bool {
    let address = |host: &[u8]| str::from_utf8(host).ok()?.trim_matches(['[', ']']).parse().ok();
    let port = uri.port.as_deref().and_then(|port| grammar::number(port).ok());
    uri.host.as_deref().and_then(address) == Some(path.remote.ip())
        && port.unwrap_or(path.transport.default_port().into()) == u32::from(path.remote.port())
}
