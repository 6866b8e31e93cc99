//! Any datagram: what is accepted can be copied, and prints to something that parses to the same.

use eXosip2::sip::Message;

use super::facts;

pub fn run(bytes: &[u8]) {
    let Ok(message) = Message::parse(bytes) else { return };
    assert!(message.clone() == message, "a copy differs");
    facts::ask(&message);
    let mut first = Vec::new();
    if message.write(&mut first).is_err() {
        return;
    }
    let again = Message::parse(&first).expect("what was printed parses");
    let mut second = Vec::new();
    again.write(&mut second).expect("what was parsed prints");
    assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second));
    assert!(is_same(message, again), "{}", String::from_utf8_lossy(&first));
}

/// Whether two messages say the same.
fn is_same(mut message: Message, mut again: Message) -> bool {
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
