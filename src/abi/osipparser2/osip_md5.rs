//! `osipparser2/osip_md5.h`

use core::ffi::c_uint;

use crate::abi::types::Md5Context;

entry_stub! {
    fn osip_MD5Init(context: *mut Md5Context);
    fn osip_MD5Update(context: *mut Md5Context, input: *const u8, length: c_uint);
    fn osip_MD5Final(digest: *mut u8, context: *mut Md5Context);
}
