//! What the tests beside Debian's libosip2 share.

pub mod generate;
pub mod oracle;
