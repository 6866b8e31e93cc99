//! Why a connection ends.

use std::io;

use crate::net::framing::Unframed;

/// Why a connection has to be closed, in words and for the core.
#[derive(Debug)]
pub(in crate::net) struct Broken(pub(in crate::net) String, pub(in crate::net) io::ErrorKind);

impl From<io::Error> for Broken {
    fn from(why: io::Error) -> Self {
        Self(why.to_string(), why.kind())
    }
}

impl From<Unframed> for Broken {
    fn from(why: Unframed) -> Self {
        Self(why.to_string(), io::ErrorKind::InvalidData)
    }
}

impl From<String> for Broken {
    fn from(why: String) -> Self {
        Self(why, io::ErrorKind::InvalidData)
    }
}

impl From<&'static str> for Broken {
    fn from(why: &'static str) -> Self {
        Self(why.to_owned(), io::ErrorKind::InvalidData)
    }
}
