//! Calls in virtual time: no socket, no clock; the test plays the peer.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[allow(dead_code, reason = "registrations have more tests")]
#[path = "../register/world.rs"]
mod world;

#[allow(dead_code, reason = "subscriptions number their objects")]
#[path = "../common/endpoint.rs"]
mod endpoint;
mod peer;

mod default_action;
mod differences;
mod hostile;
mod incoming;
mod outgoing;
mod plain;
mod retries;
mod trees;
mod wishes;
mod written;
