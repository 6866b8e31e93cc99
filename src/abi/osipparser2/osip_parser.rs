//! `osipparser2/osip_parser.h`: headers of a message by function, and the start of the parser. Codes and ownership: see
//! `osip_message.h`.

use core::ffi::{CStr, c_char, c_int};
use core::ptr::{NonNull, null};

use crate::abi::boundary::{LooseStr, Out, Str, lend};
use crate::abi::osipparser2::headers::osip_header::{header_of, name_of};
use crate::error::Error::{BadParameter, Syntax, Undefined};
use crate::error::{Error, OK, Result};
use crate::mem::{CBox, List};
use crate::sip::grammar::is_one_line;
use crate::sip::names;
use crate::sip::reason::reason;
use crate::sip::{
    AcceptEncoding, AuthenticationInfo, Body, CSeq, CallId, CallInfo, Challenge, ContentLength,
    ContentType, Credentials, Header, Message, NameAddr, Via, Wire,
};

/// Headers that may stand in a message many times.
macro_rules! lists {
    ($($field:ident $ty:ident $parse:ident $set:ident $get:ident;)*) => { entry! { $(
        #[doc = concat!(" Parses one header and adds it to the end of `", stringify!($field), "`. Nothing is added if `hvalue` is NULL or empty.")]
        fn $set(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int {
            add(sip, hvalue, |sip| &mut sip.$field, $ty::$parse)?
        }
        #[doc = concat!(" Lends in `dest` the header at place `pos` of `", stringify!($field), "`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none.")]
        fn $get(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<$ty>>>) -> c_int {
            give_nth(sip, pos, dest, |sip| &sip.$field)?
        }
    )* } };
}

lists! {
    accept_encodings AcceptEncoding parse osip_message_set_accept_encoding osip_message_get_accept_encoding;
    accept_languages AcceptEncoding parse osip_message_set_accept_language osip_message_get_accept_language;
    alert_infos CallInfo parse osip_message_set_alert_info osip_message_get_alert_info;
    allows ContentLength parse osip_message_set_allow osip_message_get_allow;
    authentication_infos AuthenticationInfo parse osip_message_set_authentication_info osip_message_get_authentication_info;
    authorizations Credentials parse osip_message_set_authorization osip_message_get_authorization;
    call_infos CallInfo parse osip_message_set_call_info osip_message_get_call_info;
    contacts NameAddr parse_contact osip_message_set_contact osip_message_get_contact;
    content_encodings ContentLength parse osip_message_set_content_encoding osip_message_get_content_encoding;
    error_infos CallInfo parse osip_message_set_error_info osip_message_get_error_info;
    proxy_authenticates Challenge parse osip_message_set_proxy_authenticate osip_message_get_proxy_authenticate;
    proxy_authentication_infos AuthenticationInfo parse osip_message_set_proxy_authentication_info osip_message_get_proxy_authentication_info;
    proxy_authorizations Credentials parse osip_message_set_proxy_authorization osip_message_get_proxy_authorization;
    record_routes NameAddr parse osip_message_set_record_route osip_message_get_record_route;
    routes NameAddr parse osip_message_set_route osip_message_get_route;
    vias Via parse osip_message_set_via osip_message_get_via;
    www_authenticates Challenge parse osip_message_set_www_authenticate osip_message_get_www_authenticate;
}

entry! {
    /// Parses one Accept and adds it to the end of `accepts`. NULL and empty text are an Accept that names nothing.
    fn osip_message_set_accept(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int {
        let sip = sip.ok_or(BadParameter)?;
        match hvalue.optional().is_none_or(<[u8]>::is_empty) {
            true => sip.accepts.push(ContentType::default()),
            false => sip.accepts.push(ContentType::from_text(hvalue.line()?)?),
        }
        sip.changed();
        OK
    }

    /// Lends in `dest` the header at place `pos` of `accepts`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is
    /// none.
    fn osip_message_get_accept(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<ContentType>>>) -> c_int {
        give_nth(sip, pos, dest, |sip| &sip.accepts)?
    }
}

/// Headers that may stand in a message once, and the error of a second one.
macro_rules! singles {
    ($($field:ident $ty:ident $set:ident $get:ident $second:ident;)*) => { entry! { $(
        #[doc = concat!(" Parses and sets `", stringify!($field), "`, which must not be there yet. Nothing is set if `hvalue` is NULL or empty.")]
        fn $set(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int {
            set(sip, hvalue, |sip| &mut sip.$field, $second)?
        }
        #[doc = concat!(" The `", stringify!($field), "`, still owned by the message; NULL if there is none.")]
        fn $get(sip: Option<&Message>) -> Option<NonNull<$ty>> {
            sip.and_then(|sip| lend(&sip.$field))
        }
    )* } };
}

singles! {
    call_id CallId osip_message_set_call_id osip_message_get_call_id Syntax;
    content_length ContentLength osip_message_set_content_length osip_message_get_content_length Syntax;
    content_type ContentType osip_message_set_content_type osip_message_get_content_type BadParameter;
    cseq CSeq osip_message_set_cseq osip_message_get_cseq BadParameter;
    from NameAddr osip_message_set_from osip_message_get_from Syntax;
    mime_version ContentLength osip_message_set_mime_version osip_message_get_mime_version Syntax;
    to NameAddr osip_message_set_to osip_message_get_to Syntax;
}

entry! {
    /// Does nothing: the parser needs no preparation. Returns 0.
    fn parser_init() -> c_int {
        OK
    }

    /// Declares that headers named `hname` are comma separated lists. Messages parsed from now on have one header
    /// for each element.
    fn parser_add_comma_separated_header(hname: Str<'_>) -> c_int {
        // The original takes NULL as well.
        if let Some(name) = hname.optional().filter(|name| !name.is_empty()) {
            names::add_list(name);
        }
        OK
    }

    /// Adds the source of a received request to its first Via: `rport` if it was asked for, `received`
    /// if the address differs from the host (RFC 3581 4). A response is left as it is.
    fn osip_message_fix_last_via_header(request: Option<&mut Message>, ip_addr: Str<'_>, port: c_int) -> c_int {
        let request = request.ok_or(BadParameter)?;
        if request.is_request() {
            request.note_source(ip_addr.line()?, port)?;
        }
        OK
    }

    /// 1 while the text that osip_message_to_str() keeps is up to date, 2 when it is not, 3 if there is none.
    fn osip_message_get__property(sip: Option<&Message>) -> c_int {
        sip.ok_or(BadParameter)?.message_property
    }

    /// Makes osip_message_to_str() write the message anew: to be called after a field was changed by hand.
    fn osip_message_force_update(sip: Option<&mut Message>) -> c_int {
        sip.ok_or(BadParameter)?.changed();
        OK
    }

    /// The usual reason phrase of a status code; NULL if there is none. It is not to be freed.
    fn osip_message_get_reason(status_code: c_int) -> *const c_char {
        reason(status_code).map_or(null(), CStr::as_ptr)
    }

    /// Parses one Via and puts it before all others.
    fn osip_message_append_via(sip: Option<&mut Message>, hvalue: Str<'_>) -> c_int {
        let sip = sip.ok_or(BadParameter)?;
        sip.vias.push_front(Via::from_text(hvalue.line()?)?);
        sip.changed();
        OK
    }

    /// Adds a header of any name, parsed as a received one: known names fill their field, lists are split at
    /// their commas. Nothing is added if the value does not parse.
    fn osip_message_set_multiple_header(sip: Option<&mut Message>, hname: LooseStr<'_>, hvalue: LooseStr<'_>) -> c_int {
        let name = name_of(hname.bytes()?)?;
        let value: &[u8] = match hvalue.optional() {
            None => b"",
            // A value, though an empty one.
            Some(b"") => b" ",
            Some(value) => value,
        };
        if !is_one_line(value) {
            return Err(Syntax);
        }
        sip.ok_or(BadParameter)?.add_header_line(name, value)?;
        OK
    }

    /// Adds a header to the end of the list `headers`, whatever its name; name and value are copied, and `hvalue` may
    /// be NULL. -2 without a name, -5 for a line break. Headers that have a field of their own, such as Via or Contact,
    /// have functions of their own.
    fn osip_message_set_header(sip: Option<&mut Message>, hname: Str<'_>, hvalue: Str<'_>) -> c_int {
        let sip = sip.ok_or(BadParameter)?;
        sip.headers.push(header_of(hname, hvalue)?);
        sip.changed();
        OK
    }

    /// Adds a header to the end of the unparsed ones, and frees the first of the same name that was there.
    fn osip_message_replace_header(sip: Option<&mut Message>, hname: Str<'_>, hvalue: Str<'_>) -> c_int {
        let sip = sip.ok_or(BadParameter)?;
        let new = header_of(hname, hvalue)?;
        let name = new.hname.as_deref().unwrap_or_default().to_vec();
        let is_there = sip.headers.iter().any(|header| header.is_named(&name));
        sip.headers.push(new);
        if is_there {
            sip.headers.remove_first(|header| header.is_named(&name));
        }
        sip.changed();
        OK
    }

    /// Adds a header before all unparsed ones.
    fn osip_message_set_topheader(sip: Option<&mut Message>, hname: Str<'_>, hvalue: Str<'_>) -> c_int {
        let sip = sip.ok_or(BadParameter)?;
        sip.headers.push_front(header_of(hname, hvalue)?);
        sip.changed();
        OK
    }

    /// Lends in `dest` the first unparsed header of this name, in any case, from place `pos` on. Returns its
    /// place, or OSIP_UNDEFINED_ERROR if there is none.
    fn osip_message_header_get_byname(sip: Option<&Message>, hname: Str<'_>, pos: c_int, dest: Out<'_, Option<NonNull<Header>>>) -> c_int {
        let mut place = pos;
        dest.give_or(None, || {
            let headers = &sip.ok_or(BadParameter)?.headers;
            let name = hname.optional().ok_or(Undefined)?;
            let start = usize::try_from(pos).map_err(|_| Undefined)?;
            let mut found = headers.boxes().enumerate().skip(start);
            let (at, header) = found.find(|(_, header)| header.is_named(name)).ok_or(Undefined)?;
            place = c_int::try_from(at).map_err(|_| Undefined)?;
            Ok(Some(header.lend()))
        })?;
        place
    }

    /// Lends in `dest` the unparsed header at place `pos`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none.
    fn osip_message_get_header(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<Header>>>) -> c_int {
        give_nth(sip, pos, dest, |sip| &sip.headers)?
    }

    /// Adds a copy of the `length` bytes at `buf` as a body; -2 for none. Content-Length is written by
    /// osip_message_to_str(); Content-Type is the caller's to set.
    fn osip_message_set_body(sip: Option<&mut Message>, buf: Str<'_>, length: usize) -> c_int {
        let sip = sip.ok_or(BadParameter)?;
        sip.bodies.push(Body::new(buf.counted(length)?));
        sip.changed();
        OK
    }

    /// Adds one part of a multipart body: headers, an empty line, content.
    fn osip_message_set_body_mime(sip: Option<&mut Message>, buf: Str<'_>, length: usize) -> c_int {
        let sip = sip.ok_or(BadParameter)?;
        sip.bodies.push(Body::part(buf.counted(length)?)?);
        sip.changed();
        OK
    }

    /// Lends in `dest` the body at place `pos`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none.
    fn osip_message_get_body(sip: Option<&Message>, pos: c_int, dest: Out<'_, Option<NonNull<Body>>>) -> c_int {
        give_nth(sip, pos, dest, |sip| &sip.bodies)?
    }
}

/// Adds the header that `hvalue` stands for to a list of `sip`.
fn add<T: Default>(
    sip: Option<&mut Message>,
    hvalue: Str<'_>,
    list: fn(&mut Message) -> &mut List<T>,
    parse: fn(&mut T, &[u8]) -> Result<()>,
) -> Result<c_int> {
    if hvalue.optional().is_none_or(<[u8]>::is_empty) {
        return Ok(OK);
    }
    let sip = sip.ok_or(BadParameter)?;
    let mut header = CBox::new(T::default());
    parse(&mut header, hvalue.line()?)?;
    list(sip).push_box(header);
    sip.changed();
    Ok(OK)
}

/// Sets the header that `hvalue` stands for in a field of `sip`, which must be empty.
fn set<T: Wire>(
    sip: Option<&mut Message>,
    hvalue: Str<'_>,
    field: fn(&mut Message) -> &mut Option<CBox<T>>,
    second: Error,
) -> Result<c_int> {
    if hvalue.optional().is_none_or(<[u8]>::is_empty) {
        return Ok(OK);
    }
    let sip = sip.ok_or(BadParameter)?;
    if field(sip).is_some() {
        return Err(second);
    }
    let header = CBox::new(T::from_text(hvalue.line()?)?);
    *field(sip) = Some(header);
    sip.changed();
    Ok(OK)
}

/// Lends C the element at place `pos` of a list of `sip`.
fn give_nth<T>(
    sip: Option<&Message>,
    pos: c_int,
    dest: Out<'_, Option<NonNull<T>>>,
    list: fn(&Message) -> &List<T>,
) -> Result<c_int> {
    dest.give_or(None, || {
        let position = usize::try_from(pos).map_err(|_| Undefined)?;
        let element = list(sip.ok_or(BadParameter)?).nth_box(position);
        Ok(Some(element.ok_or(Undefined)?.lend()))
    })?;
    Ok(pos)
}
