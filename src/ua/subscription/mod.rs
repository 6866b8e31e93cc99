//! Subscriptions: SUBSCRIBE, REFER outside of calls, and NOTIFY, in both directions. RFC 6665, RFC 3515.
//!
//! ```text
//! outgoing.rs      SUBSCRIBE and REFER: built and sent
//! response.rs      their results, and the dialogs that they create
//! notified.rs      NOTIFY that arrives
//! refresh.rs       refreshes, and the end of an outgoing subscription
//! retry.rs         requests that are sent again because of their response
//! incoming.rs      SUBSCRIBE and REFER that arrive, their responses, and the end of an incoming subscription
//! notify.rs        NOTIFY and other requests to a subscriber, and their results
//! shared.rs        states that the library notifies of by itself
//! dialog_info.rs   SUBSCRIBEs that the library answers; the document of the package `dialog` (RFC 4235)
//! documents.rs     documents of other packages
//! ```

mod dialog_info;
mod documents;
mod incoming;
mod notified;
mod notify;
mod outgoing;
mod refresh;
mod response;
mod retry;
mod shared;

pub use documents::{MessageCounts, message_summary, presence_document};

use core::hash::BuildHasher;
use std::collections::HashMap;
use std::hash::RandomState;
use std::sync::Arc;
use std::time::{Duration, Instant};

use smallvec::SmallVec;

use self::incoming::Notifier;
use self::shared::SharedStates;
use super::dialogs::DialogIndex;
use super::event::{Event, EventKind, Ids};
use super::io::{Output, Path};
use super::retry::{Change, Retries};
use super::statistics::{Count, Rate};
use super::usage::{Did, Exchange, Nid, Sid};
use super::{Ua, build};
use crate::dialog::Dialog;
use crate::error::{Error, Result};
use crate::mem::{CBox, Text};
use crate::sip::text::TextEditor;
use crate::sip::{Message, grammar};
use crate::transaction::TransactionId;
use crate::transport::table::{NumberSet, Table};

/// A request is sent again because of its response only if it is not older than this.
const LATEST_RETRY: Duration = Duration::from_secs(120);
/// `Retry-After` of a request that comes too early or too late.
const RETRY_AFTER: &[(&[u8], &[u8])] = &[(b"Retry-After", b"10")];

/// State of a subscription and reason of its end, as `eXosip_ss` and `eXosip_ss_reason` number them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    state: i32,
    reason: i32,
}

impl State {
    const PENDING: i32 = 1;
    const ACTIVE: i32 = 2;
    const TERMINATED: i32 = 3;
    /// The reason of a subscription that was not refreshed.
    const TIMEOUT: i32 = 3;
    /// The reason of one whose resource no longer exists.
    const NO_RESOURCE: i32 = 5;
    /// The names of the reasons, by number.
    const REASONS: [&[u8]; 6] =
        [b"deactivated", b"probation", b"rejected", b"timeout", b"giveup", b"noresource"];

    /// What a Subscription-State says. A word that is not known leaves the state as it was.
    fn update(&mut self, header: &[u8]) {
        let begins = |word: &[u8]| {
            header.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        self.state = match () {
            () if begins(b"active") => Self::ACTIVE,
            () if begins(b"pending") => Self::PENDING,
            () if begins(b"terminated") => Self::TERMINATED,
            () => self.state,
        };
        let reason = param(header, b"reason").filter(|_| self.state == Self::TERMINATED);
        let number = reason.and_then(|reason| {
            Self::REASONS.iter().position(|name| name.eq_ignore_ascii_case(reason))
        });
        self.reason = number.and_then(|number| i32::try_from(number).ok()).unwrap_or(0);
    }
}

/// The value of a parameter of Subscription-State.
fn param<'h>(header: &'h [u8], name: &[u8]) -> Option<&'h [u8]> {
    header.split(|byte| *byte == b';').skip(1).find_map(|param| {
        let (own, value) = grammar::split_once(param, b'=')?;
        own.trim_ascii().eq_ignore_ascii_case(name).then(|| value.trim_ascii())
    })
}

/// The newest request of a subscription that was sent outside of its dialog, or in it.
#[derive(Clone, Debug)]
struct SentRequest {
    id: TransactionId,
    /// As it was sent, once its transaction has ended.
    text: Arc<[u8]>,
    /// The Route that selected the next hop and was not written.
    preloaded_route: Option<Text>,
    began: Instant,
    /// The status of the final response; 0 if there is none and none is expected any more.
    status: Option<u16>,
    /// What the response asks for.
    change: Option<Change>,
}

impl SentRequest {
    fn new(now: Instant, id: TransactionId, text: Arc<[u8]>) -> Self {
        Self { id, text, preloaded_route: None, began: now, status: None, change: None }
    }

    fn is_pending(&self) -> bool {
        self.status.is_none()
    }

    fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    fn is_refused(&self) -> bool {
        self.status.is_some_and(|status| status >= 300)
    }

    /// The transaction has ended.
    fn end(&mut self, exchange: &Exchange, status: u16, change: Option<Change>) {
        if !exchange.request.is_empty() {
            self.text = exchange.request.clone();
            self.preloaded_route = exchange.preloaded_route.clone();
        }
        self.status = Some(status);
        self.change = change;
    }

    /// The text with all its Routes.
    fn editor(&self) -> TextEditor<'_> {
        let mut request = TextEditor::of(&self.text);
        if let Some(route) = &self.preloaded_route {
            request.insert_route(route);
        }
        request
    }
}

/// One outgoing subscription: a SUBSCRIBE, or a REFER outside of calls, and the dialogs that it has created.
#[derive(Debug)]
struct Subscription {
    /// Call-ID and From tag.
    key: (Box<[u8]>, Box<[u8]>),
    is_refer: bool,
    /// The newest SUBSCRIBE or REFER outside of dialogs.
    initial: SentRequest,
    dids: SmallVec<[Did; 1]>,
    /// How long it lasts, in seconds; 0 once it is being ended.
    period: u32,
    state: State,
    retries: Retries,
    /// When the last NOTIFY arrived.
    notified: Option<Instant>,
    /// When it is forgotten, once SUBSCRIBE with `Expires: 0` was answered.
    ended: Option<Instant>,
    /// When it is subscribed again after its end.
    resubscribe: Option<Instant>,
    /// The time of its next scheduled task.
    due: Option<Instant>,
    /// When it is forgotten.
    slot: Option<Instant>,
}

/// One dialog of an outgoing subscription.
#[derive(Debug)]
struct SubscriptionDialog {
    sid: Sid,
    dialog: Dialog,
    /// Where requests in it go, if not where the route set and the Contact say.
    flow: Option<Path>,
    /// The number in CSeq of the last NOTIFY; -1 before the first.
    heard: i64,
    /// The newest SUBSCRIBE or REFER in it.
    last: Option<SentRequest>,
    /// The time of its next scheduled task.
    due: Option<Instant>,
}

/// All subscriptions.
#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    all: Table<Sid, Box<Subscription>>,
    /// Dialogs of outgoing subscriptions.
    dialogs: Table<Did, Box<SubscriptionDialog>>,
    /// Incoming subscriptions, by their dialogs.
    notifiers: Table<Did, Box<Notifier>>,
    nids: NumberSet<Nid>,
    /// Dialogs in both directions.
    index: DialogIndex,
    /// Outgoing subscriptions by a sum of Call-ID and From tag, with a random key.
    by_initial: HashMap<u64, Sid>,
    sums: RandomState,
    /// Outgoing subscriptions, their dialogs, and incoming ones that were challenged and have no login.
    waiting_for_login: NumberSet<i32>,
    shared: SharedStates,
    created: Rate,
    received: Rate,
}

impl Subscriptions {
    /// Whether a subscription or a dialog has this number.
    pub(super) fn has_number(&self, id: i32) -> bool {
        self.all.contains_key(&id)
            || self.dialogs.contains_key(&id)
            || self.notifiers.contains_key(&id)
            || self.nids.contains(&id)
    }

    /// How many outgoing ones there are, and how many are made in an hour.
    pub(super) fn count(&mut self, now: Instant) -> Count {
        Count { allocated: self.all.len(), hourly: self.created.hourly(now) }
    }

    /// How many incoming ones there are, and how many come in an hour.
    pub(super) fn count_incoming(&mut self, now: Instant) -> Count {
        Count { allocated: self.notifiers.len(), hourly: self.received.hourly(now) }
    }

    fn sum(&self, key: (&[u8], &[u8])) -> u64 {
        self.sums.hash_one(key)
    }

    /// The outgoing subscription whose initial request has this Call-ID and From tag.
    fn of_initial(&self, call_id: &[u8], tag: &[u8]) -> Option<Sid> {
        self.by_initial.get(&self.sum((call_id, tag))).copied()
    }

    fn insert(&mut self, now: Instant, sid: Sid, subscription: Subscription) {
        let sum = self.sum((&subscription.key.0, &subscription.key.1));
        self.by_initial.insert(sum, sid);
        self.all.insert(sid, Box::new(subscription));
        self.created.add(now);
    }

    /// Changes Call-ID and From tag of an outgoing subscription.
    fn set_key(&mut self, sid: Sid, key: (Box<[u8]>, Box<[u8]>)) {
        self.forget_key(sid);
        let sum = self.sum((&key.0, &key.1));
        self.by_initial.insert(sum, sid);
        if let Some(subscription) = self.all.get_mut(&sid) {
            subscription.key = key;
        }
    }

    fn forget_key(&mut self, sid: Sid) {
        let Some(subscription) = self.all.get(&sid) else { return };
        let sum = self.sum((&subscription.key.0, &subscription.key.1));
        if self.by_initial.get(&sum) == Some(&sid) {
            self.by_initial.remove(&sum);
        }
    }

    fn open_dialog(&mut self, sid: Sid, did: Did, dialog: Dialog) {
        let Some(subscription) = self.all.get_mut(&sid) else { return };
        subscription.dids.push(did);
        self.index.insert(&dialog, did);
        let dialog =
            SubscriptionDialog { sid, dialog, flow: None, heard: -1, last: None, due: None };
        self.dialogs.insert(did, Box::new(dialog));
    }

    fn insert_notifier(&mut self, now: Instant, did: Did, notifier: Notifier) {
        self.index.insert(&notifier.dialog, did);
        self.nids.insert(notifier.nid);
        self.notifiers.insert(did, Box::new(notifier));
        self.received.add(now);
    }

    fn remove_notifier(&mut self, did: Did) -> Option<Box<Notifier>> {
        let notifier = self.notifiers.remove(&did)?;
        self.index.remove(&notifier.dialog, did);
        self.nids.remove(&notifier.nid);
        self.waiting_for_login.remove(&did);
        self.shared.forget(did);
        Some(notifier)
    }
}

/// The event for a final response with this status, in the order 2xx, 3xx, 4xx, 5xx, 6xx.
fn event_of(status: u16, kinds: [EventKind; 5]) -> EventKind {
    let [answered, redirected, request_failure, server_failure, global_failure] = kinds;
    match status {
        ..=299 => answered,
        300..=399 => redirected,
        400..=499 => request_failure,
        500..=599 => server_failure,
        _ => global_failure,
    }
}

/// Refuses a message that cannot be sent as a request here.
fn check_request(message: Option<CBox<Message>>) -> Result<CBox<Message>> {
    let message = message.ok_or(Error::BadParameter)?;
    match message.method() {
        None | Some(b"" | b"INVITE" | b"ACK") => Err(Error::BadParameter),
        Some(_) => Ok(message),
    }
}

fn check_line(text: &[u8]) -> Result<()> {
    if build::breaks_line(text) { Err(Error::Syntax) } else { Ok(()) }
}

impl Ua {
    /// Reports something about a subscription.
    fn report_subscription(
        &mut self,
        kind: EventKind,
        ids: Ids,
        state: State,
        (request, response): (Arc<[u8]>, Option<Arc<[u8]>>),
    ) {
        let subscription = (state.state, state.reason);
        let event =
            Event { subscription, request: Some(request), response, ..Event::new(kind, ids) };
        match self.transaction_ids.of_tid(ids.tid) {
            Some(id) => self.report(id, event),
            None => self.output(Output::Event(event)),
        }
    }

    /// Adds credentials for the realms that have challenged a subscription.
    fn add_credentials(
        &mut self,
        message: CBox<Message>,
        retries: impl FnOnce(&mut Subscriptions) -> Option<&mut Retries>,
    ) -> Result<CBox<Message>> {
        let Some(retries) = retries(&mut self.subscriptions) else { return Ok(message) };
        if retries.authenticator.is_empty() {
            return Ok(message);
        }
        let text = self.writer.write(&message)?;
        let mut request = TextEditor::of(&text);
        retries.authenticate(&mut request, &self.credentials, &mut self.rng);
        let text = self.writer.join(&request);
        Ok(CBox::new(Message::parse_own(&text)?))
    }
}
