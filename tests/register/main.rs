//! Registrations in virtual time: no socket, no clock; registrars are closures.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod answers;
mod authentication;
mod connections;
mod extensions;
mod failures;
mod forgery;
mod grid;
mod hostile;
mod keepalive;
mod life;
mod logins;
mod masquerade;
mod neighbours;
mod rates;
mod routes;
mod scale;
mod storm;
mod streams;
mod trees;
mod wire;
mod world;
