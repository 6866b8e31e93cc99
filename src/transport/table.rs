//! Hash tables whose keys are our own numbers, or are made of them.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

/// A table by a number that this library assigned, or by text with such a number in it: peers cannot choose keys that collide.
pub(crate) type Table<K, V> = HashMap<K, V, BuildHasherDefault<NumberHasher>>;

/// A set of such numbers.
pub(crate) type NumberSet<K> = HashSet<K, BuildHasherDefault<NumberHasher>>;

/// What has room for so few entries keeps it.
const LEAST_ROOM: usize = 256;

/// A collection that grows with what waits, and would keep that room for ever.
pub(crate) trait SpareRoom {
    /// Gives back the room that a burst has left behind: most of it, once an eighth of it is used. To be called after each
    /// removal; those that there were since the last time pay for the copy.
    fn release_room(&mut self);
}

impl<K: Eq + Hash, V, S: BuildHasher> SpareRoom for HashMap<K, V, S> {
    fn release_room(&mut self) {
        if is_spare(self.len(), self.capacity()) {
            self.shrink_to(2 * self.len());
        }
    }
}

impl<T> SpareRoom for VecDeque<T> {
    fn release_room(&mut self) {
        if is_spare(self.len(), self.capacity()) {
            self.shrink_to(2 * self.len());
        }
    }
}

fn is_spare(length: usize, capacity: usize) -> bool {
    capacity > LEAST_ROOM && length < capacity / 8
}

/// Frees what a table holds in the order in which it lies in memory: in that of the table nearly each of a hundred thousand
/// blocks would be a cache miss.
pub(crate) fn free_in_order<K, V>(table: Table<K, Box<V>>) {
    let mut values = Vec::new();
    // Without memory for that they are freed as they come.
    if values.try_reserve_exact(table.len()).is_ok() {
        values.extend(table.into_values());
        values.sort_unstable_by_key(|value| &raw const **value);
    }
}

/// Spreads a number, or a text, over all bits. The numbers of 32 bits are those of registrations and the like: neighbours among
/// them, which are often used one after the other, stay neighbours in the table, and share its cache lines.
#[derive(Default)]
pub(crate) struct NumberHasher(u64);

/// The golden ratio, as in Fibonacci hashing.
const GOLDEN_RATIO: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.write_u64(self.0 ^ u64::from_le_bytes(*word));
        }
        for byte in rest {
            self.write_u64(self.0 ^ u64::from(*byte));
        }
    }

    fn write_i32(&mut self, number: i32) {
        self.write_u32(number.cast_unsigned());
    }

    fn write_u32(&mut self, number: u32) {
        // The table takes the place from the lowest bits, and a tag from the highest.
        let (number, low) = (u64::from(number), u64::from(u32::MAX));
        self.0 = number.wrapping_mul(GOLDEN_RATIO) & !low | number;
    }

    fn write_u64(&mut self, number: u64) {
        let product = number.wrapping_mul(GOLDEN_RATIO);
        self.0 = product ^ (product >> 32);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    /// Notes where it lay when it is dropped.
    struct Noted(Rc<RefCell<Vec<usize>>>);

    impl Drop for Noted {
        fn drop(&mut self) {
            let place = (&raw const *self).addr();
            self.0.borrow_mut().push(place);
        }
    }

    #[test]
    fn values_are_freed_in_the_order_in_which_they_lie() {
        let places = Rc::default();
        let table: Table<u32, Box<Noted>> =
            (0..1000).map(|number| (number, Box::new(Noted(Rc::clone(&places))))).collect();
        free_in_order(table);
        let places = places.borrow();
        assert!(places.len() == 1000 && places.is_sorted(), "{places:?}");
    }

    #[test]
    fn neighbours_stay_neighbours_with_tags_of_their_own() {
        let hashes: Vec<u64> = (1..=1000)
            .map(|number: i32| {
                let mut hasher = NumberHasher::default();
                number.hash(&mut hasher);
                hasher.finish()
            })
            .collect();
        assert!(hashes.windows(2).all(|two| two[1] & 0xffff == (two[0] & 0xffff) + 1));
        let tags: HashSet<u64> = hashes.iter().map(|hash| hash >> 57).collect();
        assert_eq!(tags.len(), 128);
    }

    #[test]
    fn the_room_of_a_burst_is_given_back() {
        let mut table: Table<u32, u64> = (0..10_000).map(|number| (number, 0)).collect();
        let mut queue: VecDeque<u32> = (0..10_000).collect();
        let (table_room, queue_room) = (table.capacity(), queue.capacity());
        for number in 0..9_000 {
            table.remove(&number);
            table.release_room();
            queue.pop_front();
            queue.release_room();
        }
        assert!(table.capacity() < table_room / 2 && queue.capacity() < queue_room / 2);
        assert!((9_000..10_000).all(|number| table.contains_key(&number)));
        assert!(queue.iter().copied().eq(9_000..10_000));
        let (table_room, queue_room) = (table.capacity(), queue.capacity());
        table.clear();
        table.release_room();
        queue.clear();
        queue.release_room();
        assert!(table.capacity() < table_room && queue.capacity() < queue_room);
    }

    #[test]
    fn what_is_small_keeps_its_room() {
        let mut queue: VecDeque<u32> = VecDeque::with_capacity(LEAST_ROOM);
        queue.release_room();
        assert!(queue.capacity() >= LEAST_ROOM);
    }
}
