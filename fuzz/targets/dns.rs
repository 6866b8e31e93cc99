//! Any answer of a name server: the first byte says to which question.

#[allow(dead_code)]
#[path = "../../src/resolver/wire.rs"]
mod wire;

use wire::{Answer, Data, Kind, Question};

/// Where the bits are that say that a message is an answer.
const FLAGS: usize = 2;

pub fn run(bytes: &[u8]) {
    let Some((&kind, bytes)) = bytes.split_first() else { return };
    let kind = match kind % 4 {
        0 => Kind::A,
        1 => Kind::Aaaa,
        2 => Kind::Srv,
        _ => Kind::Naptr,
    };
    let question = Question { name: "example.com".into(), kind };
    let mut answer = bytes.to_vec();
    if let Some(header) = answer.first_chunk_mut::<4>() {
        header[..FLAGS].fill(0);
        header[FLAGS] |= 0x80;
    }
    let Some(first) = wire::answer(0, &question, &answer) else { return };
    assert_eq!(wire::answer(1, &question, &answer), None, "an answer to another query");
    let Answer::Records { records, alias, .. } = first else { return };
    assert!(records.len() <= 256);
    for name in records.iter().filter_map(name).chain(alias.iter().map(|alias| &*alias.name)) {
        assert!(
            !name.ends_with('.') && !name.bytes().any(|byte| byte.is_ascii_uppercase()),
            "{name}"
        );
        for edns in [false, true] {
            let _ = wire::query(0, &Question { name: name.into(), kind }, edns);
        }
    }
}

fn name(data: &Data) -> Option<&str> {
    match data {
        Data::Address(_) => None,
        Data::Service(service) => Some(&service.target),
        Data::Pointer(pointer) => Some(&pointer.replacement),
    }
}
