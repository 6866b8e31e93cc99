//! Numbers of transactions: one sequence for client and server transactions of a context.

/// How many numbers C programs see before the sequence begins again at 1.
const PERIOD: u64 = 2_147_483_646;

/// Names one transaction, client or server; never used again within a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransactionId(pub u64);

impl TransactionId {
    /// The number that C programs see, at least 1.
    pub fn tid(self) -> i32 {
        let tid = self.0.saturating_sub(1) % PERIOD + 1;
        i32::try_from(tid).unwrap_or(i32::MAX)
    }
}

/// Counts transactions.
#[derive(Debug, Default)]
pub struct TransactionIds {
    last: u64,
    last_hidden: u64,
}

impl TransactionIds {
    /// Returns the next number.
    pub fn next_id(&mut self) -> TransactionId {
        self.last += 1;
        TransactionId(self.last)
    }

    /// Returns the next number of a request that has no transaction: an ACK. C programs never see it.
    pub fn next_hidden_id(&mut self) -> TransactionId {
        self.last_hidden += 1;
        TransactionId(1 << 63 | self.last_hidden)
    }

    /// Returns the newest transaction that C programs know as `tid`. It may have ended.
    pub fn of_tid(&self, tid: i32) -> Option<TransactionId> {
        let tid = u64::try_from(tid).ok().filter(|tid| (1..=PERIOD).contains(tid))?;
        let newest = self.last.checked_sub(tid)?;
        Some(TransactionId(newest / PERIOD * PERIOD + tid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_are_counted_from_1() {
        let mut ids = TransactionIds::default();
        assert_eq!((ids.next_id().tid(), ids.next_id().tid()), (1, 2));
        assert_eq!([1, 2].map(|tid| ids.of_tid(tid)), [1, 2].map(|id| Some(TransactionId(id))));
        assert_eq!([-1, 0, 3, i32::MAX].map(|tid| ids.of_tid(tid)), [None; 4]);
    }

    #[test]
    fn after_the_last_number_the_sequence_begins_again_and_the_newest_is_found() {
        let mut ids = TransactionIds { last: PERIOD - 1, last_hidden: 0 };
        assert_eq!(ids.next_id().tid(), i32::MAX - 1);
        let second_round = ids.next_id();
        assert_eq!((second_round, second_round.tid()), (TransactionId(PERIOD + 1), 1));
        assert_eq!(ids.of_tid(1), Some(second_round));
        assert_eq!(ids.of_tid(2), Some(TransactionId(2)));
        assert_eq!(ids.of_tid(i32::MAX - 1), Some(TransactionId(PERIOD)));
    }
}
