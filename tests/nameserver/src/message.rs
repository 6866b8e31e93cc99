//! DNS messages, as far as the tests need them: RFC 1035 4, 2782, 3403 4.1.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::zone::Record;

const KINDS: [(&str, u16); 5] = [("A", 1), ("CNAME", 5), ("AAAA", 28), ("SRV", 33), ("NAPTR", 35)];

fn number(kind: &str) -> u16 {
    KINDS.iter().find(|(name, _)| *name == kind).map_or(0, |(_, number)| *number)
}

#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) id: u16,
    /// In lower case, without the dot at its end.
    pub(crate) name: String,
    pub(crate) kind: &'static str,
}

impl Question {
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let id = u16::from_be_bytes(bytes.get(..2)?.try_into().ok()?);
        let (mut at, mut labels) = (12, Vec::new());
        loop {
            let length = usize::from(*bytes.get(at)?);
            if length == 0 {
                break;
            }
            let label = bytes.get(at + 1..at + 1 + length)?;
            labels.push(String::from_utf8_lossy(label).to_ascii_lowercase());
            at += 1 + length;
        }
        let kind = u16::from_be_bytes(bytes.get(at + 1..at + 3)?.try_into().ok()?);
        let kind = KINDS.iter().find(|(_, number)| *number == kind)?.0;
        Some(Self { id, name: labels.join("."), kind })
    }
}

pub(crate) struct Reply {
    bytes: Vec<u8>,
    answers: u16,
}

impl Reply {
    /// An answer with a response code and without records.
    pub(crate) fn new(question: &Question, code: u16) -> Self {
        let mut bytes = question.id.to_be_bytes().to_vec();
        bytes.extend((0x8580 | code).to_be_bytes());
        bytes.extend([0, 1, 0, 0, 0, 0, 0, 0]);
        put_name(&mut bytes, &question.name);
        bytes.extend(number(question.kind).to_be_bytes());
        bytes.extend([0, 1]);
        Self { bytes, answers: 0 }
    }

    pub(crate) fn truncated(question: &Question) -> Self {
        let mut reply = Self::new(question, 0);
        reply.bytes[2] |= 0x02;
        reply
    }

    pub(crate) fn push(&mut self, record: &Record) {
        let Some(data) = data(record) else { return };
        put_name(&mut self.bytes, &record.name);
        self.bytes.extend(number(&record.kind).to_be_bytes());
        self.bytes.extend([0, 1]);
        self.bytes.extend(record.ttl.to_be_bytes());
        self.bytes.extend(u16::try_from(data.len()).unwrap_or_default().to_be_bytes());
        self.bytes.extend(data);
        self.answers += 1;
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.bytes[6..8].copy_from_slice(&self.answers.to_be_bytes());
        self.bytes
    }
}

fn data(record: &Record) -> Option<Vec<u8>> {
    let word = |at: usize| record.data.get(at).map(String::as_str);
    let mut bytes = Vec::new();
    let put_number = |bytes: &mut Vec<u8>, at| {
        let number: u16 = word(at)?.parse().ok()?;
        bytes.extend(number.to_be_bytes());
        Some(())
    };
    match record.kind.as_str() {
        "A" => bytes.extend(word(0)?.parse::<Ipv4Addr>().ok()?.octets()),
        "AAAA" => bytes.extend(word(0)?.parse::<Ipv6Addr>().ok()?.octets()),
        "CNAME" => put_name(&mut bytes, word(0)?),
        "SRV" => {
            for at in 0..3 {
                put_number(&mut bytes, at)?;
            }
            put_name(&mut bytes, word(3)?);
        }
        "NAPTR" => {
            put_number(&mut bytes, 0)?;
            put_number(&mut bytes, 1)?;
            for text in [word(2)?, word(3)?, ""] {
                bytes.push(u8::try_from(text.len()).ok()?);
                bytes.extend(text.as_bytes());
            }
            put_name(&mut bytes, word(4)?);
        }
        _ => return None,
    }
    Some(bytes)
}

fn put_name(bytes: &mut Vec<u8>, name: &str) {
    for label in name.split('.').filter(|label| !label.is_empty()) {
        bytes.push(u8::try_from(label.len()).unwrap_or_default());
        bytes.extend(label.as_bytes());
    }
    bytes.push(0);
}
