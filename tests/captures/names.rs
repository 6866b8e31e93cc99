//! What a replay knows of the numbers and random words of a capture, and which are ours for them.

use std::collections::HashMap;
use std::net::SocketAddr;

use crate::capture::{branch_of, header};

/// The numbers and words of one run.
#[derive(Default)]
pub(crate) struct Names {
    /// Numbers of calls, subscriptions and dialogs in the order in which they were seen: captures count from 1.
    ids: Vec<i32>,
    /// Branches, tags and Call-IDs of the capture and ours, both ways.
    ours: HashMap<String, String>,
    theirs: HashMap<String, String>,
    /// Transactions of the capture and ours.
    tids: HashMap<i32, i32>,
    /// Transactions of ours and the capture, of those whose numbers the program got from a function.
    returned: HashMap<i32, i32>,
}

impl Names {
    /// A text of the capture with our words.
    pub(crate) fn to_ours(&self, text: &str) -> String {
        exchange_words(text, &self.ours)
    }

    /// A text of ours with the words of the capture.
    pub(crate) fn to_theirs(&self, text: &str) -> String {
        exchange_words(text, &self.theirs)
    }

    /// Whether the capture has a word that was seen already.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.ours.contains_key(word)
    }

    /// Whether the transaction of the capture, or ours, is known already.
    pub(crate) fn has_tid(&self, theirs: i32) -> bool {
        self.tids.contains_key(&theirs)
    }

    pub(crate) fn has_own_tid(&self, own: i32) -> bool {
        self.tids.values().any(|known| *known == own)
    }

    /// The function that returned a transaction to the program of the capture has returned `own` to ours.
    pub(crate) fn learn_result(&mut self, theirs: i32, own: i32) {
        self.tids.insert(theirs, own);
        self.returned.insert(own, theirs);
    }

    /// The number in the capture of a transaction of ours that a function returned; other numbers are the same in both.
    pub(crate) fn tid(&self, own: i32) -> i32 {
        self.returned.get(&own).copied().unwrap_or(own)
    }

    pub(crate) fn learn_tid(&mut self, theirs: i32, own: i32) {
        self.tids.insert(theirs, own);
    }

    pub(crate) fn own_tid(&self, tid: &str) -> i32 {
        let tid: i32 = tid.parse().unwrap();
        self.tids.get(&tid).copied().unwrap_or(tid)
    }

    /// The number in the capture of a call or dialog of ours.
    pub(crate) fn name(&mut self, id: i32) -> i32 {
        if id <= 0 {
            return id;
        }
        let known = self.ids.iter().position(|known| *known == id);
        let place = known.unwrap_or_else(|| {
            self.ids.push(id);
            self.ids.len() - 1
        });
        place as i32 + 1
    }

    /// Our number for a call or dialog of the capture.
    pub(crate) fn own_id(&self, id: &str) -> i32 {
        let id: i32 = id.parse().unwrap();
        let place = usize::try_from(id).ok().and_then(|id| id.checked_sub(1));
        place.and_then(|place| self.ids.get(place)).copied().unwrap_or(id)
    }

    /// Whether a message of ours may be that of the capture: Call-ID and From tag are the same, or not known yet.
    pub(crate) fn may_be(&self, theirs: &str, ours: &str) -> bool {
        let is_response = ours.starts_with("SIP/2.0");
        if is_response && branch_of(theirs) != branch_of(ours) {
            return false;
        }
        ["Call-ID", "From"].iter().all(|name| {
            let words = header(theirs, name).map(last_word).zip(header(ours, name).map(last_word));
            words.is_none_or(|(theirs, ours)| match self.ours.get(theirs) {
                Some(known) => known == ours,
                None => {
                    let is_new = !self.theirs.contains_key(ours);
                    theirs == ours || (is_new && is_number(theirs) && is_number(ours))
                }
            })
        })
    }

    /// Learns the words of two copies of a message. Over a connection our port is the choice of the system, too.
    pub(crate) fn learn(&mut self, theirs: &str, ours: &str, is_reliable: bool) {
        let mut pairs = Vec::new();
        for name in ["From", "To", "Call-ID"] {
            pairs.extend(header(theirs, name).zip(header(ours, name)));
        }
        let pairs = pairs.into_iter().map(|(one, other)| (last_word(one), last_word(other)));
        let branches = branch_of(theirs).zip(branch_of(ours));
        let ports = is_reliable.then(|| via_port(theirs).zip(via_port(ours)));
        for (one, other) in pairs.chain(branches).chain(ports.flatten()) {
            let is_known = one.is_empty() || other.is_empty();
            if one != other
                && !is_known
                && !self.ours.contains_key(one)
                && !self.theirs.contains_key(other)
            {
                self.ours.insert(one.to_owned(), other.to_owned());
                self.theirs.insert(other.to_owned(), one.to_owned());
            }
        }
    }
}

/// A text with words exchanged: `map` has the new ones.
fn exchange_words(text: &str, map: &HashMap<String, String>) -> String {
    let mut shown = String::new();
    let parts = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    for part in parts {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        shown += map.get(word).map_or(word, String::as_str);
        shown += &part[word.len()..];
    }
    shown
}

fn last_word(value: &str) -> &str {
    value.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// Whether a word is one of the random numbers of the library.
pub(crate) fn is_number(word: &str) -> bool {
    word.len() > 5 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn sent_by(text: &str) -> Option<&str> {
    header(text, "Via")?.split(' ').nth(1)?.split(';').next()
}

fn via_port(text: &str) -> Option<&str> {
    sent_by(text)?.rsplit_once(':').map(|(_, port)| port)
}

pub(crate) fn via_address(text: &str) -> Option<SocketAddr> {
    sent_by(text)?.parse().ok()
}

/// The address in the Request-URI.
pub(crate) fn uri_address(text: &str) -> Option<SocketAddr> {
    let uri = text.split(' ').nth(1)?;
    uri.split_once('@')?.1.split(';').next()?.parse().ok()
}
