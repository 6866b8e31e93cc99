//! What the library knows about one list of transactions beside the list itself, so that no call walks it.
//!
//! The list is C's: a program walks it, and may change it. Each use compares the list with what was seen last, and reads
//! it anew when it was changed. Fields of transactions, too, may be written by the program: those are looked at again
//! at each use, as many as [`LOOKED_AT`] of a long list, all of it after the program has walked it.

use core::ffi::c_int;
use core::ptr::{NonNull, null_mut};
use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound::{Excluded, Unbounded};

use super::live::Live;
use super::matching::key_of_transaction;
use super::timers::{Microseconds, due};
use crate::abi::osipparser2::osip_list::{RawList, RawNode};
use crate::mem::CBox;

/// A list that is longer is not looked at as a whole in each call.
const SHORT: usize = 256;
/// How many transactions of a long list are looked at in one call.
const LOOKED_AT: usize = 64;

/// The position of a transaction in its list.
pub(super) type Position = u64;

/// One list of transactions.
#[derive(Debug)]
pub(super) struct Directory {
    entries: HashMap<Live, Entry>,
    by_position: BTreeMap<Position, Live>,
    by_id: HashMap<c_int, Live>,
    by_key: HashMap<Box<[u8]>, Vec<Live>>,
    /// Those with queued events.
    ready: BTreeMap<Position, Live>,
    /// Those with a timer that runs, by when it is due.
    due: BTreeSet<(Microseconds, Live)>,
    next_position: Position,
    /// Where the next look at a long list begins.
    cursor: Position,
    /// The length and the first node of the list as they were left.
    seen: (c_int, *mut RawNode),
    last: *mut RawNode,
}

// SAFETY: the nodes are followed under the lock of the list only.
unsafe impl Send for Directory {}

#[derive(Debug)]
struct Entry {
    position: Position,
    node: *mut RawNode,
    id: c_int,
    key: Option<Box<[u8]>>,
    due: Option<Microseconds>,
    is_ready: bool,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            by_position: BTreeMap::new(),
            by_id: HashMap::new(),
            by_key: HashMap::new(),
            ready: BTreeMap::new(),
            due: BTreeSet::new(),
            next_position: 0,
            cursor: 0,
            seen: (0, null_mut()),
            last: null_mut(),
        }
    }
}

impl Directory {
    /// Reads the list anew if C changed it.
    pub(super) fn sync(&mut self, list: &RawList, was_edited: bool) {
        if !was_edited && self.seen == (list.nb_elt, list.node) {
            return;
        }
        *self = Self { next_position: self.next_position, ..Self::default() };
        let mut node = list.node;
        // SAFETY: a link of a list is null or leads to a live node.
        while let Some(place) = unsafe { node.as_ref() } {
            if let Ok(transaction) = Live::of(place.element.cast()) {
                self.insert(transaction, node);
            }
            self.last = node;
            node = place.next;
        }
        self.seen = (list.nb_elt, list.node);
    }

    /// Appends a transaction to the list, by a node that holds it.
    pub(super) fn append(&mut self, list: &mut RawList, transaction: Live, node: CBox<RawNode>) {
        let node = node.into_raw().as_ptr();
        // SAFETY: NULL or the last node of the list, which was just compared.
        match unsafe { self.last.as_mut() } {
            Some(last) => last.next = node,
            None => list.node = node,
        }
        list.nb_elt = list.nb_elt.saturating_add(1);
        self.last = node;
        self.seen = (list.nb_elt, list.node);
        self.insert(transaction, node);
    }

    /// Takes a transaction out of the list. Whether it was in it.
    pub(super) fn remove(&mut self, list: &mut RawList, transaction: Live) -> bool {
        let Some(entry) = self.entries.remove(&transaction) else { return false };
        let before = self.by_position.range(..entry.position).next_back();
        let before = before.and_then(|(_, before)| Some(self.entries.get(before)?.node));
        self.forget(transaction, &entry);
        let before = before.unwrap_or(null_mut());
        // SAFETY: the list owns its nodes, and this one leaves it.
        let Some(node) = NonNull::new(entry.node).map(|node| unsafe { CBox::from_raw(node) })
        else {
            return true;
        };
        // SAFETY: NULL or the node before it.
        match unsafe { before.as_mut() } {
            Some(before) => before.next = node.next,
            None => list.node = node.next,
        }
        if self.last == entry.node {
            self.last = before;
        }
        list.nb_elt = list.nb_elt.saturating_sub(1);
        self.seen = (list.nb_elt, list.node);
        true
    }

    /// Whether it is in the list.
    pub(super) fn contains(&self, transaction: Live) -> bool {
        self.entries.contains_key(&transaction)
    }

    /// The transaction with this number.
    pub(super) fn with_id(&self, id: c_int) -> Option<Live> {
        self.by_id.get(&id).copied()
    }

    /// The transactions with this key, in the order of the list.
    pub(super) fn with_key(&self, key: &[u8]) -> &[Live] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// The first transaction with queued events at this position or behind it.
    pub(super) fn next_ready(&self, from: Position) -> Option<(Position, Live)> {
        self.ready.range(from..).next().map(|(position, transaction)| (*position, *transaction))
    }

    /// The position that the next transaction will have.
    pub(super) fn end(&self) -> Position {
        self.next_position
    }

    /// Whether one has queued events.
    pub(super) fn is_any_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// When the first timer is due.
    pub(super) fn first_due(&self) -> Option<Microseconds> {
        self.due.first().map(|(due, _)| *due)
    }

    /// The transactions with a timer that is due.
    pub(super) fn due_until(&self, now: Microseconds) -> Vec<Live> {
        self.due.iter().take_while(|(due, _)| *due <= now).map(|(_, live)| *live).collect()
    }

    /// Looks again at transactions that the program may have written to.
    pub(super) fn look(&mut self, at_all: bool) {
        if at_all || self.entries.len() <= SHORT {
            let all: Vec<Live> = self.by_position.values().copied().collect();
            for transaction in all {
                self.update(transaction);
                if at_all {
                    self.update_key(transaction);
                }
            }
            return;
        }
        let from = (Excluded(self.cursor), Unbounded);
        let rest = self.by_position.range(from).take(LOOKED_AT);
        let some: Vec<(Position, Live)> = rest.map(|(at, live)| (*at, *live)).collect();
        self.cursor = match some.last() {
            Some((position, _)) if some.len() == LOOKED_AT => *position,
            _ => 0,
        };
        for (_, transaction) in some {
            self.update(transaction);
        }
    }

    /// Looks at the timers and the queue of a transaction, if it is in the list.
    pub(super) fn update(&mut self, transaction: Live) {
        let Some(entry) = self.entries.get_mut(&transaction) else { return };
        let due = transaction.read(due);
        if due != entry.due {
            if let Some(before) = entry.due {
                self.due.remove(&(before, transaction));
            }
            if let Some(due) = due {
                self.due.insert((due, transaction));
            }
            entry.due = due;
        }
        let is_ready = transaction.has_events();
        if is_ready != entry.is_ready {
            entry.is_ready = is_ready;
            if is_ready {
                self.ready.insert(entry.position, transaction);
            } else {
                self.ready.remove(&entry.position);
            }
        }
    }

    /// A transaction has a queued event now. Its other fields may be in use by the thread that executes it.
    pub(super) fn mark_ready(&mut self, transaction: Live) {
        let Some(entry) = self.entries.get_mut(&transaction) else { return };
        entry.is_ready = true;
        self.ready.insert(entry.position, transaction);
    }

    fn update_key(&mut self, transaction: Live) {
        let key = transaction.read(key_of_transaction);
        let Some(entry) = self.entries.get_mut(&transaction) else { return };
        if entry.key == key {
            return;
        }
        let before = core::mem::replace(&mut entry.key, key.clone());
        self.forget_key(before.as_deref(), transaction);
        if let Some(key) = key {
            self.by_key.entry(key).or_default().push(transaction);
        }
    }

    fn insert(&mut self, transaction: Live, node: *mut RawNode) {
        let Vacant(place) = self.entries.entry(transaction) else { return };
        self.next_position += 1;
        let position = self.next_position;
        let (id, key) = (transaction.id(), transaction.read(key_of_transaction));
        place.insert(Entry { position, node, id, key: key.clone(), due: None, is_ready: false });
        self.by_position.insert(position, transaction);
        self.by_id.insert(id, transaction);
        if let Some(key) = key {
            self.by_key.entry(key).or_default().push(transaction);
        }
        self.update(transaction);
    }

    fn forget(&mut self, transaction: Live, entry: &Entry) {
        self.by_position.remove(&entry.position);
        self.by_id.remove(&entry.id);
        self.ready.remove(&entry.position);
        if let Some(due) = entry.due {
            self.due.remove(&(due, transaction));
        }
        self.forget_key(entry.key.as_deref(), transaction);
    }

    fn forget_key(&mut self, key: Option<&[u8]>, transaction: Live) {
        let Some(key) = key else { return };
        if let Occupied(mut place) = self.by_key.entry(key.into()) {
            place.get_mut().retain(|other| *other != transaction);
            if place.get().is_empty() {
                place.remove();
            }
        }
    }
}
