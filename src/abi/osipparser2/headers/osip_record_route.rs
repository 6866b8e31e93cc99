//! `osipparser2/headers/osip_record_route.h`: Record-Route (RFC 3261 20.30).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::NameAddr;

header!(NameAddr: osip_record_route_init osip_record_route_free);
header!(NameAddr: parse osip_record_route_parse);
header!(NameAddr: to_str osip_record_route_to_str);
