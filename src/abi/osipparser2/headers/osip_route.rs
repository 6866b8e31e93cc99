//! `osipparser2/headers/osip_route.h`: Route (RFC 3261 20.34).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::NameAddr;

header!(NameAddr: osip_route_init osip_route_free);
header!(NameAddr: parse osip_route_parse);
header!(NameAddr: to_str osip_route_to_str);
