//! What the protocol asks a message: any field may hold anything.

use std::hint::black_box;

use eXosip2::sip::{Message, NameAddr};

pub fn ask(message: &Message) {
    black_box((message.method(), message.branch(), message.source_seen()));
    black_box(message.contacts.iter().filter_map(NameAddr::expires).count());
    let from = message.from.as_deref();
    let to = message.to.as_deref();
    if let (Some(from), Some(to)) = (from, to) {
        black_box((from.tag(), from.has_tag_of(to), from.is_same_party(to).is_ok()));
        assert!(from.is_same_party(from).is_ok() == from.url.is_some());
    }
}
