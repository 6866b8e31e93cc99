//! Session descriptions (RFC 4566): their types, parsing and writing.

#![forbid(unsafe_code)]

pub mod message;

pub use message::{Attribute, Bandwidth, Connection, Description, Key, Media, TimeDescription};
