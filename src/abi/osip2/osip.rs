//! `osip2/osip.h`: the transaction layer (RFC 3261 17).

mod ack;
pub mod context;
mod directory;
pub mod event;
pub mod execute;
mod execution;
pub mod fields;
mod kinds;
pub(crate) mod layer;
mod live;
mod machine;
mod matching;
mod numbers;
mod pass;
mod records;
pub mod retransmissions;
mod timers;
pub mod transaction;

pub use kinds::*;
pub use records::*;

use crate::abi::boundary::Answer;
use crate::error::Error::{self, BadParameter};

impl Answer for OsipEventType {
    fn from_error(_: Error) -> Self {
        UNKNOWN_EVT
    }
}

entry! {
    /// What kind of event it is; `UNKNOWN_EVT` for NULL. Not in the original.
    fn osip_event_get_type(event: Option<&OsipEvent>) -> OsipEventType {
        event.ok_or(BadParameter)?.r#type
    }
}
