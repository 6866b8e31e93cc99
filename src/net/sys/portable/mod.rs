//! Any Unix: poll(2), a pair of sockets to wake it, datagrams one by one, and a timer to compare routes.

mod changes;
mod datagrams;
mod selector;

pub(in crate::net) use changes::Changes;
pub(in crate::net) use datagrams::{Buffers, Datagrams};
pub(in crate::net) use selector::Selector;
pub(crate) use selector::Signal;
