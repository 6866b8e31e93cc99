//! A SIP user agent for C programs: libeXosip2, libosip2 and libosipparser2 in one shared library.
//!
//! The modules stand in layers; each imports only from those before it:
//! `error`, `trace`, `mem`, `sip`, `sdp`, `digest`, `transport`, `transaction`, `dialog`, `auth`, `flow`, `routing`, `resolver`, `ua`, `net`,
//! `context`, `abi`.

// The tests within the crate and those outside of it share files.
#[cfg(test)]
extern crate self as eXosip2;

pub mod error;
pub mod trace;

#[macro_use]
pub mod mem;

pub mod sip;

pub mod sdp;

pub mod digest;

pub mod transport;

pub mod transaction;

pub mod dialog;

pub mod auth;

pub(crate) mod flow;

pub(crate) mod routing;

pub mod resolver;

pub mod ua;

pub mod net;

pub mod context;

pub mod abi;
