//! The owner of a client transaction, and how a transaction ends for it.

use std::sync::Arc;
use std::time::Instant;

use super::Ua;
use super::io::Path;
use crate::mem::Text;
use crate::routing::{Backoff, InFlight};
use crate::sip::text::MessageText;
use crate::transaction::TransactionId;
use crate::transport::FailureCause;

/// Number of a registration (rid).
pub(super) type Rid = i32;
/// Number of a publication. C programs do not see it.
pub(super) type Pid = i32;
/// Number of a call (cid).
pub(super) type Cid = i32;
/// Number of a dialog (did).
pub(super) type Did = i32;
/// Number of an outgoing subscription (sid).
pub(super) type Sid = i32;
/// Number of an incoming subscription (nid).
pub(super) type Nid = i32;

/// What a request is sent for. It may have ended before its transaction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usage {
    Registration(Rid),
    /// A request outside of dialogs that belongs to nothing else.
    Message,
    Publication(Pid),
    Call(Cid, Option<Did>),
    Subscription(Sid, Option<Did>),
    Notifier(Nid, Did),
}

/// A client transaction as its usage sees it.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) id: TransactionId,
    pub(super) usage: Usage,
    /// The request as it was sent.
    pub(super) request: Arc<[u8]>,
    /// The Route that selected the next hop and was not written.
    pub(super) preloaded_route: Option<Text>,
    /// The request as the router sees it.
    pub(super) in_flight: InFlight,
    /// The path that the request was sent on.
    pub(super) path: Option<Path>,
    /// The last provisional response, as the application sees it.
    pub(super) provisional: Option<Arc<[u8]>>,
    /// After a failure without a final response: its cause.
    pub(super) cause: FailureCause,
    /// After a failure without a final response: the delays before it is sent again.
    pub(super) backoff: Option<Backoff>,
    /// The ACK that was sent for a final response to INVITE other than 2xx.
    pub(super) ack: Option<Arc<[u8]>>,
}

/// A response that matches a client transaction.
#[derive(Clone, Copy)]
pub(super) struct Response<'r, 't> {
    /// What it says.
    pub(super) message: &'r MessageText<'t>,
    /// As the application sees it.
    pub(super) original: &'r [u8],
    /// The path that it arrived on.
    pub(super) path: Path,
}

/// The result of a client transaction.
pub(super) enum Outcome<'r, 't> {
    /// A provisional response arrived. The transaction goes on.
    Provisional(Response<'r, 't>),
    /// The final response arrived.
    Final(Response<'r, 't>),
    /// No final response arrived in time.
    Timeout,
    /// The request could not be sent, or its connection was lost.
    TransportError,
}

impl Ua {
    /// Hands the result of a transaction to its usage. All but a provisional response come once, after the
    /// transaction has ended.
    pub(super) fn hand_over(
        &mut self,
        now: Instant,
        exchange: &Exchange,
        outcome: Outcome<'_, '_>,
    ) {
        if let Outcome::Provisional(response) | Outcome::Final(response) = &outcome
            && !matches!(exchange.usage, Usage::Registration(_))
        {
            self.store_seen_address(exchange, response.message);
        }
        let is_over = !matches!(outcome, Outcome::Provisional(_));
        match exchange.usage {
            Usage::Registration(rid) => self.handle_register_outcome(now, rid, exchange, outcome),
            Usage::Message => self.handle_message_outcome(now, exchange, outcome),
            Usage::Publication(pid) => self.handle_publish_outcome(now, pid, exchange, outcome),
            Usage::Call(cid, _) => self.handle_call_outcome(now, cid, exchange, &outcome),
            Usage::Subscription(sid, did) => {
                self.handle_subscription_outcome(now, (sid, did), exchange, outcome);
            }
            Usage::Notifier(_, did) => self.handle_notifier_outcome(now, did, exchange, outcome),
        }
        if is_over {
            self.drop_tree(exchange.id);
        }
    }
}
