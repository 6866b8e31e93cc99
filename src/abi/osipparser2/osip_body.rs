//! `osipparser2/osip_body.h`: bodies and the parts of multipart bodies (RFC 3261 7.4, RFC 2046).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::c_int;
use core::mem::forget;

use crate::abi::boundary::{Out, Str, copy, overwrite};
use crate::abi::osipparser2::headers::osip_header::header_of;
use crate::error::Error::BadParameter;
use crate::error::OK;
use crate::mem::{CBox, Counted, List, Text};
use crate::sip::{Body, ContentType, Wire};

// SAFETY: in Rust only `Body::replace` sets the two fields; C keeps them in step.
unsafe impl Counted for Body {
    fn counted(&self) -> Option<(&Text, usize)> {
        self.text()
    }
}

entry! {
    /// Allocates an empty body; the caller owns it.
    fn osip_body_init(body: Out<'_, Option<CBox<Body>>>) -> c_int {
        body.give(|| Ok(Some(CBox::new(Body::empty()))))?;
        OK
    }

    /// Frees a body and all that it owns. NULL is ignored.
    fn osip_body_free(body: Option<CBox<Body>>) {
        drop(body)
    }

    /// Makes `length` bytes at `buf` the content of `body`. The old content is the caller's to free, before.
    fn osip_body_parse(body: Option<&mut Body>, buf: Str<'_>, length: usize) -> c_int {
        forget(body.ok_or(BadParameter)?.replace(buf.counted(length)?));
        OK
    }

    /// Copies a body deeply; the caller owns the copy.
    fn osip_body_clone(body: Option<&Body>, dest: Out<'_, Option<CBox<Body>>>) -> c_int {
        copy(body, dest)?
    }

    /// Fills `body` from one part of a multipart body: headers, an empty line, content. What it held before is
    /// freed. After an error it is as it was.
    fn osip_body_parse_mime(body: Option<&mut Body>, buf: Str<'_>, length: usize) -> c_int {
        let body = body.ok_or(BadParameter)?;
        *body = Body::part(buf.counted(length)?)?;
        OK
    }

    /// Writes a body with its headers. The caller frees `dest` with osip_free(). There may be NULs in it, so
    /// `length` is not to be NULL.
    fn osip_body_to_str(body: Option<&Body>, dest: Out<'_, Option<Text>>, length: Option<&mut usize>) -> c_int {
        let length = length.ok_or(BadParameter)?;
        *length = 0;
        dest.give_or(None, || {
            let mut text = Vec::new();
            body.ok_or(BadParameter)?.write(&mut text)?;
            *length = text.len();
            Ok(Some(Text::new(&text)))
        })?;
        OK
    }

    /// Sets the Content-Type of a part. The old one is the caller's to free, before.
    fn osip_body_set_contenttype(body: Option<&mut Body>, hvalue: Str<'_>) -> c_int {
        let content_type = CBox::new(ContentType::from_text(hvalue.line()?)?);
        overwrite(&mut body.ok_or(BadParameter)?.content_type, Some(content_type));
        OK
    }

    /// Adds a header to a part.
    fn osip_body_set_header(body: Option<&mut Body>, hname: Str<'_>, hvalue: Str<'_>) -> c_int {
        let body = body.ok_or(BadParameter)?;
        hvalue.bytes()?;
        let header = header_of(hname, hvalue)?;
        body.headers.get_or_insert_with(|| CBox::new(List::default())).push(header);
        OK
    }
}
