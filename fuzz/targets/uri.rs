//! Any URI: what is accepted prints to something that parses to the same.

#![no_main]

use eXosip2::sip::Uri;
use libfuzzer_sys::fuzz_target;

#[path = "round.rs"]
mod round;

fuzz_target!(|bytes: &[u8]| round::trip::<Uri>(bytes));
