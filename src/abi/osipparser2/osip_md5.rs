//! `osipparser2/osip_md5.h`

use core::ffi::c_uint;

/// An MD5 sum in the making (RFC 1321).
#[repr(C)]
#[derive(Clone, Debug)]
pub struct Md5Context {
    /// The four words A, B, C and D.
    pub state: [c_uint; 4],
    /// How many bits went in, the low word first.
    pub count: [c_uint; 2],
    /// Input that does not fill a block yet.
    pub buffer: [u8; 64],
}

const _: () = assert!(size_of::<Md5Context>() == 88);

entry_stub! {
    fn osip_MD5Init(context: *mut Md5Context);
    fn osip_MD5Update(context: *mut Md5Context, input: *mut u8, length: c_uint);
    fn osip_MD5Final(digest: *mut u8, context: *mut Md5Context);
}
