//! The headers of `include/osip2`.

pub mod osip;
pub mod osip_condv;
pub mod osip_dialog;
pub mod osip_fifo;
pub mod osip_mt;
pub mod osip_time;
mod semaphore;
