//! The headers of `include/eXosip2`.

mod dnsutils;
pub mod eX_call;
pub mod eX_ext;
pub mod eX_message;
pub mod eX_options;
pub mod eX_publish;
pub mod eX_register;
pub mod eX_setup;
pub mod eX_subscribe;
pub mod eXosip;
mod options;
