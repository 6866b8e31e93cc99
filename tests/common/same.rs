//! Whether two messages are the same, but for what writing changes.

use eXosip2::sip::Message;

/// Whether two messages have the same content.
pub fn is_same(mut message: Message, mut again: Message) -> bool {
    normalize(&mut message);
    normalize(&mut again);
    message == again
}

/// Undoes what printing changes: the length is that of the bodies, names begin with a capital letter, and a header
/// without a value has an empty one.
fn normalize(message: &mut Message) {
    message.content_length = None;
    let parts = message.bodies.iter_mut().filter_map(|body| body.headers.as_mut());
    for header in message.headers.iter_mut().chain(parts.flat_map(|headers| headers.iter_mut())) {
        header.hvalue.get_or_insert_with(|| "".into());
        let name = header.hname.as_ref().map(|name| name.to_ascii_lowercase());
        header.hname = name.map(|name| name[..].into());
    }
}
