//! A SIP request or response. RFC 3261 7.

use core::ffi::c_int;

use super::{
    AcceptEncoding, AuthenticationInfo, Body, CSeq, CallId, CallInfo, Challenge, ContentLength,
    ContentType, Credentials, Header, NameAddr, Param, Uri, Via,
};
use crate::error::{Error, Result};
use crate::mem::{CBox, Foreign, List, Text};

/// A SIP request or response.
#[repr(C)]
#[derive(Debug, Default)]
pub struct Message {
    /// `SIP/2.0`
    pub sip_version: Option<Text>,
    /// The Request-URI.
    pub req_uri: Option<CBox<Uri>>,
    /// The method of a request; none in a response.
    pub sip_method: Option<Text>,
    /// 100 to 699 in a response; 0 in a request.
    pub status_code: c_int,
    /// What a response says in words.
    pub reason_phrase: Option<Text>,
    /// Which media types the sender takes (RFC 3261 20.1).
    pub accepts: List<ContentType>,
    /// Which encodings of bodies the sender takes (20.2).
    pub accept_encodings: List<AcceptEncoding>,
    /// Which languages the sender prefers (20.3).
    pub accept_languages: List<AcceptEncoding>,
    /// Other ring tones (20.4).
    pub alert_infos: List<CallInfo>,
    /// Which methods the sender understands (20.5).
    pub allows: List<ContentLength>,
    /// What a server says after it took credentials (20.6).
    pub authentication_infos: List<AuthenticationInfo>,
    /// Credentials for the server itself (20.7).
    pub authorizations: List<Credentials>,
    /// The call, or the row of registrations (20.8).
    pub call_id: Option<CBox<CallId>>,
    /// More about the caller or the called (20.9).
    pub call_infos: List<CallInfo>,
    /// Where the sender, or the user of a registration, is reached (20.10).
    pub contacts: List<NameAddr>,
    /// How the body is encoded (20.12).
    pub content_encodings: List<ContentLength>,
    /// Content-Length, as it was received; the length written is that of the bodies.
    pub content_length: Option<CBox<ContentLength>>,
    /// The media type of the body (20.15).
    pub content_type: Option<CBox<ContentType>>,
    /// The number of the request and its method (20.16).
    pub cseq: Option<CBox<CSeq>>,
    /// More about an error response (20.18).
    pub error_infos: List<CallInfo>,
    /// The sender of the request (20.20).
    pub from: Option<CBox<NameAddr>>,
    /// The version of MIME, 1.0 (20.24).
    pub mime_version: Option<CBox<ContentLength>>,
    /// Challenges of a proxy (20.27).
    pub proxy_authenticates: List<Challenge>,
    /// What a proxy says after it took credentials (RFC 7615).
    pub proxy_authentication_infos: List<AuthenticationInfo>,
    /// Credentials for proxies (20.28).
    pub proxy_authorizations: List<Credentials>,
    /// Proxies that want to see later requests, too (20.30).
    pub record_routes: List<NameAddr>,
    /// Proxies that the request is to pass (20.34).
    pub routes: List<NameAddr>,
    /// The recipient of the request; with a tag, in a dialog (20.39).
    pub to: Option<CBox<NameAddr>>,
    /// The path that the request took, the last hop first (20.42).
    pub vias: List<Via>,
    /// Challenges of the server itself (20.44).
    pub www_authenticates: List<Challenge>,
    /// All other headers, in their order.
    pub headers: List<Header>,
    /// The body, or the parts of a multipart body.
    pub bodies: List<Body>,
    /// 1 while the text in `message` is that of the fields; else it is to be written anew.
    pub message_property: c_int,
    /// The text that was written last.
    pub(crate) message: Option<Text>,
    /// The length of that text.
    pub(crate) message_length: usize,
    /// The application's own.
    pub application_data: Foreign,
}

record_size!(Message: 448, 224);

/// Runs `$do` on the fields that hold one thing each.
macro_rules! with_singles {
    ($do:ident) => {
        $do! { call_id content_length content_type cseq from mime_version to }
    };
}

/// Runs `$do` on the fields that hold lists.
macro_rules! with_lists {
    ($do:ident) => {
        $do! {
            accepts accept_encodings accept_languages alert_infos allows authentication_infos authorizations
            call_infos contacts content_encodings error_infos proxy_authenticates proxy_authentication_infos
            proxy_authorizations record_routes routes vias www_authenticates headers bodies
        }
    };
}

/// Runs `$do` on the fields of the start line.
macro_rules! with_start_line {
    ($do:ident) => {
        $do! { sip_version req_uri sip_method status_code reason_phrase }
    };
}

impl Message {
    /// Adds a header at the end.
    pub fn add_header(&mut self, name: &[u8], value: &[u8]) {
        self.headers.push(Header::new(name, value));
    }

    /// Changes the first header of that name, or adds it.
    pub fn set_header(&mut self, name: &[u8], value: &[u8]) {
        match self.headers.iter_mut().find(|header| header.is_named(name)) {
            Some(header) => header.hvalue = Some(Text::new(value)),
            None => self.add_header(name, value),
        }
    }

    /// Whether it is a request.
    pub fn is_request(&self) -> bool {
        self.status_code == 0
    }

    /// A field was changed: the text that was kept is out of date.
    pub fn changed(&mut self) {
        self.message_property = 2;
    }

    /// Keeps `text`, which was written from the fields.
    pub fn keep_text(&mut self, text: &[u8]) {
        self.message_length = 0;
        self.message = Some(Text::new(text));
        self.message_length = text.len();
        self.message_property = 1;
    }

    /// Frees the text that was kept.
    pub fn forget_text(&mut self) {
        self.message = None;
        self.message_length = 0;
        self.changed();
    }

    /// Whether the text kept is that of the fields, as far as the setters know.
    pub fn is_text_kept(&self) -> bool {
        self.message_property == 1 && self.message.is_some()
    }

    pub(crate) fn kept_text(&self) -> Option<(&Text, usize)> {
        self.message.as_ref().map(|text| (text, self.message_length))
    }

    /// Adds the source of a received request to its first Via: `rport` if it was asked for, `received` if
    /// the address differs from the host (RFC 3581 4). A response is left as it is.
    pub fn note_source(&mut self, address: &[u8], port: i32) -> Result<()> {
        if !self.is_request() {
            return Ok(());
        }
        let via = self.vias.first_mut().ok_or(Error::BadParameter)?;
        let port = Text::from(port.to_string().as_str());
        if via.host.as_deref() != Some(address) {
            via.via_params.push(Param::new(b"received", Some(address)));
        }
        if let Some(rport) = via.via_params.iter_mut().find(|param| param.is_named(b"rport")) {
            rport.gvalue.get_or_insert(port);
        }
        self.changed();
        Ok(())
    }

    /// Makes this the message `new`; only the application's data stays.
    pub fn replace(&mut self, new: Self) {
        *self = Self { application_data: self.application_data, ..new };
    }

    /// Moves all headers and bodies of `other` to the end of this message. Fails, changing nothing, where that
    /// would be the second of a header that may stand there once.
    pub(super) fn append(&mut self, other: Self) -> Result<()> {
        macro_rules! refuse_second {
            ($($field:ident)*) => {
                if $((self.$field.is_some() && other.$field.is_some()))||* {
                    return Err(Error::Syntax);
                }
            };
        }
        macro_rules! take_singles {
            ($($field:ident)*) => { $(self.$field = self.$field.take().or(other.$field);)* };
        }
        macro_rules! take_lists {
            ($($field:ident)*) => { $(self.$field.append(other.$field);)* };
        }
        with_singles!(refuse_second);
        with_singles!(take_singles);
        with_lists!(take_lists);
        self.changed();
        Ok(())
    }

    /// Turns all lists round, which were filled from the front.
    pub(super) fn turn_lists(&mut self) {
        macro_rules! turn {
            ($($field:ident)*) => { $(self.$field.reverse();)* };
        }
        with_lists!(turn);
    }
}

/// A copy is written anew: the text kept of the fields is not copied.
impl Clone for Message {
    fn clone(&self) -> Self {
        let mut copy = Self { application_data: self.application_data, ..Self::default() };
        macro_rules! clone {
            ($($field:ident)*) => { $(copy.$field = self.$field.clone();)* };
        }
        with_start_line!(clone);
        with_singles!(clone);
        with_lists!(clone);
        copy.message_property = self.message_property.max(2);
        copy
    }
}

/// Messages are equal if they are the same on the wire.
impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        macro_rules! equal {
            ($($field:ident)*) => { true $(&& self.$field == other.$field)* };
        }
        with_start_line!(equal) && with_singles!(equal) && with_lists!(equal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Message {
        Message::parse(text.replace('\n', "\r\n").as_bytes()).unwrap()
    }

    #[test]
    fn a_copy_is_equal_and_is_written_anew() {
        let mut message = message("OPTIONS sip:a@b SIP/2.0\nAllow: A, B\nFoo: c\n\n");
        message.keep_text(b"old");
        let copy = message.clone();
        assert_eq!(copy, message);
        assert!(message.is_text_kept() && !copy.is_text_kept());
    }

    #[test]
    fn what_is_added_is_added_whole_or_not_at_all() {
        let mut message = message("OPTIONS sip:a@b SIP/2.0\nTo: <sip:a@b>\nAllow: A\n\n");
        message.add_header_line(b"Allow", b"B, C").unwrap();
        assert_eq!(message.allows.len(), 3);
        let before = message.clone();
        assert_eq!(message.add_header_line(b"t", b"<sip:c@d>"), Err(Error::Syntax));
        assert_eq!(message.add_header_line(b"Contact", b"<sip:c@d>, nothing"), Err(Error::Syntax));
        assert_eq!(message, before);
    }

    #[test]
    fn a_source_is_noted_where_it_is_not_known() {
        let mut request = message("OPTIONS sip:a@b SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;rport\n\n");
        request.note_source(b"192.0.2.1", 5062).unwrap();
        assert_eq!(request.source_seen(), (None, Some(5062)));
        request.note_source(b"192.0.2.2", 7).unwrap();
        assert_eq!(request.source_seen(), (Some(&b"192.0.2.2"[..]), Some(5062)));
        let mut response = message("SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1;rport\n\n");
        response.note_source(b"192.0.2.2", 7).unwrap();
        assert_eq!(response.source_seen(), (None, None));
    }

    #[test]
    fn only_the_data_of_the_application_outlives_a_message() {
        let mut message = message("OPTIONS sip:a@b SIP/2.0\nFoo: c\n\n");
        message.application_data = Foreign(8 as *mut _);
        message.replace(Message::default());
        assert_eq!(message, Message::default());
        assert_eq!(message.application_data, Foreign(8 as *mut _));
    }
}
