//! Requests from outside any dialog: each is told once. RFC 3261 17.2.3.

use std::collections::{HashMap, VecDeque};
use std::time::Instant;

use super::Ua;
use super::event::{Event, EventKind};
use super::io::Output;
use crate::sip::Message;
use crate::transaction::T1;

/// How many requests are remembered. When there are more, the oldest goes: it might be told twice.
const MOST: usize = 4096;

/// The requests of the last half minute.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    seen: HashMap<Box<[u8]>, i32>,
    order: VecDeque<(Instant, Box<[u8]>)>,
    last_id: i32,
}

impl Incoming {
    /// The number of a request that was not seen before.
    fn number(&mut self, now: Instant, request: &Message) -> Option<i32> {
        while let Some((seen, _)) = self.order.front()
            && (self.order.len() >= MOST || now.saturating_duration_since(*seen) > 64 * T1)
        {
            let (_, key) = self.order.pop_front()?;
            self.seen.remove(&key);
        }
        let key = key(request)?;
        if self.seen.contains_key(&key) {
            return None;
        }
        self.last_id = self.last_id.checked_add(1).unwrap_or(1);
        self.seen.insert(key.clone(), self.last_id);
        self.order.push_back((now, key));
        Some(self.last_id)
    }
}

/// What a repeated request has in common with the first: branch, sent-by, method.
fn key(request: &Message) -> Option<Box<[u8]>> {
    let via = request.vias.first()?;
    let parts = [
        request.branch()?,
        via.host.as_deref()?,
        via.port.as_deref().unwrap_or_default(),
        request.method()?,
    ];
    Some(parts.join(&b'\n').into())
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
        let Some(transaction) = self.incoming.number(now, request) else { return };
        self.output(Output::Event(Event {
            kind: EventKind::MessageNew,
            registration: 0,
            transaction,
            request: Some(text.into()),
            response: None,
        }));
    }
}
