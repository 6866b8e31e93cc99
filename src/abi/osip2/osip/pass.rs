//! One pass over the transactions with queued events. What takes part is settled when it begins: callbacks may remove,
//! free and make transactions, and change the list.

use core::ffi::c_int;

use super::directory::{Directory, Position};
use super::layer::Layer;
use super::live::Live;
use super::machine::Kind;

/// A pass that is under way.
pub(super) struct Pass<'a> {
    layer: &'a Layer,
    kind: Kind,
    /// The transaction that had its turn, and where it was.
    current: Option<(Position, Live, c_int)>,
    end: Position,
}

impl<'a> Pass<'a> {
    /// Begins a pass over the transactions that are in the list now.
    pub(super) fn begin(layer: &'a Layer, kind: Kind) -> Self {
        let end = layer.with_current(kind, |_, list| {
            list.passes += 1;
            list.end()
        });
        Self { layer, kind, current: None, end }
    }

    /// The next transaction with queued events, and its number.
    pub(super) fn next(&mut self) -> Option<(Live, c_int)> {
        let end = self.end;
        let current = self.current.take();
        self.current = self.layer.with_directory(self.kind, |list| {
            let from = match current {
                Some((position, transaction, id)) => {
                    if transaction.is(id) {
                        list.update(transaction);
                    }
                    position + 1
                }
                None => Position::MIN,
            };
            list.next_ready(from, end)
        });
        self.current.map(|(_, transaction, id)| (transaction, id))
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.layer.with_directory(self.kind, |list| {
            list.passes = list.passes.saturating_sub(1);
            if list.passes == 0 {
                list.leavers.clear();
            }
        });
    }
}

impl Directory<Live> {
    /// The first transaction with queued events in this range of positions, though it may have left the list since.
    fn next_ready(&self, from: Position, end: Position) -> Option<(Position, Live, c_int)> {
        if from > end {
            return None;
        }
        let in_list = self.ready.range(from..=end).next().and_then(|(position, transaction)| {
            Some((*position, *transaction, self.place(*position)?.id))
        });
        let mut leavers = self.leavers.range(from..=end);
        let has_left = leavers.find(|(_, (transaction, id))| {
            // One that was freed is not looked at.
            transaction.is(*id) && transaction.has_events()
        });
        let has_left = has_left.map(|(position, (transaction, id))| (*position, *transaction, *id));
        [in_list, has_left].into_iter().flatten().min_by_key(|(position, ..)| *position)
    }
}
