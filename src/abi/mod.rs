//! The C entry points: one module for each C header, named after it. A signature states the ownership of each argument.
//!
//! The contract with C, which the entry points do not repeat: a pointer is NULL or points to a live object of the
//! type that the prototype names; a string ends with a NUL; no object is used by two threads at once unless its
//! documentation allows it; memory that changes hands comes from the heap of `osip_malloc`.

// C's pointers are as the contract says, so no entry point is marked unsafe for following one.
#![allow(clippy::not_unsafe_ptr_arg_deref)]

#[macro_use]
mod macros;
pub mod boundary;
pub mod room;

pub mod exosip2;
pub mod osip2;
pub mod osipparser2;
