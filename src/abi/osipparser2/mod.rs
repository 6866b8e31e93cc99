//! The headers of `include/osipparser2`.

pub mod headers;
pub mod osip_body;
pub mod osip_const;
pub mod osip_list;
pub mod osip_md5;
pub mod osip_message;
pub mod osip_parser;
pub mod osip_port;
pub mod osip_uri;
pub mod sdp_message;
