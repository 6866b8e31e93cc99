//! What stands for TLS in a library built without it: nothing can be opened.

use core::convert::Infallible;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::net::IpAddr;
use std::sync::Arc;

use crate::error::Error::BadParameter;
use crate::error::Result;

use super::{TlsFile, TlsSettings};

/// Refuses all.
pub(crate) fn check_flags(_flags: u64) -> Result<()> {
    Err(BadParameter)
}

/// There are none to read.
pub(crate) fn check_files(_: &TlsSettings) -> core::result::Result<(), (TlsFile, String)> {
    Ok(())
}

/// Refuses all.
pub(crate) fn check_ciphers(_list: &str) -> Result<()> {
    Err(BadParameter)
}

#[derive(Debug, Default)]
pub(in crate::net) struct Configs;

impl Configs {
    pub(in crate::net) fn set(&mut self, _settings: TlsSettings) {}

    pub(in crate::net) fn verifies(&self) -> bool {
        false
    }
}

/// There is none.
#[derive(Debug)]
pub(in crate::net) struct Session(Infallible);

impl Session {
    pub(in crate::net) fn client(
        _: &mut Configs,
        _: &str,
        _: IpAddr,
    ) -> core::result::Result<Self, &'static str> {
        Err("the library was built without TLS")
    }

    pub(in crate::net) fn server(_: &mut Configs) -> core::result::Result<Self, &'static str> {
        Err("the library was built without TLS")
    }

    pub(in crate::net) fn is_handshaking(&self) -> bool {
        match self.0 {}
    }

    pub(in crate::net) fn wants_write(&self) -> bool {
        match self.0 {}
    }

    pub(in crate::net) fn open(
        &mut self,
        _: &[u8],
        _: &mut dyn FnMut(&[u8]),
    ) -> core::result::Result<bool, &'static str> {
        match self.0 {}
    }

    pub(in crate::net) fn end(&mut self, _: &mut dyn Write) {
        match self.0 {}
    }

    pub(in crate::net) fn seal(&mut self, _: &VecDeque<Arc<[u8]>>, _: usize) -> io::Result<usize> {
        match self.0 {}
    }

    pub(in crate::net) fn write(&mut self, _: &mut dyn Write) -> io::Result<bool> {
        match self.0 {}
    }
}
