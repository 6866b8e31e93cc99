//! Calls: INVITE, the dialog that it creates, and what follows in it. RFC 3261 13 to 15.
//!
//! ```text
//! calls.rs          the tables of calls
//! transaction.rs    one request of a call, in either direction
//! invite.rs         INVITE: built, sent, and its results
//! incoming.rs       requests that arrive: new INVITE, CANCEL, ACK, BYE and others in the dialog
//! incoming_end.rs   BYE, CANCEL and ACK that arrive
//! answer.rs         responses of the application, and the repetition of a 2xx until its ACK
//! ack.rs            ACK for 2xx, and 2xx that belong to no transaction; refusal_ack.rs ACK for other final responses
//! flow.rs           where requests go instead of the remote target
//! description.rs    the messages with session descriptions
//! in_dialog.rs      requests in the dialog, and their results
//! terminate.rs      CANCEL, refusal and BYE
//! reliable.rs       PRACK (RFC 3262)
//! replaces.rs       Refer-To with Replaces, and the calls that are replaced (RFC 3891)
//! fork.rs           answers of several callees to one INVITE
//! retry.rs          challenges, redirection and 422
//! session_timer.rs  RFC 4028
//! release.rs        the end of a call, and of its silence
//! ```

mod ack;
mod answer;
mod calls;
mod description;
mod flow;
mod fork;
mod in_dialog;
mod incoming;
mod incoming_end;
mod invite;
mod refusal_ack;
mod release;
mod reliable;
mod replaces;
mod retry;
mod session_timer;
mod terminate;
mod transaction;

use std::sync::Arc;
use std::time::{Duration, Instant};

use smallvec::SmallVec;

pub(in crate::ua) use self::calls::Calls;
pub use self::description::Party;
pub(super) use self::flow::contact_flow;
use self::flow::may_have_flow;
pub(in crate::ua) use self::refusal_ack::refusal_ack;
use self::session_timer::SessionTimer;
pub use self::terminate::Terminated;
use self::transaction::CallTransaction;
use super::event::{Event, EventKind, Ids};
use super::io::{Output, Path};
use super::usage::{Cid, Did};
use super::{Alarm, ScheduledTask, Ua};
use crate::auth::Authenticator;
use crate::dialog::StoredDialog;
use crate::dialog::state::DialogState;
use crate::error::{Error, Result};
use crate::mem::Text;
use crate::transaction::TransactionId;
use crate::transport::FailureCause;

/// The number of a dialog that is closed, as events show it.
const CLOSED: Did = -1;

/// One call: an INVITE, sent or received, and what follows from it.
#[derive(Debug)]
pub(super) struct Call {
    /// The pointer that the application attached, as a number.
    reference: usize,
    /// Whether this side sent the initial INVITE.
    is_caller: bool,
    /// A sum of Call-ID and From tag of the initial INVITE, by which a call of ours is found.
    invite_sum: u64,
    /// The open dialog.
    dialog: Option<CallDialog>,
    /// Whether there was a dialog that is closed now.
    has_closed_dialog: bool,
    /// Requests of the call in either direction, the oldest first.
    transactions: Vec<CallTransaction>,
    /// Retries in a row while there was no dialog.
    retries: u8,
    /// The request that `automatic_action` sends again, with credentials or elsewhere.
    retry: Option<TransactionId>,
    /// The challenges of this Call-ID.
    authenticator: Authenticator,
    /// Whether there was no login for the last challenge.
    waits_for_login: bool,
    /// The user part of our From.
    user: Option<Text>,
    /// The call that ends when a 2xx to the INVITE of this one is sent (RFC 3891).
    replaces: Option<Cid>,
    /// How many calls of their own other answers to its INVITE have become.
    forks: u8,
    /// CANCEL as soon as a provisional response permits it; with the name and value of one more header.
    cancel_wanted: Option<Box<(Vec<u8>, Vec<u8>)>>,
    /// The deadline of the call.
    slot: Option<Instant>,
    /// The time of its next [`ScheduledTask::Call`].
    scheduled_task: Option<Instant>,
}

/// The open dialog of a call.
#[derive(Debug)]
struct CallDialog {
    did: Did,
    dialog: StoredDialog,
    /// The ACK that was sent last, for repetitions of its 2xx.
    ack: Option<SentAck>,
    /// Our 2xx that waits for its ACK.
    accepted: Option<Accepted>,
    /// Our reliable provisional response that waits for its PRACK.
    reliable: Option<reliable::Unacknowledged>,
    /// The response numbers (RSeq) and To tags for which a PRACK was built.
    pracks: SmallVec<[(u32, Option<Text>); 1]>,
    /// Few dialogs have one.
    timer: Option<Box<SessionTimer>>,
    /// Whether the peer allows UPDATE.
    allows_update: bool,
    /// Until when an implicit subscription (REFER) keeps the dialog open after BYE.
    kept_until: Option<Instant>,
    /// Whether BYE was sent or received.
    is_over: bool,
    /// Retries in a row.
    retries: u8,
    /// Where requests go instead of the remote target: the source of a message whose Contact has `ob`.
    flow: Option<Path>,
}

/// An ACK that was sent.
#[derive(Debug)]
struct SentAck {
    cseq: u32,
    path: Path,
    bytes: Arc<[u8]>,
}

/// A 2xx that was sent and has no ACK yet (RFC 3261 13.3.1.4).
#[derive(Debug)]
struct Accepted {
    transaction: TransactionId,
    /// When it is sent again, and the time from then to the next.
    resend: Instant,
    interval: Duration,
    /// When the call is given up.
    expiry: Instant,
}

impl CallDialog {
    fn new(did: Did, dialog: impl Into<StoredDialog>) -> Self {
        Self {
            did,
            dialog: dialog.into(),
            ack: None,
            accepted: None,
            reliable: None,
            pracks: SmallVec::new(),
            timer: None,
            allows_update: false,
            kept_until: None,
            is_over: false,
            retries: 0,
            flow: None,
        }
    }

    fn is_confirmed(&self) -> bool {
        self.dialog.state == DialogState::CONFIRMED
    }

    fn is_kept(&self, now: Instant) -> bool {
        self.kept_until.is_some_and(|until| until > now)
    }
}

impl Call {
    fn new(is_caller: bool, invite_sum: u64, initial: CallTransaction) -> Self {
        Self {
            reference: 0,
            is_caller,
            invite_sum,
            dialog: None,
            has_closed_dialog: false,
            transactions: vec![initial],
            retries: 0,
            retry: None,
            authenticator: Authenticator::default(),
            waits_for_login: false,
            user: None,
            replaces: None,
            forks: 0,
            cancel_wanted: None,
            slot: None,
            scheduled_task: None,
        }
    }

    /// The did that events show.
    fn did(&self) -> Did {
        match &self.dialog {
            Some(dialog) => dialog.did,
            None if self.has_closed_dialog => CLOSED,
            None => 0,
        }
    }

    fn transaction(&self, id: TransactionId) -> Option<&CallTransaction> {
        self.transactions.iter().find(|it| it.id == id)
    }

    fn transaction_mut(&mut self, id: TransactionId) -> Option<&mut CallTransaction> {
        self.transactions.iter_mut().find(|it| it.id == id)
    }

    /// The newest request of the call for which `is_wanted` holds.
    fn newest(&self, is_wanted: impl Fn(&CallTransaction) -> bool) -> Option<&CallTransaction> {
        self.transactions.iter().rev().find(|it| is_wanted(it))
    }

    /// The newest INVITE that this side sent.
    fn sent_invite(&self) -> Option<&CallTransaction> {
        self.newest(|it| it.is_invite() && !it.is_incoming)
    }

    /// The newest INVITE that this side received.
    fn received_invite(&self) -> Option<&CallTransaction> {
        self.newest(|it| it.is_invite() && it.is_incoming)
    }

    /// Whether a request of this method waits for its end, in either direction.
    fn is_busy(&self, now: Instant, method: &[u8]) -> bool {
        let newest = self.newest(|it| it.method.eq_ignore_ascii_case(method));
        newest.is_some_and(|it| !it.is_finished(now))
    }
}

impl Ua {
    /// Attaches a pointer of the application to the call that has this did or cid.
    pub fn set_call_reference(&mut self, id: i32, reference: usize) -> Result<()> {
        let cid = self.calls.of_did(id).unwrap_or(id);
        self.calls.get_mut(cid).ok_or(Error::NotFound)?.reference = reference;
        Ok(())
    }

    /// The pointer that the application attached to a call.
    pub fn call_reference(&self, cid: Cid) -> Option<usize> {
        Some(self.calls.get(cid)?.reference)
    }

    /// The open dialog with this number, and its call.
    fn call_of_did(&self, did: Did) -> Result<Cid> {
        if did <= 0 {
            return Err(Error::BadParameter);
        }
        self.calls.of_did(did).ok_or(Error::NotFound)
    }

    /// The call of a transaction that C programs know as `tid`.
    fn call_of_tid(&self, tid: i32) -> Result<(Cid, TransactionId)> {
        let id = self.transaction_ids.of_tid(tid).ok_or(Error::NotFound)?;
        Ok((self.calls.of_transaction(id).ok_or(Error::NotFound)?, id))
    }

    /// Reports something about a call. `transaction` is what it is about.
    fn report_call(&mut self, kind: EventKind, cid: Cid, report: CallReport) {
        let Some(call) = self.calls.get(cid) else { return };
        let did = report.did.unwrap_or_else(|| call.did());
        let tid = report.transaction.map_or(0, TransactionId::tid);
        let event = Event {
            request: report.request,
            response: report.response,
            ack: report.ack,
            reference: call.reference,
            cause: report.cause,
            ..Event::new(kind, Ids { tid, did, cid, ..Ids::default() })
        };
        match report.transaction {
            Some(id) => self.report(id, event),
            None => self.output(Output::Event(event)),
        }
    }

    /// Sets when `automatic_action` has something to do for a call.
    fn set_call_task(&mut self, cid: Cid, at: Option<Instant>) {
        let Some(call) = self.calls.get_mut(cid) else { return };
        match at {
            Some(at) => self.scheduled.set(&mut call.scheduled_task, ScheduledTask::Call(cid), at),
            None => self.scheduled.clear(&mut call.scheduled_task, ScheduledTask::Call(cid)),
        }
    }

    /// Removes a call from all tables.
    fn remove_call(&mut self, now: Instant, cid: Cid) {
        let Some(mut call) = self.calls.remove(cid) else { return };
        for it in call.transactions.iter().filter(|it| !it.is_incoming) {
            self.limit_transaction(now, it.id);
        }
        self.timers.clear(&mut call.slot, Alarm::Call(cid));
        self.scheduled.clear(&mut call.scheduled_task, ScheduledTask::Call(cid));
    }
}

/// What an event about a call carries beside its kind and cid.
#[derive(Default)]
struct CallReport {
    transaction: Option<TransactionId>,
    /// Another did than that of the call now.
    did: Option<Did>,
    request: Option<Arc<[u8]>>,
    response: Option<Arc<[u8]>>,
    ack: Option<Arc<[u8]>>,
    cause: FailureCause,
}

impl CallReport {
    fn of(transaction: &CallTransaction) -> Self {
        let status = if transaction.is_incoming { 0 } else { transaction.status() };
        Self {
            transaction: Some(transaction.id),
            request: Some(transaction.request.clone()),
            response: transaction.response.clone(),
            cause: if status < 300 { FailureCause::None } else { FailureCause::Refused(status) },
            ..Self::default()
        }
    }
}
