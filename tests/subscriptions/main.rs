//! Subscriptions in virtual time: no socket, no clock; the test plays the peer.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[allow(dead_code, reason = "registrations have more tests")]
#[path = "../register/world.rs"]
mod world;

#[path = "../common/endpoint.rs"]
mod endpoint;
mod peer;

mod arguments;
mod hostile;
mod incoming;
mod notified;
mod notify;
mod outgoing;
mod refresh;
#[path = "../messages/rubbish.rs"]
mod rubbish;
mod shared;
mod trees;
