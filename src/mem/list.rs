//! The linked list of `osip_list.h`, for elements of one type.

use core::ffi::c_int;
use core::fmt;
use core::marker::PhantomData;
use core::mem::replace;
use core::ops::{Deref, DerefMut};

use super::{CBox, Text};

/// An `osip_list_t` that owns elements of type `T`.
pub type List<T> = OwningList<CBox<T>>;

/// An `osip_list_t` that owns strings.
pub type Texts = OwningList<Text>;

/// `__node_t`: one place in a list. `O` is the owning pointer: [`CBox`] or [`Text`].
#[repr(C)]
pub struct Node<O> {
    next: Option<CBox<Self>>,
    element: Option<O>,
}

/// An `osip_list_t` whose elements are all owned by an `O`.
///
/// C may link and unlink nodes by hand: the nodes are followed, the count is only C's.
#[repr(C)]
pub struct OwningList<O> {
    nb_elt: c_int,
    node: Option<CBox<Node<O>>>,
    own: PhantomData<O>,
}

impl<T> List<T> {
    /// Puts `value` at the end. Walks the list; `extend` adds many at the cost of one walk.
    pub fn push(&mut self, value: T) {
        self.push_box(CBox::new(value));
    }

    /// Puts `value` before all others.
    pub fn push_front(&mut self, value: T) {
        self.push_box_front(CBox::new(value));
    }
}

impl<O> OwningList<O> {
    /// Puts `value` at the end.
    pub fn push_box(&mut self, value: O) {
        self.extend([value]);
    }

    /// Adds a place at the end, for an element to be put into. Walks the list.
    pub fn new_last(&mut self) -> &mut Option<O> {
        let node = CBox::new(Node { next: None, element: None });
        self.nb_elt = self.nb_elt.saturating_add(1);
        &mut last_link(&mut self.node).insert(node).element
    }

    /// Puts `value` before all others.
    pub fn push_box_front(&mut self, value: O) {
        // If there is no memory for the node, the list stays as it is.
        let mut first = CBox::new(Node { next: None, element: Some(value) });
        first.next = self.node.take();
        self.node = Some(first);
        self.nb_elt = self.nb_elt.saturating_add(1);
    }

    fn owners(&self) -> Owners<'_, O> {
        Owners(self.node.as_deref())
    }

    /// The elements from first to last, each with its own box, for C to be lent.
    pub fn boxes(&self) -> impl Iterator<Item = &O> {
        self.owners()
    }

    /// The elements from first to last.
    pub fn iter(&self) -> Iter<'_, O> {
        Iter(self.owners())
    }

    /// The elements from first to last, to be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_, O> {
        IterMut(self.node.as_deref_mut())
    }

    /// The first element.
    pub fn first(&self) -> Option<&O::Target>
    where
        O: Deref,
    {
        self.iter().next()
    }

    /// The first element, to be changed.
    pub fn first_mut(&mut self) -> Option<&mut O::Target>
    where
        O: DerefMut,
    {
        self.iter_mut().next()
    }

    /// The element at `position`, with its own box, for C to be lent.
    pub fn nth_box(&self, position: usize) -> Option<&O> {
        let mut at = self.node.as_deref();
        for _ in 0..position {
            at = at?.next.as_deref();
        }
        at?.element.as_ref()
    }

    /// How many elements C counts.
    pub fn len(&self) -> usize {
        usize::try_from(self.nb_elt).unwrap_or(0)
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.node.is_none()
    }

    /// Takes the first element out.
    pub fn pop_front(&mut self) -> Option<O> {
        let mut node = self.node.take()?;
        self.node = node.next.take();
        self.nb_elt = self.nb_elt.saturating_sub(1).max(0);
        node.element.take()
    }

    /// Turns the order round. A list that was filled from its front is in order then, at no cost for each element.
    #[inline]
    pub fn reverse(&mut self) {
        // Most lists have no element, or one.
        if self.node.as_ref().is_none_or(|first| first.next.is_none()) {
            return;
        }
        let mut rest = self.node.take();
        while let Some(mut node) = rest {
            rest = replace(&mut node.next, self.node.take());
            self.node = Some(node);
        }
    }

    /// Puts all elements of `other` behind those of this list.
    pub fn append(&mut self, mut other: Self) {
        if let Some(node) = other.node.take() {
            *last_link(&mut self.node) = Some(node);
            self.nb_elt = self.nb_elt.saturating_add(other.nb_elt);
        }
    }

    /// Takes out the first element that `wanted` names.
    pub fn remove_first(&mut self, wanted: impl Fn(&O::Target) -> bool) -> Option<O>
    where
        O: Deref,
    {
        let mut link = &mut self.node;
        while link.as_ref()?.element.as_deref().is_none_or(|element| !wanted(element)) {
            link = &mut link.as_mut()?.next;
        }
        let mut node = link.take()?;
        *link = node.next.take();
        self.nb_elt = self.nb_elt.saturating_sub(1).max(0);
        node.element.take()
    }

    /// Drops all elements for which `keep` is false.
    pub fn retain(&mut self, mut keep: impl FnMut(&O::Target) -> bool)
    where
        O: Deref,
    {
        let mut link = &mut self.node;
        while let Some(node) = link {
            if node.element.as_deref().is_some_and(&mut keep) {
                link = match link {
                    Some(node) => &mut node.next,
                    None => return,
                };
            } else {
                *link = node.next.take();
                self.nb_elt = self.nb_elt.saturating_sub(1).max(0);
            }
        }
    }

    /// Takes the element at `position` out.
    pub fn remove(&mut self, position: usize) -> Option<O> {
        let mut link = &mut self.node;
        for _ in 0..position {
            link = &mut link.as_mut()?.next;
        }
        let mut node = link.take()?;
        *link = node.next.take();
        self.nb_elt = self.nb_elt.saturating_sub(1).max(0);
        node.element.take()
    }

    /// Drops all elements.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// The empty link behind the last node of the row that begins at `link`.
fn last_link<O>(mut link: &mut Option<CBox<Node<O>>>) -> &mut Option<CBox<Node<O>>> {
    while let Some(node) = link {
        link = &mut node.next;
    }
    link
}

impl<O> Default for OwningList<O> {
    fn default() -> Self {
        Self { nb_elt: 0, node: None, own: PhantomData }
    }
}

/// Unlinks one node at a time: the derived drop would recurse once for each element.
impl<O> Drop for OwningList<O> {
    fn drop(&mut self) {
        let mut at = self.node.take();
        while let Some(mut node) = at {
            at = node.next.take();
        }
    }
}

impl<O> Extend<O> for OwningList<O> {
    fn extend<I: IntoIterator<Item = O>>(&mut self, values: I) {
        let Self { nb_elt, node, .. } = self;
        let mut end = last_link(node);
        for value in values {
            let node = end.insert(CBox::new(Node { next: None, element: Some(value) }));
            end = &mut node.next;
            *nb_elt = nb_elt.saturating_add(1);
        }
    }
}

impl<O> FromIterator<O> for OwningList<O> {
    fn from_iter<I: IntoIterator<Item = O>>(values: I) -> Self {
        let mut list = Self::default();
        list.extend(values);
        list
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        values.into_iter().map(CBox::new).collect()
    }
}

impl<O: Clone> Clone for OwningList<O> {
    fn clone(&self) -> Self {
        let mut copy = Self::default();
        let mut end = &mut copy.node;
        for owner in self.owners() {
            let node = CBox::new(Node { next: None, element: None });
            let node = end.insert(node);
            copy.nb_elt = copy.nb_elt.saturating_add(1);
            node.element = Some(owner.clone());
            end = &mut node.next;
        }
        copy
    }
}

impl<O: fmt::Debug> fmt::Debug for OwningList<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.owners()).finish()
    }
}

impl<O: PartialEq> PartialEq for OwningList<O> {
    fn eq(&self, other: &Self) -> bool {
        self.owners().eq(other.owners())
    }
}

/// The iterator of [`OwningList::owners`].
struct Owners<'a, O>(Option<&'a Node<O>>);

impl<'a, O> Iterator for Owners<'a, O> {
    type Item = &'a O;

    fn next(&mut self) -> Option<&'a O> {
        loop {
            let node = self.0?;
            self.0 = node.next.as_deref();
            if let Some(element) = &node.element {
                return Some(element);
            }
        }
    }
}

/// The iterator of [`OwningList::iter`].
pub struct Iter<'a, O>(Owners<'a, O>);

impl<'a, O: Deref> Iterator for Iter<'a, O> {
    type Item = &'a O::Target;

    fn next(&mut self) -> Option<&'a O::Target> {
        self.0.next().map(O::deref)
    }
}

/// The iterator of [`OwningList::iter_mut`].
pub struct IterMut<'a, O>(Option<&'a mut Node<O>>);

impl<'a, O: DerefMut> Iterator for IterMut<'a, O> {
    type Item = &'a mut O::Target;

    fn next(&mut self) -> Option<&'a mut O::Target> {
        loop {
            let node = self.0.take()?;
            self.0 = node.next.as_deref_mut();
            if let Some(element) = &mut node.element {
                return Some(element.deref_mut());
            }
        }
    }
}

impl<'a, O: Deref> IntoIterator for &'a OwningList<O> {
    type Item = &'a O::Target;
    type IntoIter = Iter<'a, O>;

    fn into_iter(self) -> Iter<'a, O> {
        self.iter()
    }
}
