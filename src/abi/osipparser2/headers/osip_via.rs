//! `osipparser2/headers/osip_via.h`: Via (RFC 3261 20.42).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str, matching};
use crate::mem::{CBox, Text};
use crate::sip::{Param, Via};

header!(Via: osip_via_init osip_via_free osip_via_parse osip_via_to_str osip_via_clone);

strings!(Via:
    version via_get_version via_set_version;
    protocol via_get_protocol via_set_protocol;
    host via_get_host via_set_host;
    port via_get_port via_set_port;
    comment via_get_comment via_set_comment;
);

entry! {
    /// OSIP_SUCCESS if both are the same in every field and parameter, OSIP_UNDEFINED_ERROR if not,
    /// OSIP_BADPARAMETER if one has no version, protocol or host.
    fn osip_via_match(via1: Option<NonNull<Via>>, via2: Option<NonNull<Via>>) -> c_int {
        matching(via1, via2, Via::matches)?
    }
}

lists!(Via, header: via_params Param osip_via_get_params;);

// The names of the `via_` functions in libosip2 5.3.1.
strings!(Via:
    version osip_via_get_version osip_via_set_version;
    protocol osip_via_get_protocol osip_via_set_protocol;
    host osip_via_get_host osip_via_set_host;
    port osip_via_get_port osip_via_set_port;
    comment osip_via_get_comment osip_via_set_comment;
);
