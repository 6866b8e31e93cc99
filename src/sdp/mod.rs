//! Session descriptions (RFC 4566): their types, parsing and writing.

#![forbid(unsafe_code)]

mod foreign;
mod lines;
pub mod message;
mod parser;
mod tidy;
mod writer;

pub use message::{Attribute, Bandwidth, Connection, Description, Key, Media, TimeDescription};

use crate::error::Result;
use crate::sip::Wire;

impl Wire for Description {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        let Err(error) = self.read(text) else { return Ok(()) };
        // Some devices write lines in another order: put in order they may do. Otherwise what was read so far stays.
        let mut tidied = Self::default();
        let text = tidy::tidy(text).ok_or(error)?;
        tidied.read(&text).map_err(|_| error)?;
        *self = tidied;
        Ok(())
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        self.print(out)
    }
}
