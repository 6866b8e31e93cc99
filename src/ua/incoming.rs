//! Requests from outside any dialog: each is told once. RFC 3261 17.2.3.

use core::hash::BuildHasher;
use std::collections::{HashSet, VecDeque};
use std::hash::RandomState;
use std::time::Instant;

use super::Ua;
use super::event::{Event, EventKind, Ids};
use super::io::Output;
use crate::sip::Message;
use crate::transaction::T1;

/// How many requests are remembered. When there are more, the oldest goes: it might be told twice.
const MOST: usize = 4096;

/// The requests of the last half minute: of each only a sum that nobody outside can foretell, as they may be long.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    seen: HashSet<u64>,
    order: VecDeque<(Instant, u64)>,
    sums: RandomState,
}

impl Incoming {
    /// Whether a request arrives for the first time.
    fn is_new(&mut self, now: Instant, request: &Message) -> bool {
        while let Some((seen, _)) = self.order.front()
            && (self.order.len() >= MOST || now.saturating_duration_since(*seen) > 64 * T1)
        {
            if let Some((_, sum)) = self.order.pop_front() {
                self.seen.remove(&sum);
            }
        }
        let Some(key) = key(request) else { return false };
        let sum = self.sums.hash_one(key);
        let is_new = self.seen.insert(sum);
        if is_new {
            self.order.push_back((now, sum));
        }
        is_new
    }
}

/// What a repeated request has in common with the first: branch, sent-by, method.
fn key(request: &Message) -> Option<[&[u8]; 4]> {
    let via = request.vias.first()?;
    Some([
        request.branch()?,
        via.host.as_deref()?,
        via.port.as_deref().unwrap_or_default(),
        request.method()?,
    ])
}

impl Ua {
    /// A request arrived. Those that need a dialog, or would make one, are not for us.
    pub(super) fn handle_request(&mut self, now: Instant, request: &Message, text: &[u8]) {
        const DIALOGS: [&[u8]; 9] = [
            b"INVITE",
            b"ACK",
            b"CANCEL",
            b"BYE",
            b"PRACK",
            b"UPDATE",
            b"SUBSCRIBE",
            b"NOTIFY",
            b"REFER",
        ];
        if request.method().is_none_or(|method| DIALOGS.contains(&method)) {
            return;
        }
        if !self.incoming.is_new(now, request) {
            return;
        }
        let ids = Ids { tid: self.transaction_ids.next_id().tid(), ..Ids::default() };
        let event = Event::new(EventKind::MessageNew, ids);
        self.output(Output::Event(Event { request: Some(text.into()), ..event }));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn requests_of_others_are_remembered_for_a_while_and_so_many_at_most() {
        let (mut incoming, start) = (Incoming::default(), Instant::now());
        let mut number = |branch: usize, now| {
            let text = format!(
                "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK{branch}\r\n\
                 From: <sip:c@d>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n"
            );
            let is_new = incoming.is_new(now, &Message::parse(text.as_bytes()).unwrap());
            (is_new, incoming.seen.len(), incoming.order.len())
        };
        for branch in 0..MOST {
            assert_eq!(number(branch, start), (true, branch + 1, branch + 1));
        }
        assert_eq!(number(MOST, start), (true, MOST, MOST));
        assert!(!number(MOST, start).0);
        assert_eq!(number(0, start), (true, MOST, MOST));
        assert_eq!(number(1, start + Duration::from_secs(33)), (true, 1, 1));
    }
}
