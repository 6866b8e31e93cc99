//! `osip2/osip_fifo.h`

use core::ffi::{c_int, c_void};

use crate::abi::types::Fifo;

entry_stub! {
    fn osip_fifo_init(ff: *mut Fifo);
    fn osip_fifo_free(ff: *mut Fifo);
    fn osip_fifo_insert(ff: *mut Fifo, element: *mut c_void) -> c_int;
    fn osip_fifo_add(ff: *mut Fifo, element: *mut c_void) -> c_int;
    fn osip_fifo_size(ff: *mut Fifo) -> c_int;
    fn osip_fifo_get(ff: *mut Fifo) -> *mut c_void;
    fn osip_fifo_tryget(ff: *mut Fifo) -> *mut c_void;
}
