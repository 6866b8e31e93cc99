//! The requests of the application that wait at one next hop, in the order in which they came.

use std::collections::VecDeque;
use std::time::Instant;

use super::Owner;
use crate::transaction::TransactionId;
use crate::transport::table::SpareRoom;

/// One request that waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) queued: Instant,
    pub(super) request: TransactionId,
    pub(super) owner: Owner,
}

/// The requests: a hundred thousand may wait. One that is taken out of the middle leaves a gap; the first is never one.
#[derive(Debug, Default)]
pub(super) struct Line {
    places: VecDeque<(TransactionId, Option<Place>)>,
    gaps: usize,
}

impl Line {
    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.places.len() - self.gaps
    }

    /// The first of them.
    pub(super) fn first(&self) -> Option<Place> {
        self.places.front()?.1
    }

    /// Adds the newest request.
    pub(super) fn push(&mut self, place: Place) {
        self.places.push_back((place.request, Some(place)));
    }

    /// Takes a request out, if it waits here.
    pub(super) fn remove(&mut self, request: TransactionId) {
        // Nearly all have left before they are over.
        if self.places.front().is_none_or(|(first, _)| request < *first) {
            return;
        }
        let Ok(at) = self.places.binary_search_by_key(&request, |(it, _)| *it) else { return };
        if self.places.get_mut(at).is_some_and(|(_, place)| place.take().is_some()) {
            self.gaps += 1;
        }
        while self.places.front().is_some_and(|(_, place)| place.is_none()) {
            self.places.pop_front();
            self.gaps -= 1;
        }
        // The requests of accounts that come and go behind one that waits for long.
        if self.gaps > self.places.len() / 2 {
            self.places.retain(|(_, place)| place.is_some());
            self.gaps = 0;
        }
        self.places.release_room();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(numbers: impl IntoIterator<Item = u64>) -> Line {
        let mut line = Line::default();
        for number in numbers {
            let (request, queued) = (TransactionId(number), Instant::now());
            line.push(Place { queued, request, owner: Owner::Request(request) });
        }
        line
    }

    fn first(line: &Line) -> Option<u64> {
        line.first().map(|place| place.request.0)
    }

    #[test]
    fn requests_leave_in_the_order_in_which_they_came() {
        let mut line = line([3, 5, 7, 9]);
        for (removed, expected) in
            [(2, (Some(3), 4)), (5, (Some(3), 3)), (5, (Some(3), 3)), (6, (Some(3), 3))]
                .into_iter()
                .chain([(3, (Some(7), 2)), (9, (Some(7), 1)), (10, (Some(7), 1)), (7, (None, 0))])
        {
            line.remove(TransactionId(removed));
            assert_eq!((first(&line), line.len()), expected, "{removed}");
        }
        assert!(line.places.is_empty());
    }

    #[test]
    fn those_that_are_taken_out_behind_one_that_waits_leave_no_room_behind() {
        let mut line = line(0..1);
        for number in 1..100_000 {
            let request = TransactionId(number);
            line.push(Place { queued: Instant::now(), request, owner: Owner::Request(request) });
            line.remove(request);
        }
        assert_eq!((first(&line), line.len()), (Some(0), 1));
        assert!(line.places.capacity() < 1000, "{}", line.places.capacity());
    }
}
