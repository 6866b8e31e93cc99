//! Messages as text: read where they lie, and changed line by line. RFC 3261 7.

pub mod via;

mod contact;
mod copied;
mod decimal;
mod edit;
mod lines;
mod packed;
mod received;
mod response;
mod tree;
mod view;
mod writer;

pub use contact::{Contact, ContactText, ContactTexts};
pub use copied::{Copied, CopiedHeaders};
pub use decimal::decimal;
pub use edit::TextEditor;
pub use lines::{header_lines, header_values, replace_values, value as header_value};
pub use packed::{StoredText, TextPacker};
pub use received::{body, call_id, cseq, header_at, request_uri, status_line};
pub use response::{ResponseParts, ResponseTree};
pub use tree::TextTree;
pub use via::ViaText;
pub use view::MessageText;
pub use writer::TextWriter;
