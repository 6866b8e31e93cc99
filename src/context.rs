//! `struct eXosip_t`: the lock, the driver thread and the event queue.

/// One user agent of a C program.
#[derive(Debug)]
#[repr(C)]
pub struct Context {
    hidden: [u8; 0],
}
