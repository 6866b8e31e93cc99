//! Linux and Android: epoll, eventfd, recvmmsg, the error queue, netlink and the clock that counts sleep.

mod changes;
mod datagrams;
mod selector;

pub(in crate::net) use changes::Changes;
pub(in crate::net) use datagrams::{Buffers, Datagrams};
pub(in crate::net) use selector::Selector;
pub(crate) use selector::Signal;
