//! A SIP request or response. RFC 3261 7.

use core::ffi::c_int;

use super::{
    AcceptEncoding, AuthenticationInfo, Body, CSeq, CallId, CallInfo, Challenge, ContentLength,
    ContentType, Credentials, Header, NameAddr, Uri, Via,
};
use crate::mem::{CBox, Foreign, List, Text};

/// A SIP request or response.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// `sip_version`
    pub sip_version: Option<Text>,
    /// `req_uri`
    pub req_uri: Option<CBox<Uri>>,
    /// `sip_method`
    pub sip_method: Option<Text>,
    /// `status_code`
    pub status_code: c_int,
    /// `reason_phrase`
    pub reason_phrase: Option<Text>,
    /// `accepts`
    pub accepts: List<ContentType>,
    /// `accept_encodings`
    pub accept_encodings: List<AcceptEncoding>,
    /// `accept_languages`
    pub accept_languages: List<AcceptEncoding>,
    /// `alert_infos`
    pub alert_infos: List<CallInfo>,
    /// `allows`
    pub allows: List<ContentLength>,
    /// `authentication_infos`
    pub authentication_infos: List<AuthenticationInfo>,
    /// `authorizations`
    pub authorizations: List<Credentials>,
    /// `call_id`
    pub call_id: Option<CBox<CallId>>,
    /// `call_infos`
    pub call_infos: List<CallInfo>,
    /// `contacts`
    pub contacts: List<NameAddr>,
    /// `content_encodings`
    pub content_encodings: List<ContentLength>,
    /// `content_length`
    pub content_length: Option<CBox<ContentLength>>,
    /// `content_type`
    pub content_type: Option<CBox<ContentType>>,
    /// `cseq`
    pub cseq: Option<CBox<CSeq>>,
    /// `error_infos`
    pub error_infos: List<CallInfo>,
    /// `from`
    pub from: Option<CBox<NameAddr>>,
    /// `mime_version`
    pub mime_version: Option<CBox<ContentLength>>,
    /// `proxy_authenticates`
    pub proxy_authenticates: List<Challenge>,
    /// `proxy_authentication_infos`
    pub proxy_authentication_infos: List<AuthenticationInfo>,
    /// `proxy_authorizations`
    pub proxy_authorizations: List<Credentials>,
    /// `record_routes`
    pub record_routes: List<NameAddr>,
    /// `routes`
    pub routes: List<NameAddr>,
    /// `to`
    pub to: Option<CBox<NameAddr>>,
    /// `vias`
    pub vias: List<Via>,
    /// `www_authenticates`
    pub www_authenticates: List<Challenge>,
    /// `headers`
    pub headers: List<Header>,
    /// `bodies`
    pub bodies: List<Body>,
    /// `message_property`
    pub message_property: c_int,
    /// `message`
    pub message: Option<Text>,
    /// `message_length`
    pub message_length: usize,
    /// `application_data`
    pub application_data: Foreign,
}

const _: () = assert!(size_of::<Message>() == 448);
