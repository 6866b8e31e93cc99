//! SIP messages: their types, parsing and writing. Pure: no I/O, no clock, no unsafe code.

#![forbid(unsafe_code)]

pub mod accept_encoding;
mod auth_params;
pub mod authentication_info;
pub mod body;
pub mod call_id;
pub mod call_info;
pub mod challenge;
pub mod content_length;
pub mod content_type;
pub mod credentials;
pub mod cseq;
pub mod escape;
pub mod facts;
pub mod grammar;
pub mod header;
mod header_lines;
pub mod host;
mod lines;
pub mod message;
pub mod name_addr;
pub mod names;
pub mod param;
pub mod parser;
pub mod plain;
pub mod reason;
mod scan;
pub mod text;
pub mod uri;
pub mod via;
pub mod writer;

pub use accept_encoding::AcceptEncoding;
pub use authentication_info::AuthenticationInfo;
pub use body::Body;
pub use call_id::CallId;
pub use call_info::CallInfo;
pub use challenge::Challenge;
pub use content_length::ContentLength;
pub use content_type::ContentType;
pub use credentials::Credentials;
pub use cseq::CSeq;
pub use header::Header;
pub use message::Message;
pub use name_addr::NameAddr;
pub use param::Param;
pub use uri::Uri;
pub use via::Via;

use crate::error::Result;

/// The text form of one header, URI or parameter: parsed and written.
pub trait Wire: Default + Clone {
    /// Fills an empty value from its text. After an error what was filled so far stays, as in the original.
    fn parse(&mut self, text: &[u8]) -> Result<()>;

    /// Appends the text form to `out`. Fails with `BadParameter` where a mandatory field is missing.
    fn write(&self, out: &mut Vec<u8>) -> Result<()>;

    /// The value that `text` stands for.
    fn from_text(text: &[u8]) -> Result<Self> {
        let mut value = Self::default();
        value.parse(text)?;
        Ok(value)
    }
}
