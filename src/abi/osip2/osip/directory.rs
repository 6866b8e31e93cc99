//! What the library knows about one list of an `osip_t` beside the list itself, so that no call walks it.
//!
//! The list is C's: a program walks it, and may change it. Each use compares the list with what was seen last, and reads
//! it anew when it was changed. Fields of its members, too, may be written by the program: those are looked at again at
//! each use, [`LOOKED_AT`] members of a list that is longer than [`SHORT`], and those that the list functions gave out.

use core::ffi::{c_int, c_void};
use core::fmt::Debug;
use core::hash::Hash;
use core::ptr::{NonNull, null_mut};
use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound::{Excluded, Unbounded};

use smallvec::SmallVec;

use super::timers::Microseconds;
use crate::abi::osipparser2::osip_list::{RawList, RawNode};
use crate::mem::CBox;

/// A list that is longer is not looked at as a whole in each call.
const SHORT: usize = 1024;
/// How many members of a long list are looked at in one call.
const LOOKED_AT: usize = 64;

/// The order of the members of a list.
pub(super) type Position = i64;
/// Under what a member is found.
pub(super) type Key = Box<[u8]>;
/// All keys of a member.
pub(super) type Keys = SmallVec<[Key; 2]>;

/// What a list holds, by its address: a transaction, or a message that is sent again.
pub(super) trait Member: Copy + Debug + Eq + Hash {
    /// The member that an element of a list is; `None` for NULL. It may have been freed.
    fn of_element(element: *mut c_void) -> Option<Self>;
    /// Whether it was not freed, as far as the library knows.
    fn is_alive(self) -> bool;
    /// A number that no member at the same address has had before.
    fn id(self) -> c_int;
    /// Under what it is found.
    fn keys(self) -> Keys;
    /// When its first timer is due.
    fn due(self) -> Option<Microseconds>;
    /// Whether it has queued events.
    fn is_ready(self) -> bool;
}

/// One list.
#[derive(Debug)]
pub(super) struct Directory<T> {
    entries: HashMap<T, Entry>,
    places: BTreeMap<Position, Place<T>>,
    by_key: HashMap<Key, SmallVec<[(Position, T); 1]>>,
    /// Those with queued events.
    pub(super) ready: BTreeMap<Position, T>,
    /// Those with a timer that runs, by when it is due.
    due: BTreeSet<(Microseconds, Position)>,
    /// The first and the last position that were ever used.
    used: (Position, Position),
    /// Where the next look at a long list begins.
    cursor: Position,
    /// The length and the first node of the list as they were left.
    seen: (c_int, *mut RawNode),
    last: *mut RawNode,
    /// How many passes are under way (`pass.rs`).
    pub(super) passes: usize,
    /// Those that have left their position since the first of these passes began, with their numbers.
    pub(super) leavers: BTreeMap<Position, (T, c_int)>,
}

// SAFETY: the nodes are followed under the lock of the list only.
unsafe impl<T> Send for Directory<T> {}

#[derive(Debug)]
struct Entry {
    position: Position,
    keys: Keys,
}

#[derive(Debug)]
pub(super) struct Place<T> {
    pub(super) member: T,
    pub(super) id: c_int,
    node: *mut RawNode,
    due: Option<Microseconds>,
    is_ready: bool,
}

impl<T> Default for Directory<T> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            places: BTreeMap::new(),
            by_key: HashMap::new(),
            ready: BTreeMap::new(),
            due: BTreeSet::new(),
            used: (0, 0),
            cursor: Position::MIN,
            seen: (0, null_mut()),
            last: null_mut(),
            passes: 0,
            leavers: BTreeMap::new(),
        }
    }
}

impl<T: Member> Directory<T> {
    /// Reads the list anew if C changed it.
    pub(super) fn sync(&mut self, list: &RawList, was_edited: bool) {
        if was_edited || self.seen != (list.nb_elt, list.node) {
            self.read(list);
        }
    }

    fn read(&mut self, list: &RawList) {
        if self.passes > 0 {
            let left = self.places.iter().map(|(at, place)| (*at, (place.member, place.id)));
            self.leavers.extend(left);
        }
        let leavers = core::mem::take(&mut self.leavers);
        *self = Self { used: self.used, passes: self.passes, leavers, ..Self::default() };
        let mut node = list.node;
        // SAFETY: a link of a list is null or leads to a live node.
        while let Some(place) = unsafe { node.as_ref() } {
            if let Some(member) = T::of_element(place.element).filter(|it| it.is_alive()) {
                self.used.1 += 1;
                self.insert(self.used.1, member, node);
            }
            self.last = node;
            node = place.next;
        }
        self.seen = (list.nb_elt, list.node);
    }

    /// Appends a member to the list, by a node that holds it.
    pub(super) fn append(&mut self, list: &mut RawList, member: T, node: CBox<RawNode>) {
        // SAFETY: NULL or the last node of the list, which was just compared.
        if unsafe { self.last.as_ref() }.is_some_and(|last| !last.next.is_null()) {
            self.read(list);
        }
        let node = node.into_raw().as_ptr();
        // SAFETY: as above.
        match unsafe { self.last.as_mut() } {
            Some(last) => last.next = node,
            None => list.node = node,
        }
        self.last = node;
        self.used.1 += 1;
        self.count(list, 1);
        self.insert(self.used.1, member, node);
    }

    /// Puts a member before all others, by a node that holds it.
    pub(super) fn prepend(&mut self, list: &mut RawList, member: T, mut node: CBox<RawNode>) {
        node.next = list.node;
        let node = node.into_raw().as_ptr();
        if list.node.is_null() {
            self.last = node;
        }
        list.node = node;
        self.used.0 -= 1;
        self.count(list, 1);
        self.insert(self.used.0, member, node);
    }

    /// Takes a member out of the list. Whether it was in it.
    pub(super) fn remove(&mut self, list: &mut RawList, member: T) -> bool {
        if !self.contains(member) {
            return false;
        }
        if self.link_to(list, member).is_none() {
            // C has moved nodes.
            self.read(list);
        }
        let Some((before, node)) = self.link_to(list, member) else { return false };
        self.forget(member);
        // SAFETY: the list owns its nodes, and this one leaves it.
        let node = NonNull::new(node).map(|node| unsafe { CBox::from_raw(node) });
        let next = node.as_ref().map_or(null_mut(), |node| node.next);
        // SAFETY: NULL or the node before it.
        match unsafe { before.as_mut() } {
            Some(before) => before.next = next,
            None => list.node = next,
        }
        if next.is_null() {
            self.last = before;
        }
        self.count(list, -1);
        true
    }

    /// The node before that of a member and its own, if the one still leads to the other.
    fn link_to(&self, list: &RawList, member: T) -> Option<(*mut RawNode, *mut RawNode)> {
        let position = self.entries.get(&member)?.position;
        let node = self.places.get(&position)?.node;
        let before = self.places.range(..position).next_back();
        let before = before.map_or(null_mut(), |(_, place)| place.node);
        // SAFETY: NULL or a node of the list.
        let next = unsafe { before.as_ref() }.map_or(list.node, |before| before.next);
        (next == node).then_some((before, node))
    }

    fn count(&mut self, list: &mut RawList, change: c_int) {
        list.nb_elt = list.nb_elt.saturating_add(change);
        self.seen = (list.nb_elt, list.node);
    }

    /// Whether it is in the list.
    pub(super) fn contains(&self, member: T) -> bool {
        self.entries.contains_key(&member)
    }

    /// The members with this key, in the order of the list.
    pub(super) fn with_key<'a>(&'a self, key: &[u8]) -> impl Iterator<Item = T> + use<'a, T> {
        self.by_key.get(key).into_iter().flatten().map(|(_, member)| *member)
    }

    /// The last position of the list.
    pub(super) fn end(&self) -> Position {
        self.used.1
    }

    /// Where a member stands, if it is in the list.
    pub(super) fn place(&self, position: Position) -> Option<&Place<T>> {
        self.places.get(&position)
    }

    /// When the first timer is due.
    pub(super) fn first_due(&self) -> Option<Microseconds> {
        self.due.first().map(|(due, _)| *due)
    }

    /// The members with a timer that is due, in the order of the list.
    pub(super) fn due_until(&self, now: Microseconds) -> Vec<T> {
        let due = self.due.iter().take_while(|(due, _)| *due <= now);
        let mut positions: Vec<Position> = due.map(|(_, position)| *position).collect();
        positions.sort_unstable();
        positions.iter().filter_map(|at| Some(self.places.get(at)?.member)).collect()
    }

    /// Looks again at members that the program may have written to: `given` by the list functions, or all.
    pub(super) fn look(&mut self, given: Option<&[*mut c_void]>) {
        let differs = |place: &&Place<T>| {
            place.member.due() != place.due || place.member.is_ready() != place.is_ready
        };
        let is_short = self.places.len() <= SHORT;
        let mut changed: Vec<T> = if is_short || given.is_none() {
            self.places.values().filter(differs).map(|place| place.member).collect()
        } else {
            let some = self.places.range((Excluded(self.cursor), Unbounded)).take(LOOKED_AT);
            let some: Vec<(&Position, &Place<T>)> = some.collect();
            let end = some.last().filter(|_| some.len() == LOOKED_AT);
            self.cursor = end.map_or(Position::MIN, |(position, _)| **position);
            some.into_iter().map(|(_, place)| place).filter(differs).map(|it| it.member).collect()
        };
        let rewritten: Vec<T> = match given {
            Some(given) => given.iter().filter_map(|element| T::of_element(*element)).collect(),
            None => self.entries.keys().copied().collect(),
        };
        rewritten.iter().for_each(|member| self.update_keys(*member));
        if given.is_some() {
            changed.extend(rewritten);
        }
        changed.into_iter().for_each(|member| self.update(member));
    }

    /// Looks at the timers and the queue of a member, if it is in the list.
    pub(super) fn update(&mut self, member: T) {
        let Some(Entry { position, .. }) = self.entries.get(&member) else { return };
        let Some(place) = self.places.get_mut(position) else { return };
        let due = member.due();
        if due != place.due {
            if let Some(before) = place.due {
                self.due.remove(&(before, *position));
            }
            if let Some(due) = due {
                self.due.insert((due, *position));
            }
            place.due = due;
        }
        let is_ready = member.is_ready();
        if is_ready != place.is_ready {
            place.is_ready = is_ready;
            if is_ready {
                self.ready.insert(*position, member);
            } else {
                self.ready.remove(position);
            }
        }
    }

    /// A member has a queued event now. Its other fields may be in use by the thread that executes it.
    pub(super) fn mark_ready(&mut self, member: T) {
        let Some(Entry { position, .. }) = self.entries.get(&member) else { return };
        if let Some(place) = self.places.get_mut(position) {
            place.is_ready = true;
            self.ready.insert(*position, member);
        }
    }

    fn update_keys(&mut self, member: T) {
        let Some(entry) = self.entries.get_mut(&member) else { return };
        let keys = member.keys();
        if entry.keys != keys {
            let position = entry.position;
            let before = core::mem::replace(&mut entry.keys, keys.clone());
            self.forget_keys(before, position);
            self.add_keys(keys, position, member);
        }
    }

    fn insert(&mut self, position: Position, member: T, node: *mut RawNode) {
        let Vacant(entry) = self.entries.entry(member) else { return };
        let keys = member.keys();
        entry.insert(Entry { position, keys: keys.clone() });
        let place = Place { member, id: member.id(), node, due: None, is_ready: false };
        self.places.insert(position, place);
        self.add_keys(keys, position, member);
        self.update(member);
    }

    /// Forgets a member, but leaves its node in the list.
    pub(super) fn forget(&mut self, member: T) {
        let Some(Entry { position, keys }) = self.entries.remove(&member) else { return };
        self.forget_keys(keys, position);
        self.ready.remove(&position);
        let Some(place) = self.places.remove(&position) else { return };
        if let Some(due) = place.due {
            self.due.remove(&(due, position));
        }
        if self.passes > 0 {
            self.leavers.insert(position, (member, place.id));
        }
    }

    fn add_keys(&mut self, keys: Keys, position: Position, member: T) {
        for key in keys {
            let members = self.by_key.entry(key).or_default();
            let at = members.partition_point(|(other, _)| *other < position);
            members.insert(at, (position, member));
        }
    }

    fn forget_keys(&mut self, keys: Keys, position: Position) {
        for key in keys {
            let Occupied(mut place) = self.by_key.entry(key) else { continue };
            let members = place.get_mut();
            if let Ok(at) = members.binary_search_by_key(&position, |(other, _)| *other) {
                members.remove(at);
            }
            if members.is_empty() {
                place.remove();
            }
        }
    }
}
