//! What arrives from the network, before the core gets it.

use smallvec::SmallVec;

use super::sys::BATCH;
use crate::ua::Input;

/// Takes what arrived in one read, in its order.
pub(crate) type Deliver<'d> = dyn FnMut(&mut Inputs<'_>) + 'd;

/// What arrived in one read. Not on the heap: large blocks in between make an allocator tidy up all small ones.
pub(crate) type Inputs<'a> = SmallVec<[Input<'a>; BATCH]>;
