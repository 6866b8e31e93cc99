//! The same calls on Debian's libosipparser2 and on ours: codes, fields, order and text are equal.

// Every line here calls C: the contract of each call is the header's.
#![allow(clippy::undocumented_unsafe_blocks, clippy::multiple_unsafe_ops_per_block)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub, dead_code)]

#[path = "../common/mod.rs"]
mod common;

mod auth;
mod body;
mod every_function;
mod fields;
mod list;
mod md5;
mod message;
mod osip;
mod parser;
mod port;
mod sdp;
mod time;

#[test]
fn the_two_libraries_are_two() {
    let original = common::oracle::symbol("osip_list_size") as usize;
    assert_ne!(list::ours().osip_list_size as usize, original);
    assert_eq!(list::original().osip_list_size as usize, original);
}
