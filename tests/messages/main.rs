//! Requests outside of dialogs in virtual time: no socket, no clock; peers are closures.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[allow(dead_code, reason = "registrations have more tests")]
#[path = "../register/world.rs"]
mod world;

mod hostile;
mod peer;

mod publishing;
mod receiving;
#[path = "../../fuzz/targets/requests.rs"]
mod requests;
mod retries;
mod rubbish;
mod sending;
mod trees;

use world::random;
