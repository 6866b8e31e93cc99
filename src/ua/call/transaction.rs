//! One request of a call, in either direction, from its first transmission until the call forgets it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use smallvec::SmallVec;

use crate::mem::Text;
use crate::transaction::{T4, TIMEOUT, TransactionId};

/// What became of a request so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// No response yet.
    Open,
    /// A provisional response with this status.
    Provisional(u16),
    /// The final response.
    Final(u16),
    /// No final response, and none is expected any more.
    Failed,
}

/// One request of a call.
#[derive(Debug)]
pub(super) struct CallTransaction {
    pub(super) id: TransactionId,
    pub(super) method: SmallVec<[u8; 16]>,
    pub(super) is_incoming: bool,
    /// Whether it was sent or received in a dialog: not the initial INVITE, and not CANCEL.
    pub(super) is_in_dialog: bool,
    pub(super) is_reliable: bool,
    pub(super) phase: Phase,
    pub(super) request: Arc<[u8]>,
    /// The Route that selected the next hop and was not written.
    pub(super) preloaded_route: Option<Text>,
    /// The ACK for its 2xx, if that has a body.
    pub(super) ack: Option<Arc<[u8]>>,
    /// The last response.
    pub(super) response: Option<Arc<[u8]>>,
    /// When the request was sent or received; of an INVITE, its last provisional response above 100.
    pub(super) began: Instant,
    /// When repetitions are no longer expected: the transaction has ended.
    pub(super) ends: Option<Instant>,
    /// Whether it is an INVITE that was refused, and whose ACK has not arrived.
    waits_for_ack: bool,
    /// Whether it was refused and has been sent again.
    pub(super) is_retried: bool,
}

impl CallTransaction {
    pub(super) fn new(
        id: TransactionId,
        method: &[u8],
        is_incoming: bool,
        is_in_dialog: bool,
        request: Arc<[u8]>,
        now: Instant,
    ) -> Self {
        Self {
            id,
            method: method.into(),
            is_incoming,
            is_in_dialog,
            is_reliable: false,
            phase: Phase::Open,
            request,
            preloaded_route: None,
            ack: None,
            response: None,
            began: now,
            ends: None,
            waits_for_ack: false,
            is_retried: false,
        }
    }

    pub(super) fn is_invite(&self) -> bool {
        *self.method == *b"INVITE"
    }

    /// Whether it has its final response, or never will.
    pub(super) fn is_answered(&self) -> bool {
        matches!(self.phase, Phase::Final(_) | Phase::Failed)
    }

    /// Whether another request of the same method may be sent. A refused INVITE of the peer waits for its ACK.
    pub(super) fn is_finished(&self, now: Instant) -> bool {
        let waits_for_ack = self.waits_for_ack && self.ends.is_some_and(|ends| ends > now);
        self.is_answered() && !waits_for_ack
    }

    /// The status of the last response; 0 for none.
    pub(super) fn status(&self) -> u16 {
        match self.phase {
            Phase::Provisional(status) | Phase::Final(status) => status,
            Phase::Open | Phase::Failed => 0,
        }
    }

    /// The final response of a request that was sent, or its failure.
    pub(super) fn end(&mut self, now: Instant, phase: Phase) {
        self.phase = phase;
        let lingers = match (phase, self.is_reliable, self.is_invite()) {
            (Phase::Failed, _, true) => T4,
            (Phase::Failed, ..) | (_, true, _) => Duration::ZERO,
            (Phase::Final(300..), false, true) => TIMEOUT,
            (_, false, true) => Duration::ZERO,
            (_, false, false) => T4,
        };
        self.ends = Some(now + lingers);
    }

    /// The final response to a request that was received. A refused INVITE ends with its ACK.
    pub(super) fn answer(&mut self, now: Instant, status: u16) {
        self.phase = Phase::Final(status);
        self.waits_for_ack = self.is_invite() && status >= 300;
        let is_over = if self.is_invite() { status < 300 } else { self.is_reliable };
        self.ends = Some(now + if is_over { Duration::ZERO } else { TIMEOUT });
    }

    /// The ACK for a refused INVITE arrived.
    pub(super) fn acknowledge(&mut self, now: Instant) {
        if core::mem::take(&mut self.waits_for_ack) {
            self.ends = Some(now + if self.is_reliable { Duration::ZERO } else { T4 });
        }
    }
}
