//! `osipparser2/osip_message.h`: SIP messages (RFC 3261 7).
//!
//! What holds for all functions of the headers of osipparser2, where they say nothing else:
//!
//! Functions that return `int` return `OSIP_SUCCESS` (0) or a place in a list, and an error code below 0 otherwise:
//! `OSIP_UNDEFINED_ERROR` (-1) where a list has no element at a place; `OSIP_BADPARAMETER` (-2) for NULL where a value is
//! needed; `OSIP_NOMEM` (-4); `OSIP_SYNTAXERROR` (-5) for a text that does not parse or has a line break. Places count
//! from 0. Functions that return a pointer return NULL then.
//!
//! `_init` allocates an empty object, `_parse` fills an empty one from text, `_to_str` writes text for the caller to free
//! with `osip_free`, `_clone` copies deeply, `_free` frees an object with all that it owns. A `const char *` is copied. A
//! `char *` or an object that is given to a function which sets or adds it comes from `osip_malloc`, `osip_strdup` or
//! `_init`, and belongs to the object from then on. What getters return or lend stays the object's.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::{NonNull, null_mut};

use crate::abi::boundary::{Out, Str, copy, lend, lend_text};
use crate::abi::osipparser2::osip_list::{RawList, element_at};
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::{CBox, Counted, Text};
use crate::sip::{Message, Param, Uri};

// SAFETY: in Rust only `Message::keep_text` sets the two fields; C keeps them in step.
unsafe impl Counted for Message {
    fn counted(&self) -> Option<(&Text, usize)> {
        self.kept_text()
    }
}

entry! {
    /// Allocates an empty message; the caller owns it.
    fn osip_message_init(sip: Out<'_, Option<CBox<Message>>>) -> c_int {
        sip.give(|| {
            let mut message = CBox::new(Message::default());
            message.message_property = NEW;
            Ok(Some(message))
        })?;
        OK
    }

    /// Frees a message and all that it owns. NULL is ignored.
    fn osip_message_free(sip: Option<CBox<Message>>) {
        drop(sip)
    }

    /// Fills `sip` from a datagram, or from one message off a stream. What it held before is freed. After an error
    /// it is as it was.
    fn osip_message_parse(sip: Option<&mut Message>, buf: Str<'_>, length: usize) -> c_int {
        sip.ok_or(BadParameter)?.replace(Message::parse(buf.counted(length)?)?);
        OK
    }

    /// Fills `sip` from a message/sipfrag body, in which the start line and any header may be missing. What it
    /// held before is freed. After an error it is as it was.
    fn osip_message_parse_sipfrag(sip: Option<&mut Message>, buf: Str<'_>, length: usize) -> c_int {
        let text = if length == 0 { &[] } else { buf.counted(length)? };
        sip.ok_or(BadParameter)?.replace(Message::parse_fragment(text)?);
        OK
    }

    /// Writes a message as text. The caller frees `dest` with osip_free(); `message_length` may be NULL.
    ///
    /// The text is kept in the message and given again until a header or a body is set. After any other change, such
    /// as of the start line or of a field by hand, osip_message_force_update() makes the text anew.
    fn osip_message_to_str(sip: Option<&mut Message>, dest: Out<'_, Option<Text>>, message_length: Option<&mut usize>) -> c_int {
        give_text(sip, dest, message_length, Message::write)?
    }

    /// As osip_message_to_str(), for a message/sipfrag body.
    fn osip_message_to_str_sipfrag(sip: Option<&mut Message>, dest: Out<'_, Option<Text>>, message_length: Option<&mut usize>) -> c_int {
        give_text(sip, dest, message_length, Message::write_fragment)?
    }

    /// Copies a message deeply; the caller owns the copy.
    fn osip_message_clone(sip: Option<&Message>, dest: Out<'_, Option<CBox<Message>>>) -> c_int {
        copy(sip, dest)?
    }

    /// Sets the reason phrase and takes `reason` over. The old one is the caller's to free, before.
    fn osip_message_set_reason_phrase(sip: Option<&mut Message>, reason: Option<Text>) {
        strings!(@set sip, reason_phrase, reason)
    }

    /// The reason phrase, still owned by the message; NULL if there is none.
    fn osip_message_get_reason_phrase(sip: Option<&Message>) -> Option<NonNull<c_char>> {
        sip.and_then(|sip| lend_text(&sip.reason_phrase))
    }

    /// Sets the status code.
    fn osip_message_set_status_code(sip: Option<&mut Message>, statuscode: c_int) {
        sip.ok_or(BadParameter)?.status_code = statuscode
    }

    /// The status code; 0 in a request.
    fn osip_message_get_status_code(sip: Option<&Message>) -> c_int {
        sip.ok_or(BadParameter)?.status_code
    }

    /// Sets the method and takes `method` over. The old one is the caller's to free, before.
    fn osip_message_set_method(sip: Option<&mut Message>, method: Option<Text>) {
        strings!(@set sip, sip_method, method)
    }

    /// The method, still owned by the message; NULL in a response.
    fn osip_message_get_method(sip: Option<&Message>) -> Option<NonNull<c_char>> {
        sip.and_then(|sip| lend_text(&sip.sip_method))
    }

    /// Sets the SIP version and takes `version` over. The old one is the caller's to free, before.
    fn osip_message_set_version(sip: Option<&mut Message>, version: Option<Text>) {
        strings!(@set sip, sip_version, version)
    }

    /// The SIP version, still owned by the message. NULL stands for `SIP/2.0`.
    fn osip_message_get_version(sip: Option<&Message>) -> Option<NonNull<c_char>> {
        sip.and_then(|sip| lend_text(&sip.sip_version))
    }

    /// Sets the Request-URI and takes `uri` over. The old one is the caller's to free, before.
    fn osip_message_set_uri(sip: Option<&mut Message>, uri: Option<CBox<Uri>>) {
        strings!(@set sip, req_uri, uri)
    }

    /// The Request-URI, still owned by the message; NULL in a response.
    fn osip_message_get_uri(sip: Option<&Message>) -> Option<NonNull<Uri>> {
        sip.and_then(|sip| lend(&sip.req_uri))
    }

    /// Sets the name of a parameter and takes `name` over. The old one is the caller's to free, before.
    fn osip_generic_param_set_name(generic_param: Option<&mut Param>, name: Option<Text>) {
        strings!(@set generic_param, gname, name)
    }

    /// The name of a parameter, still owned by it.
    fn osip_generic_param_get_name(generic_param: Option<&Param>) -> Option<NonNull<c_char>> {
        generic_param.and_then(|param| lend_text(&param.gname))
    }

    /// Sets the value of a parameter and takes `value` over. The old one is the caller's to free, before.
    fn osip_generic_param_set_value(generic_param: Option<&mut Param>, value: Option<Text>) {
        strings!(@set generic_param, gvalue, value)
    }

    /// The value of a parameter, still owned by it; NULL if it has none, or no name.
    fn osip_generic_param_get_value(generic_param: Option<&Param>) -> Option<NonNull<c_char>> {
        generic_param.filter(|param| param.gname.is_some()).and_then(|param| lend_text(&param.gvalue))
    }

    /// Lends in `dest` the element at place `pos` of any list of headers. Returns `pos`, or
    /// OSIP_UNDEFINED_ERROR if there is none.
    fn osip_message_get_knownheaderlist(header_list: Option<&mut RawList>, pos: c_int, dest: Out<'_, *mut c_void>) -> c_int {
        dest.give_or(null_mut(), || element_at(header_list.ok_or(BadParameter)?, pos))?;
        pos
    }
}

/// What `message_property` of a message is that was never written.
const NEW: c_int = 3;

/// The text of a message for C: the text that was kept, or a new one that is kept from now on.
fn give_text(
    sip: Option<&mut Message>,
    dest: Out<'_, Option<Text>>,
    length: Option<&mut usize>,
    write: fn(&Message, &mut Vec<u8>) -> Result<()>,
) -> Result<c_int> {
    dest.give_or(None, || {
        let sip = sip.ok_or(BadParameter)?;
        if !sip.is_text_kept() {
            let mut text = Vec::with_capacity(USUAL_LENGTH);
            write(sip, &mut text)?;
            sip.keep_text(&text);
        }
        let text = sip.bytes();
        if let Some(length) = length {
            *length = text.len();
        }
        Ok(Some(Text::new(text)))
    })?;
    Ok(OK)
}

/// Room for a message without a large body.
const USUAL_LENGTH: usize = 1500;
