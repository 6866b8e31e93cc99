//! A display name, a URI and parameters: From, To, Contact, Route and Record-Route. RFC 3261 20.10.

use super::{Param, Uri};
use crate::mem::{CBox, List, Text};

/// A display name, a URI and parameters: From, To, Contact, Route and Record-Route.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NameAddr {
    /// `displayname`
    pub displayname: Option<Text>,
    /// `url`
    pub url: Option<CBox<Uri>>,
    /// `gen_params`
    pub gen_params: List<Param>,
}

const _: () = assert!(size_of::<NameAddr>() == 32);
