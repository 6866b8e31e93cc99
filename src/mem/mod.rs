//! The heap shared with C, and the three owning types on it that have C's layout; bytes found with vector instructions.
//!
//! Together with `abi` this is the only place with unsafe code.

#[macro_use]
mod layout;

mod alloc;
mod block;
mod cbox;
mod foreign;
#[cfg_attr(
    not(all(target_os = "linux", any(target_env = "gnu", target_env = "musl"))),
    path = "not_kept.rs"
)]
mod kept;
mod list;
mod text;

pub use alloc::{
    Free, Malloc, OutOfMemory, Realloc, alloc, alloc_zeroed, free, free_sized, osip_free_func,
    osip_malloc_func, osip_realloc_func, realloc, set_allocators,
};
pub use block::{Block, MARKED, Marks, find_in_block};
pub use cbox::CBox;
pub use foreign::Foreign;
pub use kept::{keep_nothing, release_kept};
pub use list::{Iter, IterMut, List, Node, OwningList, Texts};
pub use text::{Counted, Text};
