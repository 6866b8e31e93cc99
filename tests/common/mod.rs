//! What the tests in Rust share.

pub mod generate;
pub mod heap;
pub mod messages;
pub mod oracle;
pub mod plain;
pub mod random;
pub mod same;
