//! What is accepted can be written, and reads back as the same message.

#![allow(clippy::unwrap_used)]

#[path = "common/mod.rs"]
#[allow(dead_code, unreachable_pub, clippy::indexing_slicing)]
mod common;

use common::generate::{corpus, mutate};
use common::messages::{SEEDS, assemble};
use common::random::Seeded;
use eXosip2::sip::Message;

/// Parses, writes, parses and writes; a message and its copy are written alike.
fn check(about: &str, text: &[u8]) {
    let Ok(message) = Message::parse(text) else { return };
    let shown = || format!("{about}: {:?}", String::from_utf8_lossy(text));
    let written = write(&message).unwrap_or_else(|| panic!("cannot be written: {}", shown()));
    let again = Message::parse(&written)
        .unwrap_or_else(|_| panic!("{} as {:?}", shown(), String::from_utf8_lossy(&written)));
    let rewritten = write(&again).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&rewritten),
        String::from_utf8_lossy(&written),
        "{}",
        shown()
    );
    assert_eq!(write(&message.clone()).unwrap(), written, "{}", shown());
    assert_eq!(message.clone(), message, "{}", shown());
}

fn write(message: &Message) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    message.write(&mut text).ok()?;
    Some(text)
}

#[test]
fn the_collections_read_back() {
    for (name, text) in corpus() {
        check(&name, &text);
    }
}

#[test]
fn assembled_messages_read_back() {
    for seed in 0..20_000 {
        check(&format!("seed {seed}"), &assemble(&mut Seeded(seed)));
    }
}

#[test]
fn mutated_messages_read_back() {
    for seed in 0..20_000 {
        let mut random = Seeded(seed);
        let text = random.pick(SEEDS);
        check(&format!("seed {seed}"), &mutate(&mut random, text.as_bytes()));
    }
}
