//! A message body, or one part of a multipart body. RFC 3261 7.4.

use super::{ContentType, Header};
use crate::mem::{CBox, List, Text};

/// A message body, or one part of a multipart body.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// `body`
    pub body: Option<Text>,
    /// `length`
    pub length: usize,
    /// `headers`
    pub headers: Option<CBox<List<Header>>>,
    /// `content_type`
    pub content_type: Option<CBox<ContentType>>,
}

const _: () = assert!(size_of::<Body>() == 32);
