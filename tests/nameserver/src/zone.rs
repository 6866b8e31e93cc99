//! The records and how they are given.
//!
//! ```text
//! NAME TTL A 192.0.2.1
//! NAME TTL AAAA 2001:db8::1
//! NAME TTL CNAME NAME
//! NAME TTL SRV PRIORITY WEIGHT PORT NAME
//! NAME TTL NAPTR ORDER PREFERENCE FLAGS SERVICE NAME
//! drop               nothing is answered
//! delay N            answers come after N milliseconds
//! forge              each answer comes after several that belong to no question, with the address 127.0.0.66
//! refuse             the answer is that there is none for you
//! ```

use std::time::Duration;

use crate::message::{Question, Reply};

/// What the client may be sent over UDP.
const DATAGRAM: usize = 1232;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Manner {
    Drop,
    Forge,
    Refuse,
}

#[derive(Clone, Default)]
pub(crate) struct Zone {
    records: Vec<Record>,
    manners: Vec<Manner>,
    pub(crate) delay: Duration,
}

#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) ttl: u32,
    pub(crate) kind: String,
    pub(crate) data: Vec<String>,
}

impl Zone {
    pub(crate) fn parse(text: &str) -> Self {
        let mut zone = Self::default();
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["drop"] => zone.manners.push(Manner::Drop),
                ["forge"] => zone.manners.push(Manner::Forge),
                ["refuse"] => zone.manners.push(Manner::Refuse),
                ["delay", time] => {
                    zone.delay = Duration::from_millis(time.parse().unwrap_or_default());
                }
                [name, ttl, kind, ref data @ ..] => zone.records.push(Record {
                    name: name.to_owned(),
                    ttl: ttl.parse().unwrap_or_default(),
                    kind: kind.to_owned(),
                    data: data.iter().map(|&word| word.to_owned()).collect(),
                }),
                _ => {}
            }
        }
        zone
    }

    pub(crate) fn has(&self, manner: Manner) -> bool {
        self.manners.contains(&manner)
    }

    /// The same with addresses that are not true.
    pub(crate) fn lie(&self) -> Self {
        let mut lie = self.clone();
        for record in lie.records.iter_mut().filter(|record| record.kind == "A") {
            record.data = vec!["127.0.0.66".to_owned()];
        }
        lie
    }

    /// The whole answer, or one that says that it does not fit into a datagram.
    pub(crate) fn answer(&self, question: &Question, is_datagram: bool) -> Vec<u8> {
        if self.has(Manner::Refuse) {
            return Reply::new(question, 5).finish();
        }
        let mut name = question.name.as_str();
        let is_known = self.records.iter().any(|record| record.name == name);
        let mut reply = Reply::new(question, if is_known { 0 } else { 3 });
        while let Some(alias) = self.of(name, "CNAME").next() {
            reply.push(alias);
            name = &alias.data[0];
        }
        self.of(name, question.kind).for_each(|record| reply.push(record));
        let bytes = reply.finish();
        if is_datagram && bytes.len() > DATAGRAM {
            return Reply::truncated(question).finish();
        }
        bytes
    }

    fn of(&self, name: &str, kind: &str) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.name == name && record.kind == kind)
    }
}
