//! Session descriptions (RFC 4566): their types, parsing and writing.

#![forbid(unsafe_code)]

mod foreign;
mod lines;
pub mod message;
mod parser;
mod writer;

pub use message::{Attribute, Bandwidth, Connection, Description, Key, Media, TimeDescription};

use crate::error::Result;
use crate::sip::Wire;

impl Wire for Description {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        self.read(text)
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        self.print(out)
    }
}
